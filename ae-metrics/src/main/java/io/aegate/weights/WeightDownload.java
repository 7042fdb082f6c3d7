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
import java.util.List;
import java.util.Optional;

/**
 * Fetches official weight files into the cache of a {@link WeightStore}: a file is there whole and with the right SHA-256, or not at all.
 *
 * <p>A connection that breaks or falls silent is taken up again a few times, where it ended if the server can do that, and so is a
 * download of an earlier process. Of several processes or threads that want a file one fetches it, and the others wait.
 *
 * <p>Of an archive the registered files are kept whose licences are accepted. A mirror has them by themselves, under their names.
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
     * @throws RefusedInputException as {@link WeightStore#find} does; if nothing could verify the file; if the file cannot be had, or what came is not the official one, of
     *     which nothing is kept then; or if the cache cannot be written
     */
    public WeightStore.Found fetch(OfficialFile official, DownloadProgress progress) {
        Optional<WeightStore.Found> there = store.find(official);
        if (there.isPresent()) {
            return there.get();
        }
        if (official.sha256().isEmpty()) {
            throw new RefusedInputException(store.byHand(official));
        }
        Wanted wanted = official.isMember() ? Wanted.archiveOf(official) : Wanted.alone(official);
        Path lock = store.cache().resolve(wanted.name() + ".lock");
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
        if (official.isMember() && route.mirror().isEmpty()) {
            fetchArchive(official, progress);
        } else {
            fetchAlone(official, progress);
        }
        return new WeightStore.Found(place(official), official.sha256().orElseThrow(), true);
    }

    private Path place(OfficialFile official) {
        return store.cache().resolve(official.fileName());
    }

    private void fetchAlone(OfficialFile official, DownloadProgress progress) throws IOException, InterruptedException {
        String published = official.sha256().orElseThrow();
        Wanted wanted = Wanted.alone(official);
        try (PartialFile part = PartialFile.in(store.cache(), wanted)) {
            String hash = part.size() > 0 ? part.sha256() : "";
            if (!hash.equals(published)) {
                transfer(wanted, part, progress);
                hash = part.sha256();
            }
            if (!hash.equals(published) && part.joined()) {
                // What was there before may have been at fault.
                part.restart();
                transfer(wanted, part, progress);
                hash = part.sha256();
            }
            if (!hash.equals(published)) {
                throw refused(
                        official,
                        part,
                        "has the SHA-256 " + hash + " (" + WeightStore.size(part.size())
                                + "), but the official file has " + published + " ("
                                + WeightStore.size(official.size()) + ")");
            }
            part.commit(place(official));
        }
    }

    /** Nothing of the archive stays but the files that are wanted of it. */
    private void fetchArchive(OfficialFile official, DownloadProgress progress)
            throws IOException, InterruptedException {
        Wanted wanted = Wanted.archiveOf(official);
        List<OfficialFile> others = store.nowhere(
                official.companions().stream().filter(store::accepts).toList());
        try (PartialFile part = PartialFile.in(store.cache(), wanted)) {
            Optional<String> fault = part.size() > 0
                    ? ArchivedFiles.take(part.path(), store.cache(), official, others)
                    : Optional.of("is empty");
            if (fault.isPresent()) {
                transfer(wanted, part, progress);
                fault = ArchivedFiles.take(part.path(), store.cache(), official, others);
            }
            if (fault.isPresent() && part.joined()) {
                part.restart();
                transfer(wanted, part, progress);
                fault = ArchivedFiles.take(part.path(), store.cache(), official, others);
            }
            if (fault.isPresent()) {
                throw refused(official, part, fault.get());
            }
            part.restart();
        }
    }

    private RefusedInputException refused(OfficialFile official, PartialFile part, String fault) {
        String found = part.impostor()
                .map(impostor -> "is " + impostor.words() + ", and not the weights")
                .orElse(fault);
        part.restart();
        return new RefusedInputException("What " + route.address(official) + " gave for " + official.fileName() + " "
                + found + ", so nothing of it is kept" + OTHERWISE);
    }

    /** Makes the partial file whole. */
    private void transfer(Wanted wanted, PartialFile part, DownloadProgress progress) throws InterruptedException {
        URI address = route.address(wanted.file());
        if ("file".equalsIgnoreCase(address.getScheme())) {
            copy(wanted, Path.of(address), part, progress);
            return;
        }
        HttpTransfer transfer = new HttpTransfer(client, patience, address, wanted, progress);
        for (int attempt = 1; ; attempt++) {
            try {
                transfer.run(part);
                return;
            } catch (IOException e) {
                if (attempt == patience.attempts()) {
                    throw new RefusedInputException(
                            wanted.file().fileName() + " cannot be fetched from " + address + ", not in " + attempt
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

    private static void copy(Wanted wanted, Path file, PartialFile part, DownloadProgress progress) {
        String name = wanted.file().fileName();
        part.restart();
        byte[] chunk = new byte[CHUNK];
        try (InputStream input = Files.newInputStream(file)) {
            long total = Files.size(file);
            if (total > part.limit()) {
                throw new RefusedInputException(name + " cannot be fetched, because " + file + " has "
                        + WeightStore.size(total) + ", but " + wanted.known()
                        + OTHERWISE);
            }
            int count;
            while ((count = input.read(chunk, 0, (int) Math.min(CHUNK, part.limit() - part.size()))) > 0) {
                part.append(ByteBuffer.wrap(chunk, 0, count));
                progress.at(part.size(), Math.max(total, part.size()));
            }
        } catch (NoSuchFileException e) {
            throw new RefusedInputException(
                    name + " cannot be fetched, because " + file + " is not there" + OTHERWISE, e);
        } catch (IOException e) {
            throw new RefusedInputException(
                    name + " cannot be fetched, because " + file + " cannot be read (" + e + ")" + OTHERWISE, e);
        }
    }
}
