package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gets a file by one request after the other, each for what is still lacking. */
final class HttpTransfer {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int BEYOND_THE_END = 416;
    private static final int SERVER_ERROR = 500;

    /** Timed out, too early, too many: the server itself says to come again. */
    private static final Set<Integer> FOR_NOW = Set.of(408, 425, 429);

    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    /** An answer that is of no use now; another attempt may get a better one. */
    static final class Answer extends IOException {

        private static final long serialVersionUID = 1;

        private final String clause;

        Answer(String clause) {
            super(clause);
            this.clause = clause;
        }

        /** What the server did. */
        String clause() {
            return clause;
        }
    }

    private final HttpClient client;
    private final Patience patience;
    private final URI address;
    private final Wanted wanted;
    private final DownloadProgress progress;
    private Optional<String> version = Optional.empty();

    HttpTransfer(HttpClient client, Patience patience, URI address, Wanted wanted, DownloadProgress progress) {
        this.client = client;
        this.patience = patience;
        this.address = address;
        this.wanted = wanted;
        this.progress = progress;
    }

    static HttpClient client(DownloadRoute route, Patience patience) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience.idle())
                .proxy(route.proxies());
        route.credentials().ifPresent(builder::authenticator);
        return builder.build();
    }

    /**
     * One request for what a partial file lacks.
     *
     * @throws IOException if the network failed, and another attempt may not
     * @throws RefusedInputException if the server has not got the file
     */
    void run(PartialFile part) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(patience.idle()).header("Accept-Encoding", "identity");
        if (part.size() > 0) {
            request.header("Range", "bytes=" + part.size() + "-");
            version.ifPresent(tag -> request.header("If-Range", tag));
        }
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = answer(request.build());
        try (Arrivals arrivals = new Arrivals(response.body(), patience.idle())) {
            OptionalLong announced = begin(response, part);
            version = strong(response);
            receive(arrivals, part, announced);
        }
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer(HttpRequest request)
            throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofPublisher());
        } catch (IllegalArgumentException e) {
            // Of a length that is no number, or a redirect to what is no address.
            Answer unreadable = new Answer("it gave an answer that cannot be read (" + e.getMessage() + ")");
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    /** Reads the head, and makes the partial file ready for what follows; returns how long the whole file is said to be. */
    private OptionalLong begin(HttpResponse<?> response, PartialFile part) throws IOException {
        int status = response.statusCode();
        if (status == OK) {
            part.restart();
            return response.headers().firstValueAsLong("Content-Length");
        }
        if (status == PARTIAL) {
            Matcher range =
                    RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
            if (!range.matches() || Long.parseLong(range.group(1)) != part.size()) {
                part.restart();
                throw new Answer("it sent another part of the file than was asked for");
            }
            part.resume();
            return range.group(2).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(2)));
        }
        if (status == BEYOND_THE_END) {
            part.restart();
        }
        if (status == BEYOND_THE_END || status >= SERVER_ERROR || FOR_NOW.contains(status)) {
            throw new Answer("it answered " + status);
        }
        throw new RefusedInputException(wanted.file().fileName() + " cannot be fetched, because " + address
                + " answered " + status + WeightDownload.OTHERWISE);
    }

    /** Only with a strong tag do two parts belong to one file for sure. */
    private static Optional<String> strong(HttpResponse<?> response) {
        return response.headers().firstValue("ETag").filter(tag -> tag.startsWith("\""));
    }

    private void receive(Arrivals arrivals, PartialFile part, OptionalLong announced)
            throws IOException, InterruptedException {
        if (announced.isPresent() && announced.getAsLong() > part.limit()) {
            throw tooLong(part, "announces " + WeightStore.size(announced.getAsLong()));
        }
        long total = announced.orElse(wanted.size());
        List<ByteBuffer> buffers = arrivals.next();
        while (!buffers.isEmpty()) {
            for (ByteBuffer buffer : buffers) {
                if (buffer.remaining() > part.limit() - part.size()) {
                    throw tooLong(part, "sends more than " + WeightStore.size(part.limit()));
                }
                part.append(buffer);
            }
            progress.at(part.size(), Math.max(total, part.size()));
            buffers = arrivals.next();
        }
        if (announced.isPresent() && part.size() != announced.getAsLong()) {
            throw new Answer("it ended after " + part.size() + " of " + announced.getAsLong() + " bytes");
        }
    }

    private RefusedInputException tooLong(PartialFile part, String what) {
        part.restart();
        return new RefusedInputException(wanted.file().fileName() + " cannot be fetched, because " + address + " "
                + what + ", but " + wanted.known() + WeightDownload.OTHERWISE);
    }
}
