package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The official weight files on this machine: those in the user's own folder, if one is set, and otherwise those in the user's cache.
 *
 * <p>A file is the official one by its SHA-256 alone. Another one in the user's folder is used only where {@code
 * allowUnverifiedWeights} says so; another one in the cache never is, as if it were not there.
 *
 * <p>Hashes are remembered, so it pays to ask one store for everything. Safe for use by several threads.
 */
public final class WeightStore {

    private static final int MEBIBYTE = 1 << 20;
    private static final int KIBIBYTE = 1 << 10;

    private final WeightPolicy policy;
    private final Path cache;
    private final FileHashes hashes = new FileHashes();

    /**
     * A file that may be used.
     *
     * @param file where it is
     * @param sha256 of its bytes, in lower-case hexadecimal
     * @param verified whether that is the official file's
     */
    public record Found(Path file, String sha256, boolean verified) {}

    /**
     * A store.
     *
     * @param cache where fetched files are kept; need not exist
     */
    public WeightStore(WeightPolicy policy, Path cache) {
        this.policy = policy;
        this.cache = cache;
    }

    /**
     * The folder of a user's cache: {@code $XDG_CACHE_HOME/ae-gate/weights} where that variable is an absolute path, as the XDG Base
     * Directory Specification wants it, and otherwise {@code ~/.cache/ae-gate/weights}.
     *
     * @param environment variables by name
     * @param home the user's home folder
     */
    public static Path usualCache(Map<String, String> environment, Path home) {
        return Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .filter(text -> !text.isBlank())
                .flatMap(WeightStore::absolute)
                .orElseGet(() -> home.resolve(".cache"))
                .resolve("ae-gate")
                .resolve("weights");
    }

    private static Optional<Path> absolute(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            // As good as not set: the specification has relative ones ignored, too.
            return Optional.empty();
        }
    }

    /** Where fetched files are kept. */
    public Path cache() {
        return cache;
    }

    /** Where users put files by hand: their own folder, or the cache where they have none. */
    public Path folder() {
        return policy.directory().orElse(cache);
    }

    /**
     * The file, if it is there.
     *
     * @throws RefusedInputException if its licence has to be accepted first; if the user's folder is none, or has a file of that name
     *     that may not be used; or if it cannot be read
     */
    public Optional<Found> find(OfficialFile official) {
        requireAccepted(official);
        Optional<Found> own = policy.directory().flatMap(directory -> own(official, directory));
        return own.isPresent() ? own : cached(official);
    }

    /** Those of some files that are not there; refuses as {@link #find} does. */
    public <F extends OfficialFile> List<F> absent(Collection<F> files) {
        return files.stream().filter(file -> find(file).isEmpty()).toList();
    }

    /** Those of some files that lie neither in the user's folder nor in the cache, whatever lies there; no file is read. */
    public <F extends OfficialFile> List<F> nowhere(Collection<F> files) {
        return files.stream()
                .filter(file -> policy.directory()
                        .filter(directory -> Files.exists(directory.resolve(file.fileName())))
                        .isEmpty())
                .filter(file -> Files.notExists(cache.resolve(file.fileName())))
                .toList();
    }

    /**
     * Refuses a file whose licence forbids something that the user has not accepted.
     *
     * @throws RefusedInputException naming the licence, what it forbids, and the setting
     */
    public void requireAccepted(OfficialFile official) {
        if (!accepts(official)) {
            throw new RefusedInputException(official.fileName() + " is under the licence " + official.licence()
                    + ", which forbids " + official.forbids().orElseThrow()
                    + "; if you keep to that, set acceptLicense="
                    + official.fileName() + ".");
        }
    }

    /** Whether a file's licence forbids nothing that the user has not accepted. */
    boolean accepts(OfficialFile official) {
        return official.forbids().isEmpty()
                || policy.accepted().contains(official.licence())
                || policy.accepted().contains(official.fileName());
    }

    private Optional<Found> own(OfficialFile official, Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new RefusedInputException(
                    "weightsDirectory is " + directory + ", where there is no folder; check the path.");
        }
        Path file = directory.resolve(official.fileName());
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            String hash = regular(file);
            boolean verified = isOfficial(official, hash);
            if (!verified) {
                refuse(official, file, hash);
            }
            return Optional.of(new Found(file, hash, verified));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void refuse(OfficialFile official, Path file, String hash) throws IOException {
        Optional<Impostor> impostor = Impostor.in(file);
        if (impostor.isPresent()) {
            throw new RefusedInputException(file + " is " + impostor.get().words() + ", and not the weights; "
                    + (impostor.get() == Impostor.LFS_POINTER
                            ? "run git lfs pull."
                            : "replace it by the file of " + official.address() + "."));
        }
        if (!policy.allowUnverified() && official.sha256().isEmpty()) {
            throw new RefusedInputException(file + " cannot be verified, because its makers publish no SHA-256; set"
                    + " allowUnverifiedWeights=true if it is from " + official.address()
                    + ", and reports will say that it is not verified.");
        }
        if (!policy.allowUnverified()) {
            throw new RefusedInputException(file + " has the SHA-256 " + hash + ", but the official file has "
                    + official.sha256().orElseThrow() + "; replace it by the one of " + official.address()
                    + ", or set allowUnverifiedWeights=true, and reports will say that the numbers are not comparable with"
                    + " published ones.");
        }
    }

    private static boolean isOfficial(OfficialFile official, String hash) {
        return official.sha256().filter(hash::equals).isPresent();
    }

    private Optional<Found> cached(OfficialFile official) {
        Path file = cache.resolve(official.fileName());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String hash = regular(file);
            return isOfficial(official, hash) ? Optional.of(new Found(file, hash, true)) : Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private String regular(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new RefusedInputException(file + " is a folder; put the weight file of that name in its place.");
        }
        return hashes.of(file);
    }

    private static RefusedInputException unreadable(Path file, IOException e) {
        return new RefusedInputException(file + " cannot be read (" + e + "); make it readable, or remove it.", e);
    }

    /**
     * The message for files that are not there and that nobody may fetch, or nobody can.
     *
     * @param files those that are absent, at least one
     * @param command what fetches them, for example {@code "mvn ae-gate:weights"}
     */
    public String missing(Collection<? extends OfficialFile> files, String command) {
        Map<Boolean, List<OfficialFile>> fetched = files.stream()
                .collect(Collectors.partitioningBy(file -> file.sha256().isPresent(), Collectors.toList()));
        Stream<String> byHand = fetched.getOrDefault(false, List.of()).stream().map(this::byHand);
        return Stream.concat(fetching(fetched.getOrDefault(true, List.of()), command), byHand)
                .collect(Collectors.joining("\n"));
    }

    private Stream<String> fetching(List<OfficialFile> files, String command) {
        if (files.isEmpty()) {
            return Stream.empty();
        }
        boolean one = files.size() == 1;
        return Stream.concat(
                Stream.of((one ? "A weight file is missing" : files.size() + " weight files are missing") + "; run "
                        + command + " where there is a network, or put " + (one ? "it" : "them") + " into " + folder()
                        + ":"),
                files.stream().map(this::described));
    }

    /** The message for a file that is not there and that ae-gate never fetches, because nothing could verify it. */
    String byHand(OfficialFile file) {
        return file.fileName() + " is missing and never fetched, because its makers publish no SHA-256 to verify it by;"
                + " download it from " + file.address() + " (" + size(file.size()) + ") into "
                + policy.directory().map(Path::toString).orElse("a folder of yours")
                + ", and set weightsDirectory to that folder and allowUnverifiedWeights=true.";
    }

    private String described(OfficialFile file) {
        // Whoever sees it lie there would not believe the message.
        boolean damaged = Files.exists(cache.resolve(file.fileName()));
        return "  " + file.fileName() + " (" + size(file.size()) + (damaged ? "; the one in the cache is damaged" : "")
                + ") from " + file.address() + (file.isMember() ? ", out of the archive" : "") + ", SHA-256 "
                + file.sha256().orElseThrow();
    }

    /** A number of bytes for people. */
    public static String size(long bytes) {
        if (bytes >= MEBIBYTE) {
            return String.format(
                    Locale.ROOT, bytes < 10L * MEBIBYTE ? "%.1f MiB" : "%.0f MiB", (double) bytes / MEBIBYTE);
        }
        return bytes >= KIBIBYTE ? bytes / KIBIBYTE + " KiB" : bytes + (bytes == 1 ? " byte" : " bytes");
    }
}
