package io.aegate.image;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Images that are files below a folder. */
final class FolderStore implements ImageStore {

    private static final long MAX_FILE = 1 << 30;

    private final Path root;
    private final List<Image> images;
    private final List<String> leftOut;

    /** A file relative to the folder, and the name of its image. */
    private record Image(String name, Path file) {}

    private FolderStore(Path root, List<Image> images, List<String> leftOut) {
        this.root = root;
        this.images = images;
        this.leftOut = leftOut;
    }

    /** All images below a folder. */
    static FolderStore listing(Path root) {
        FolderListing listing = FolderListing.of(root);
        if (listing.images().isEmpty()) {
            throw new RefusedInputException(
                    "%s has no images: not one file below it ends in png, jpg, jpeg, webp, bmp, tif or tiff; name the folder that holds them"
                            .formatted(root));
        }
        return of(root, listing.images(), listing.others());
    }

    /** The given files, which are known to lie below the folder. */
    static FolderStore of(Path root, List<Path> files, List<String> leftOut) {
        List<Image> images = files.stream()
                .map(file -> new Image(ImageNames.name(file), file))
                .sorted(Comparator.comparing(Image::name, ImageNames.ORDER))
                .toList();
        refuseUncleanNames(root, images);
        refuseEqualNames(root, images);
        return new FolderStore(root, images, leftOut);
    }

    private static void refuseUncleanNames(Path root, List<Image> images) {
        List<String> unclean = images.stream()
                .filter(image -> !ImageNames.isClean(image.name))
                .map(image -> ImageNames.label(image.file).replaceAll("\\p{Cntrl}", "?"))
                .toList();
        if (!unclean.isEmpty()) {
            throw new RefusedInputException(
                    "%s has file names with control characters, or with letters that this locale cannot read; rename them, or set LC_ALL=C.UTF-8: %s"
                            .formatted(root, RefusedInputException.named(unclean)));
        }
    }

    private static void refuseEqualNames(Path root, List<Image> images) {
        Map<String, List<String>> byName = images.stream()
                .collect(groupingBy(
                        Image::name, TreeMap::new, mapping(image -> ImageNames.label(image.file), toList())));
        List<String> equal = byName.values().stream()
                .filter(files -> files.size() > 1)
                .map(files -> files.stream().sorted().collect(joining(" = ")))
                .toList();
        if (!equal.isEmpty()) {
            throw new RefusedInputException(
                    "%s has files whose names are equal without their extensions, though images are told apart by these names; keep one of each: %s"
                            .formatted(root, RefusedInputException.named(equal)));
        }
    }

    @Override
    public List<String> names() {
        return images.stream().map(Image::name).toList();
    }

    @Override
    public String label(int index) {
        return ImageNames.label(images.get(index).file);
    }

    @Override
    public String hash(int index) throws IOException {
        return Sha256.of(path(index));
    }

    @Override
    public ImageHeader inspect(int index, String sha256, boolean convert) throws DefectException, IOException {
        return ImageFile.inspect(bytes(index, sha256), convert);
    }

    @Override
    public RgbImage read(int index, String sha256, boolean convert) throws DefectException, IOException {
        return ImageFile.read(bytes(index, sha256), convert);
    }

    /** The bytes that were hashed: a report would otherwise name other files than those that were measured. */
    private byte[] bytes(int index, String sha256) throws DefectException, IOException {
        if (Files.size(path(index)) > MAX_FILE) {
            throw new DefectException("files of more than 1 GiB");
        }
        byte[] bytes = Files.readAllBytes(path(index));
        if (!Sha256.of(bytes).equals(sha256)) {
            throw new DefectException(DefectException.CHANGED);
        }
        return bytes;
    }

    private Path path(int index) {
        return root.resolve(images.get(index).file);
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    @Override
    public void close() {}
}
