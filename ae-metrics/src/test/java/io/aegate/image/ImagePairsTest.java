package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.ImageSet.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePairsTest {

    private static final Resize NONE = Resize.none();

    @TempDir
    private Path folder;

    private Path references = Path.of("");
    private Path reconstructions = Path.of("");
    private Path list = Path.of("");

    @BeforeEach
    void name() {
        references = folder.resolve("references");
        reconstructions = folder.resolve("reconstructions");
        list = folder.resolve("pairs.txt");
    }

    private static RgbImage image(int seed) {
        return OddImages.noise(8 + seed, 8);
    }

    private void write(Path side, String name, int seed) {
        OddImages.write(side, name, OddImages.png(image(seed)));
    }

    private void writeList(String text) throws IOException {
        Files.writeString(list, text);
    }

    private ImagePairs pairs() {
        return ImagePairs.of(references, reconstructions, NONE, false);
    }

    private ImagePairs listed() {
        return ImagePairs.ofReferences(list, NONE, false);
    }

    private static void assertRefused(ThrowingCallable call, String message, Object... arguments) {
        assertThatThrownBy(call).isInstanceOf(RefusedInputException.class).hasMessage(message, arguments);
    }

    @Test
    void folders_pair_by_name_whatever_the_extension() {
        write(references, "b/x.png", 1);
        write(references, "a.png", 2);
        write(reconstructions, "b/x.PNG", 3);
        write(reconstructions, "a.bmp", 4);

        try (ImagePairs pairs = pairs()) {
            assertThat(pairs.size()).isEqualTo(2);
            assertThat(pairs.references()).extracting(Entry::name).containsExactly("a", "b/x");
            assertThat(pairs.reference(0)).isEqualTo(image(2));
            assertThat(pairs.reconstruction(0)).isEqualTo(image(4));
            assertThat(pairs.reference(1)).isEqualTo(image(1));
            assertThat(pairs.reconstruction(1)).isEqualTo(image(3));
            assertThat(pairs.hasReconstructions()).isTrue();
        }
    }

    @Test
    void fingerprints_are_those_of_the_sets() {
        write(references, "a.png", 1);
        write(reconstructions, "a.png", 2);

        try (ImagePairs pairs = pairs();
                ImageSet left = ImageSet.open(references);
                ImageSet right = ImageSet.open(reconstructions)) {
            assertThat(pairs.referenceFingerprint()).isEqualTo(left.fingerprint());
            assertThat(pairs.reconstructionFingerprint()).contains(right.fingerprint());
        }
    }

    @Test
    void missing_and_surplus_partners_are_refused_together() {
        write(references, "a.png", 1);
        write(references, "img_01.png", 1);
        write(references, "img_02.png", 1);
        write(reconstructions, "a.png", 1);
        write(reconstructions, "img_1.png", 1);

        assertRefused(
                this::pairs,
                "%s and %s do not pair by name: 2 of 3 references have no reconstruction (img_01, img_02), and 1 of 2 reconstructions have no reference (img_1); give each pair one name",
                references,
                reconstructions);
    }

    @Test
    void a_missing_partner_alone_is_refused() {
        IntStream.range(10, 22).forEach(i -> write(references, i + ".png", 1));
        write(reconstructions, "10.png", 1);

        assertRefused(
                this::pairs,
                "%s and %s do not pair by name: 11 of 12 references have no reconstruction (11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 1 more); give each pair one name",
                references,
                reconstructions);
    }

    @Test
    void a_missing_side_is_refused() {
        write(references, "a.png", 1);

        assertRefused(this::pairs, "%s does not exist; name a folder of images or an .npz file", reconstructions);
    }

    @Test
    void sizes_that_differ_are_refused_all_at_once() {
        write(references, "a.png", 1);
        write(references, "b.png", 2);
        write(references, "c.png", 3);
        write(reconstructions, "a.png", 4);
        write(reconstructions, "b.png", 2);
        write(reconstructions, "c.png", 5);

        try (ImagePairs pairs = pairs()) {
            assertRefused(
                    pairs::inspect,
                    "2 of 3 pairs differ in size, but a pair must have one; write both at one size, or set resize, for example to center-crop:256: a is 9x8 and its reconstruction 12x8, c is 11x8 and its reconstruction 13x8");
        }
    }

    @Test
    void sizes_may_differ_where_a_resize_makes_them_equal() {
        write(references, "a.png", 1);
        write(reconstructions, "a.png", 4);

        try (ImagePairs pairs = ImagePairs.of(references, reconstructions, Resize.parse("center-crop:8"), false)) {
            pairs.inspect();
            assertThat(pairs.reference(0).size()).isEqualTo("8x8");
            assertThat(pairs.reconstruction(0).size()).isEqualTo("8x8");
        }
    }

    @Test
    void files_that_cannot_be_used_are_listed_for_both_sides() {
        OddImages.write(references, "a.png", OddImages.LFS_POINTER);
        OddImages.write(reconstructions, "a.png", new byte[0]);

        try (ImagePairs pairs = pairs()) {
            assertRefused(
                    pairs::inspect,
                    "%s: 1 of 1 image cannot be used, replace or remove them: a Git LFS pointer, which `git lfs pull` replaces by the image: 1 (a.png); and %s: 1 of 1 image cannot be used, replace or remove them: empty: 1 (a.png)",
                    references,
                    reconstructions);
        }
    }

    @Test
    void warnings_of_both_sides_and_equal_sets_are_told() {
        write(references, "a.png", 1);
        OddImages.write(references, "labels.csv", new byte[0]);
        write(reconstructions, "a.png", 1);
        OddImages.write(reconstructions, "log.txt", new byte[0]);

        try (ImagePairs pairs = pairs()) {
            assertThat(pairs.warnings())
                    .containsExactly(
                            references + ": 1 file is not an image and was left out (first: labels.csv)",
                            reconstructions + ": 1 file is not an image and was left out (first: log.txt)",
                            "the reconstructions are the references, byte for byte");
        }
    }

    @Test
    void references_alone_have_no_reconstructions() {
        write(references, "a.png", 1);

        try (ImagePairs pairs = ImagePairs.ofReferences(references, NONE, false)) {
            pairs.inspect();
            assertThat(pairs.hasReconstructions()).isFalse();
            assertThat(pairs.reconstructionFingerprint()).isEmpty();
            assertThatThrownBy(() -> pairs.reconstruction(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("reconstructions did not come as files");
        }
    }

    @Test
    void npz_files_pair_by_index() {
        Path left = folder.resolve("left.npz");
        Path right = folder.resolve("right.npz");
        Npz.stored(left, "arr_0.npy", Npz.images(image(0), image(0)));
        Npz.deflated(right, "arr_0.npy", Npz.images(image(0), new RgbImage(8, 8, new byte[192])));

        try (ImagePairs pairs = ImagePairs.of(left, right, NONE, false)) {
            pairs.inspect();
            assertThat(pairs.references()).extracting(Entry::name).containsExactly("000000", "000001");
            assertThat(pairs.reference(1)).isEqualTo(image(0));
            assertThat(pairs.reconstruction(1)).isEqualTo(new RgbImage(8, 8, new byte[192]));
        }
    }

    @Test
    void npz_files_of_different_counts_are_refused() {
        Path left = folder.resolve("left.npz");
        Path right = folder.resolve("right.npz");
        Npz.stored(left, "arr_0.npy", Npz.images(image(0), image(0)));
        Npz.stored(right, "arr_0.npy", Npz.images(image(0)));

        assertRefused(
                () -> ImagePairs.of(left, right, NONE, false),
                "%s has 2 images and %s has 1, but rows pair by index; write the same images to both",
                left,
                right);
    }

    @Test
    void an_npz_does_not_pair_with_a_folder() {
        Path left = folder.resolve("left.npz");
        Npz.stored(left, "arr_0.npy", Npz.images(image(0)));
        write(reconstructions, "000000.png", 0);

        assertRefused(
                () -> ImagePairs.of(left, reconstructions, NONE, false),
                "%s and %s cannot be paired, since only one of them is an .npz; give two folders or two .npz files",
                left,
                reconstructions);
    }

    @Test
    void a_list_pairs_files_of_any_name() throws IOException {
        write(folder, "in/b.png", 1);
        write(folder, "in/a.png", 2);
        write(folder, "out/1.png", 3);
        write(folder, "out/2.png", 4);
        writeList("\ufeff# reference\treconstruction\r\n\r\nin/b.png\tout/1.png\r\nin/a.png\tout/2.png\r\n");

        try (ImagePairs pairs = listed()) {
            assertThat(pairs.hasReconstructions()).isTrue();
            assertThat(pairs.references()).extracting(Entry::name).containsExactly("in/a", "in/b");
            assertThat(pairs.reference(0)).isEqualTo(image(2));
            assertThat(pairs.reconstruction(0)).isEqualTo(image(4));
            assertThat(pairs.reconstruction(1)).isEqualTo(image(3));
        }
    }

    @Test
    void the_fingerprint_of_a_list_covers_its_pairing() throws IOException {
        write(folder, "a.png", 1);
        write(folder, "b.png", 2);
        write(folder, "x.png", 3);
        write(folder, "y.png", 4);
        writeList("a.png\tx.png\nb.png\ty.png\n");
        String straight;
        try (ImagePairs pairs = listed()) {
            straight = pairs.reconstructionFingerprint().orElseThrow();
        }
        writeList("a.png\ty.png\nb.png\tx.png\n");

        try (ImagePairs pairs = listed()) {
            assertThat(pairs.reconstructionFingerprint()).isPresent().get().isNotEqualTo(straight);
        }
    }

    @Test
    void a_list_of_references_alone_is_for_a_checkpoint() throws IOException {
        write(folder, "a.png", 1);
        writeList("a.png\n");

        try (ImagePairs pairs = listed()) {
            assertThat(pairs.hasReconstructions()).isFalse();
            assertThat(pairs.reference(0)).isEqualTo(image(1));
        }
    }

    @Test
    void a_list_beside_reconstructions_is_refused() throws IOException {
        writeList("a.png\tb.png\n");

        assertRefused(
                () -> ImagePairs.of(list, reconstructions, NONE, false),
                "%s is a list file, which names the reconstructions itself, but reconstructions is %s; leave one of them out",
                list,
                reconstructions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../%s/a.png", "sub/../../a.png", "/etc/passwd", "link.png", "sub/../a.png"})
    void a_list_never_leads_out_of_its_folder(String path, @TempDir Path outside) throws IOException {
        write(outside, "a.png", 1);
        write(folder, "a.png", 1);
        write(folder, "sub/b.png", 1);
        Files.createSymbolicLink(folder.resolve("link.png"), outside.resolve("a.png"));
        String line = path.formatted(outside.getFileName());
        writeList(line + "\n");

        assertRefused(
                this::listed,
                "%s names files that are not below its own folder; move them there or mend the paths: %s",
                list,
                line);
    }

    @Test
    void missing_files_of_a_list_are_refused_all_at_once() throws IOException {
        write(folder, "a.png", 1);
        writeList("a.png\tnope.png\nneither.png\ta.png\n");

        assertRefused(
                this::listed,
                "%s names files that do not exist; mend the paths, which are relative to the list: neither.png, nope.png",
                list);
    }

    @Test
    void lines_of_different_columns_are_refused() throws IOException {
        write(folder, "a.png", 1);
        write(folder, "b.png", 1);
        writeList("a.png\tb.png\n\nb.png\n");

        assertRefused(
                this::listed,
                "%s has 'b.png' in line 3, but every line must be reference<TAB>reconstruction, or every line a reference alone; mend that line",
                list);
    }

    @Test
    void a_reference_that_is_listed_twice_is_refused() throws IOException {
        write(folder, "a.png", 1);
        writeList("a.png\na.png\n");

        assertRefused(
                this::listed,
                "%s has files whose names are equal without their extensions, though images are told apart by these names; keep one of each: a.png = a.png",
                folder);
    }

    @Test
    void a_list_without_images_is_refused() throws IOException {
        writeList("# nothing\n\n");

        assertRefused(
                this::listed,
                "%s names no images; write reference<TAB>reconstruction a line, relative to the list",
                list);
    }

    @Test
    void a_file_that_is_no_text_is_refused_as_a_list() throws IOException {
        Files.write(list, OddImages.photo("astronaut_ref"));

        assertRefused(
                this::listed,
                "%s is not UTF-8 text, so it is no list of images; name a folder, an .npz or a list file",
                list);
    }

    @Test
    void several_threads_read_the_same_pairs() {
        List<String> names = List.of("a", "b", "c", "d");
        names.forEach(name -> write(references, name + ".png", name.charAt(0) - 'a'));

        try (ImagePairs pairs = ImagePairs.ofReferences(references, NONE, false)) {
            pairs.inspect();
            boolean equal = IntStream.range(0, 400)
                    .parallel()
                    .allMatch(i -> pairs.reference(i % 4).equals(image(i % 4)));
            assertThat(equal).isTrue();
        }
    }

    @Test
    void names_that_are_no_ascii_survive_a_list() throws IOException {
        write(folder, "caf\u00e9.png", 1);
        Files.write(list, "caf\u00e9.png\n".getBytes(StandardCharsets.UTF_8));

        try (ImagePairs pairs = listed()) {
            assertThat(pairs.references()).extracting(Entry::name).containsExactly("caf\u00e9");
        }
    }
}
