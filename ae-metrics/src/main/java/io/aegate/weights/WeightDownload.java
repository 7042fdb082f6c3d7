package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Fetches official weight files into the cache of a {@link WeightStore}: a file is there whole and with the right SHA-256, or not at all.
 *
 * <p>A connection that breaks or falls silent is taken up again a few times, where it ended if the server can do that, and so is a
 * download of an earlier process. Of several processes or threads that want a file one fetches it, and the others wait.
 */
public final class WeightDownload {

    /** The end of a message that says why a file cannot be had. */
    static final String OTHERWISE =
            "; check weightsMirror and the proxy of Maven's settings.xml, or fetch the file by other means into a"
                    + " folder and set weightsDirectory.";

    private static final int CHUNK = 1 << 16;

    private final WeightStore store;
    private final DownloadRoute route;
    private final Patience patience;
    private final HttpClient client;

    /**
     * Downloads for a store.
     *
     * @param store where the files are looked for, and into whose cache they come
     */
    public WeightDownload(WeightStore store, DownloadRoute route) {
        this(store, route, Patience.USUAL);
    }

    WeightDownload(WeightStore store, DownloadRoute route, Patience patience) {
        this.store = store;
        this.route = route;
        this.patience = patience;
        this.client = HttpTransfer.client(route, patience);
    }

    /** Where a file would be fetched from. */
    public URI address(OfficialFile official) {
        return route.address(official);
    }

    /**
     * The file, from the store if it is there, and otherwise from the network.
     *
     * @throws RefusedInputException as {@link WeightStore#find} does; if the file cannot be had, or what came is not the official one, of
     *     which nothing is kept then; or if the cache cannot be written
     */
    public WeightStore.Found fetch(OfficialFile official, DownloadProgress progress) {
        Optional<WeightStore.Found> there = store.find(official);
        if (there.isPresent()) {
            return there.get();
        }
        Path lock = store.cache().resolve(official.fileName() + ".lock");
        try {
            Files.createDirectories(store.cache());
        } catch (IOException e) {
            throw PartialFile.unwritable(store.cache(), e);
        }
        try {
            return DownloadLock.holding(lock, patience, progress, () -> locked(official, progress));
        } catch (IOException e) {
            throw PartialFile.unwritable(lock, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedInputException(
                    "The download of " + official.fileName()
                            + " was interrupted; run it again, and it goes on where it ended.",
                    e);
        }
    }

    private WeightStore.Found locked(OfficialFile official, DownloadProgress progress)
            throws IOException, InterruptedException {
        // Another may have fetched it while this one waited.
        Optional<WeightStore.Found> there = store.find(official);
        if (there.isPresent()) {
            return there.get();
        }
        Path place = store.cache().resolve(official.fileName());
        try (PartialFile part = PartialFile.in(store.cache(), official)) {
            String hash = part.size() > 0 ? part.sha256() : "";
            if (!hash.equals(official.sha256())) {
                hash = transferred(official, part, progress);
            }
            if (!hash.equals(official.sha256()) && part.joined()) {
                // What was there before may have been at fault.
                part.restart();
                hash = transferred(official, part, progress);
            }
            if (!hash.equals(official.sha256())) {
                throw refused(official, part, hash);
            }
            part.commit(place);
        }
        return new WeightStore.Found(place, official.sha256(), true);
    }

    private RefusedInputException refused(OfficialFile official, PartialFile part, String hash) {
        String found = part.impostor()
                .map(impostor -> "is " + impostor.words() + ", and not the weights")
                .orElse("has the SHA-256 " + hash + " (" + WeightStore.size(part.size())
                        + "), but the official file has " + official.sha256() + " (" + WeightStore.size(official.size())
                        + ")");
        part.restart();
        return new RefusedInputException("What " + route.address(official) + " gave for " + official.fileName() + " "
                + found + ", so nothing of it is kept" + OTHERWISE);
    }

    /** Makes the partial file whole, and returns its hash. */
    private String transferred(OfficialFile official, PartialFile part, DownloadProgress progress)
            throws InterruptedException {
        URI address = route.address(official);
        if ("file".equalsIgnoreCase(address.getScheme())) {
            copy(official, Path.of(address), part, progress);
            return part.sha256();
        }
        HttpTransfer transfer = new HttpTransfer(client, patience, address, official, progress);
        for (int attempt = 1; ; attempt++) {
            try {
                transfer.run(part);
                return part.sha256();
            } catch (IOException e) {
                if (attempt == patience.attempts()) {
                    throw new RefusedInputException(
                            official.fileName() + " cannot be fetched from " + address + ", not in " + attempt
                                    + " attempts: " + reason(e) + OTHERWISE,
                            e);
                }
                patience.afterFailures(attempt);
            }
        }
    }

    private String reason(IOException e) {
        if (e instanceof HttpConnectTimeoutException || e instanceof ConnectException) {
            return "there is no connection to it";
        }
        if (e instanceof HttpTimeoutException) {
            return "it sent nothing for " + patience.idle().toSeconds() + " s";
        }
        if (e instanceof HttpTransfer.Answer answer) {
            return answer.clause();
        }
        return e.getMessage() == null ? "the connection broke" : "the connection broke (" + e.getMessage() + ")";
    }

    private static void copy(OfficialFile official, Path file, PartialFile part, DownloadProgress progress) {
        part.restart();
        byte[] chunk = new byte[CHUNK];
        try (InputStream input = Files.newInputStream(file)) {
            long total = Files.size(file);
            if (total > part.limit()) {
                throw new RefusedInputException(official.fileName() + " cannot be fetched, because " + file + " has "
                        + WeightStore.size(total) + ", but the official file has " + WeightStore.size(official.size())
                        + OTHERWISE);
            }
            int count;
            while ((count = input.read(chunk, 0, (int) Math.min(CHUNK, part.limit() - part.size()))) > 0) {
                part.append(ByteBuffer.wrap(chunk, 0, count));
                progress.at(part.size(), Math.max(total, part.size()));
            }
        } catch (NoSuchFileException e) {
            throw new RefusedInputException(
                    official.fileName() + " cannot be fetched, because " + file + " is not there" + OTHERWISE, e);
        } catch (IOException e) {
            throw new RefusedInputException(
                    official.fileName() + " cannot be fetched, because " + file + " cannot be read (" + e + ")"
                            + OTHERWISE,
                    e);
        }
    }
}
