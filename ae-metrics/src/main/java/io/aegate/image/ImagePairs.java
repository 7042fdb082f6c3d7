package io.aegate.image;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * References and, where they come as files, their reconstructions: paired by name, or by index between two npz files, never by
 * position in a folder.
 *
 * <p>Opening lists and hashes, decodes nothing and loads no native code. Reading is safe from several threads.
 */
public final class ImagePairs implements Closeable {

    private final ImageSet references;
    private final Optional<ImageSet> reconstructions;
    private final int[] partners;
    private final Resize resize;
    private final boolean convert;

    private ImagePairs(
            ImageSet references, Optional<ImageSet> reconstructions, int[] partners, Resize resize, boolean convert) {
        this.references = references;
        this.reconstructions = reconstructions;
        this.partners = partners;
        this.resize = resize;
        this.convert = convert;
    }

    /**
     * References alone, for a checkpoint to reconstruct; or both, where a list file has two columns.
     *
     * @param references a folder, an {@code .npz} file, or a list file: UTF-8, one pair a line, its two paths separated by a tab, or
     *     one path a line; {@code #} comments and blank lines are skipped, paths are relative to the list's folder and inside it
     * @param convert whether 16-bit and CMYK images are converted rather than refused
     * @throws RefusedInputException if a set cannot be opened, or the list is not as described
     */
    public static ImagePairs ofReferences(Path references, Resize resize, boolean convert) {
        if (!isList(references)) {
            return new ImagePairs(ImageSet.open(references), Optional.empty(), new int[0], resize, convert);
        }
        ListFile list = ListFile.read(references);
        ImageSet left = ImageSet.ofFiles(list.root(), list.references());
        if (!list.hasReconstructions()) {
            return new ImagePairs(left, Optional.empty(), new int[0], resize, convert);
        }
        return closingOnFailure(left, () -> {
            ImageSet right = ImageSet.ofFiles(list.root(), list.reconstructions());
            return new ImagePairs(left, Optional.of(right), partners(list, left, right), resize, convert);
        });
    }

    /**
     * References and reconstructions: two folders, whose images pair by name, or two {@code .npz} files, whose rows pair by index.
     *
     * @throws RefusedInputException if a set cannot be opened, a partner is missing on either side, the counts of two npz differ, or
     *     {@code references} is a list file
     */
    public static ImagePairs of(Path references, Path reconstructions, Resize resize, boolean convert) {
        if (isList(references)) {
            throw new RefusedInputException(
                    "%s is a list file, which names the reconstructions itself, but reconstructions is %s; leave one of them out"
                            .formatted(references, reconstructions));
        }
        if (Files.exists(reconstructions) && ImageSet.isNpz(references) != ImageSet.isNpz(reconstructions)) {
            throw new RefusedInputException(
                    "%s and %s cannot be paired, since only one of them is an .npz; give two folders or two .npz files"
                            .formatted(references, reconstructions));
        }
        ImageSet left = ImageSet.open(references);
        return closingOnFailure(left, () -> {
            ImageSet right = ImageSet.open(reconstructions);
            return closingOnFailure(right, () -> {
                refuseUnpaired(references, reconstructions, left, right);
                int[] partners = IntStream.range(0, left.size()).toArray();
                return new ImagePairs(left, Optional.of(right), partners, resize, convert);
            });
        });
    }

    private static boolean isList(Path references) {
        return Files.isRegularFile(references) && !ImageSet.isNpz(references);
    }

    private static <T> T closingOnFailure(ImageSet set, Supplier<T> next) {
        boolean succeeded = false;
        try {
            T result = next.get();
            succeeded = true;
            return result;
        } finally {
            if (!succeeded) {
                set.close();
            }
        }
    }

    /** For each reference in order, where its reconstruction stands in the other set. */
    private static int[] partners(ListFile list, ImageSet left, ImageSet right) {
        Map<String, String> partner = new HashMap<>();
        for (int i = 0; i < list.references().size(); i++) {
            partner.put(
                    ImageNames.name(list.references().get(i)),
                    ImageNames.name(list.reconstructions().get(i)));
        }
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < right.size(); i++) {
            positions.put(right.entries().get(i).name(), i);
        }
        return left.entries().stream()
                .map(entry -> Optional.ofNullable(partner.get(entry.name())).orElseThrow())
                .mapToInt(name -> Optional.ofNullable(positions.get(name)).orElseThrow())
                .toArray();
    }

    private static void refuseUnpaired(Path leftPath, Path rightPath, ImageSet left, ImageSet right) {
        if (ImageSet.isNpz(leftPath)) {
            if (left.size() != right.size()) {
                throw new RefusedInputException(
                        "%s has %d images and %s has %d, but rows pair by index; write the same images to both"
                                .formatted(leftPath, left.size(), rightPath, right.size()));
            }
            return;
        }
        List<String> leftNames = names(left);
        List<String> rightNames = names(right);
        List<String> missing = without(leftNames, rightNames);
        List<String> surplus = without(rightNames, leftNames);
        if (!missing.isEmpty() || !surplus.isEmpty()) {
            List<String> faults = new ArrayList<>();
            if (!missing.isEmpty()) {
                faults.add("%d of %d references have no reconstruction (%s)"
                        .formatted(missing.size(), left.size(), RefusedInputException.named(missing)));
            }
            if (!surplus.isEmpty()) {
                faults.add("%d of %d reconstructions have no reference (%s)"
                        .formatted(surplus.size(), right.size(), RefusedInputException.named(surplus)));
            }
            throw new RefusedInputException("%s and %s do not pair by name: %s; give each pair one name"
                    .formatted(leftPath, rightPath, String.join(", and ", faults)));
        }
    }

    private static List<String> names(ImageSet set) {
        return set.entries().stream().map(ImageSet.Entry::name).toList();
    }

    private static List<String> without(Collection<String> names, Collection<String> others) {
        List<String> left = new ArrayList<>(names);
        left.removeAll(Set.copyOf(others));
        return left;
    }

    public int size() {
        return references.size();
    }

    /** The references in name order; a pair is called as its reference is. */
    public List<ImageSet.Entry> references() {
        return references.entries();
    }

    public String referenceFingerprint() {
        return references.fingerprint();
    }

    /**
     * The fingerprint of the reconstructions, each under its reference's name, so that it covers the pairing too; of a folder or an
     * npz that is the set's own.
     */
    public Optional<String> reconstructionFingerprint() {
        return reconstructions.map(set -> Sha256.of(IntStream.range(0, size())
                .mapToObj(index -> new ImageSet.Entry(
                        references.entries().get(index).name(),
                        set.entries().get(partners[index]).sha256()))
                .toList()));
    }

    public boolean hasReconstructions() {
        return reconstructions.isPresent();
    }

    /**
     * The reference at a place in name order, decoded and resized.
     *
     * @throws RefusedInputException if it cannot be used
     */
    public RgbImage reference(int index) {
        return resize.apply(references.read(index, convert));
    }

    /**
     * The reconstruction of that reference, decoded and resized.
     *
     * @throws RefusedInputException if it cannot be used
     * @throws IllegalStateException if reconstructions did not come as files
     */
    public RgbImage reconstruction(int index) {
        ImageSet set =
                reconstructions.orElseThrow(() -> new IllegalStateException("reconstructions did not come as files"));
        return resize.apply(set.read(partners[index], convert));
    }

    /**
     * Checks every file of both sides, and that the images of each pair have one size unless they are resized.
     *
     * @throws RefusedInputException listing every file or pair that cannot be used
     */
    public void inspect() {
        List<String> problems = Stream.concat(Stream.of(references), reconstructions.stream())
                .map(set -> set.problems(convert))
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new RefusedInputException(String.join("; and ", problems));
        }
        if (resize instanceof Resize.None && reconstructions.isPresent()) {
            refuseUnequalSizes(reconstructions.get());
        }
    }

    private void refuseUnequalSizes(ImageSet set) {
        List<String> unequal = IntStream.range(0, size())
                .filter(index -> !references.size(index).equals(set.size(partners[index])))
                .mapToObj(index -> "%s is %s and its reconstruction %s"
                        .formatted(
                                references.entries().get(index).name(),
                                references.size(index),
                                set.size(partners[index])))
                .toList();
        if (!unequal.isEmpty()) {
            throw new RefusedInputException(
                    "%d of %d pairs differ in size, but a pair must have one; write both at one size, or set resize, for example to center-crop:256: %s"
                            .formatted(unequal.size(), size(), RefusedInputException.named(unequal)));
        }
    }

    /** The size of a reference as it is measured, resized by the rule; known once the pairs were inspected. */
    public ImageSize sizeOf(int index) {
        return resize.applyTo(references.size(index));
    }

    /** What the user should know though nothing is refused; all of it is known once the pairs were inspected. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(references.warnings());
        reconstructions.ifPresent(set -> warnings.addAll(set.warnings()));
        if (reconstructionFingerprint().filter(referenceFingerprint()::equals).isPresent()) {
            warnings.add("the reconstructions are the references, byte for byte");
        }
        return List.copyOf(warnings);
    }

    @Override
    public void close() {
        references.close();
        reconstructions.ifPresent(ImageSet::close);
    }
}
