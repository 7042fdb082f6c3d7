package io.aegate.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of images, each with a name and a hash, read strictly: what is not plainly an opaque 8-bit image is refused.
 *
 * <p>Opening a set lists and hashes it, decodes nothing and loads no native code. Reading is safe from several threads.
 */
public final class ImageSet implements Closeable {

    private final Path source;
    private final ImageStore store;
    private final List<Entry> entries;
    private volatile List<ImageHeader> headers = List.of();

    /**
     * An image of a set.
     *
     * @param name its path below the folder without extension, '/'-separated, in Unicode form NFC; of an npz its index in six digits
     * @param sha256 of the file's bytes; of an npz that of the row written as a binary PPM ({@code P6\n<width> <height>\n255\n} and
     *     the pixels)
     */
    public record Entry(String name, String sha256) {}

    private ImageSet(Path source, ImageStore store) {
        this.source = source;
        this.store = store;
        this.entries = hash();
    }

    /**
     * The images below a folder, sub-folders included, or the rows of an {@code .npz} file.
     *
     * <p>Images of a folder end in png, jpg, jpeg, webp, bmp, tif or tiff, in any case; hidden files are left out. An npz holds
     * {@code arr_0}, uint8, N × H × W × 3 in C order. The order is that of the names' UTF-8 bytes.
     *
     * @throws RefusedInputException if there is no such folder or file, it has no images or two of one name, a link leads out of the
     *     folder, or the npz is not as described
     */
    public static ImageSet open(Path source) {
        if (isNpz(source)) {
            return opened(source, NpzStore.open(source));
        }
        if (!Files.exists(source)) {
            throw new RefusedInputException(
                    "%s does not exist; name a folder of images or an .npz file".formatted(source));
        }
        if (!Files.isDirectory(source)) {
            throw new RefusedInputException(
                    "%s is neither a folder nor an .npz file; name a folder of images or an .npz file"
                            .formatted(source));
        }
        return opened(source, FolderStore.listing(source));
    }

    /** The given files, which lie below the folder and are relative to it. */
    static ImageSet ofFiles(Path root, List<Path> relative) {
        return opened(root, FolderStore.of(root, relative, List.of()));
    }

    static boolean isNpz(Path source) {
        return source.toString().toLowerCase(Locale.ROOT).endsWith(".npz") && Files.isRegularFile(source);
    }

    private static ImageSet opened(Path source, ImageStore store) {
        boolean opened = false;
        try {
            ImageSet set = new ImageSet(source, store);
            opened = true;
            return set;
        } finally {
            if (!opened) {
                close(store);
            }
        }
    }

    private List<Entry> hash() {
        List<String> names = store.names();
        List<Outcome<String>> hashes = Workers.map(names.size(), index -> attempt(() -> store.hash(index)));
        refuse(problems(hashes));
        return IntStream.range(0, names.size())
                .mapToObj(index -> new Entry(names.get(index), hashes.get(index).orElseThrow()))
                .toList();
    }

    /** The images in the order of their names' UTF-8 bytes. */
    public List<Entry> entries() {
        return entries;
    }

    public int size() {
        return entries.size();
    }

    /** The SHA-256 over {@code name NUL sha256 LF} of all images in order, as hexadecimal digits. */
    public String fingerprint() {
        return Sha256.of(entries);
    }

    /**
     * Decodes an image: 8-bit grey is replicated, EXIF orientation and colour profiles are ignored.
     *
     * <p>Quickest once the set was inspected; otherwise each image is inspected before it is decoded.
     *
     * @param convert whether 16-bit and CMYK images are converted ({@code round(v · 255 / 65535)}; as Pillow does)
     * @throws RefusedInputException if it cannot be used
     */
    public RgbImage read(int index, boolean convert) {
        String sha256 = entries.get(index).sha256();
        Outcome<RgbImage> image = attempt(() -> {
            if (headers.isEmpty()) {
                store.inspect(index, sha256, convert);
            }
            return store.read(index, sha256, convert);
        });
        if (image.defect().isPresent()) {
            throw new RefusedInputException("%s: %s cannot be used: %s; replace or remove it"
                    .formatted(source, store.label(index), image.defect().get()));
        }
        return image.orElseThrow();
    }

    /**
     * Checks every image from its first to its last byte; pixels are decoded only to see whether an alpha channel is opaque.
     *
     * @throws RefusedInputException if some cannot be used; the message lists them all by reason
     */
    public void inspect(boolean convert) {
        refuse(problems(convert));
    }

    /** What {@link #inspect} refuses, if anything. */
    Optional<String> problems(boolean convert) {
        List<Outcome<ImageHeader>> outcomes = Workers.map(
                size(),
                index -> attempt(() -> store.inspect(index, entries.get(index).sha256(), convert)));
        Optional<String> problems = problems(outcomes);
        if (problems.isEmpty()) {
            headers = outcomes.stream().map(Outcome::orElseThrow).toList();
        }
        return problems;
    }

    /** The size of an image as its header gives it, once the set was inspected. */
    ImageSize size(int index) {
        ImageHeader header = headers.get(index);
        return new ImageSize(header.width(), header.height());
    }

    /** What the user should know though nothing is refused; orientations are known once the set was inspected. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        List<ImageHeader> inspected = headers;
        List<String> turned = IntStream.range(0, inspected.size())
                .filter(index -> inspected.get(index).turned())
                .mapToObj(store::label)
                .toList();
        if (!turned.isEmpty()) {
            warnings.add("%s: EXIF orientation is ignored in %s (%s)"
                    .formatted(source, counted(turned.size(), "image"), RefusedInputException.named(turned)));
        }
        List<String> others = store.leftOut();
        if (!others.isEmpty()) {
            warnings.add("%s: %s left out (first: %s)"
                    .formatted(
                            source,
                            others.size() == 1
                                    ? "1 file is not an image and was"
                                    : others.size() + " files are not images and were",
                            others.get(0)));
        }
        return List.copyOf(warnings);
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private Optional<String> problems(List<? extends Outcome<?>> outcomes) {
        Map<String, List<String>> byReason = new TreeMap<>();
        for (int index = 0; index < outcomes.size(); index++) {
            String label = store.label(index);
            outcomes.get(index)
                    .defect()
                    .ifPresent(reason -> byReason.computeIfAbsent(reason, key -> new ArrayList<>())
                            .add(label));
        }
        if (byReason.isEmpty()) {
            return Optional.empty();
        }
        int count = byReason.values().stream().mapToInt(List::size).sum();
        String reasons = byReason.entrySet().stream()
                .map(entry -> "%s: %d (%s)"
                        .formatted(
                                entry.getKey(), entry.getValue().size(), RefusedInputException.named(entry.getValue())))
                .collect(Collectors.joining("; "));
        return Optional.of("%s: %d of %s cannot be used, replace or remove them: %s"
                .formatted(source, count, counted(outcomes.size(), "image"), reasons));
    }

    private static void refuse(Optional<String> problems) {
        if (problems.isPresent()) {
            throw new RefusedInputException(problems.get());
        }
    }

    @Override
    public void close() {
        close(store);
    }

    private static void close(ImageStore store) {
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value, or the reason why there is none. */
    private record Outcome<T>(Optional<T> value, Optional<String> defect) {

        T orElseThrow() {
            return value.orElseThrow();
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T make() throws DefectException, IOException;
    }

    private static <T> Outcome<T> attempt(Attempt<T> attempt) {
        try {
            return new Outcome<>(Optional.of(attempt.make()), Optional.empty());
        } catch (DefectException e) {
            return new Outcome<>(Optional.empty(), Optional.of(e.reason()));
        } catch (IOException e) {
            return new Outcome<>(Optional.empty(), Optional.of("not readable"));
        }
    }
}
