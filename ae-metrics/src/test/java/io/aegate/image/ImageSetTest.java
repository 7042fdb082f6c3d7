package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.ImageSet.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetTest {

    private static final byte[] PNG = OddImages.png(OddImages.noise(6, 4));

    @TempDir
    private Path folder;

    private void write(String name, byte[] content) {
        OddImages.write(folder, name, content);
    }

    private void assertRefused(ThrowingCallable call, String message, Object... arguments) {
        assertThatThrownBy(call).isInstanceOf(RefusedInputException.class).hasMessage(message, arguments);
    }

    @Test
    void sub_folders_and_extensions_in_any_case_count_and_hidden_files_do_not() {
        for (String file : new String[] {
            "b.PNG",
            "a/c.Jpeg",
            "a.webp",
            "z/y/x.tif",
            "d.TIFF",
            "e.bmp",
            "f.jpg",
            ".hidden.png",
            ".cache/g.png",
            "a/notes.txt"
        }) {
            write(file, PNG);
        }
        try (ImageSet set = ImageSet.open(folder)) {
            assertThat(set.entries()).extracting(Entry::name).containsExactly("a", "a/c", "b", "d", "e", "f", "z/y/x");
            assertThat(set.warnings())
                    .containsExactly(folder + ": 1 file is not an image and was left out (first: a/notes.txt)");
        }
    }

    @Test
    void names_are_composed_and_sorted_by_utf_8_bytes() {
        write("e\u0301.png", PNG);
        write("z.png", PNG);
        write("\ud83d\ude00.png", PNG);
        write("\uff5e.png", PNG);

        try (ImageSet set = ImageSet.open(folder)) {
            // As UTF-16 the surrogates of the emoji would come before U+FF5E.
            assertThat(set.entries()).extracting(Entry::name).containsExactly("z", "\u00e9", "\uff5e", "\ud83d\ude00");
        }
    }

    @Test
    void the_fingerprint_covers_names_and_contents_in_order() {
        write("b.png", PNG);
        write("a.png", OddImages.png(OddImages.noise(5, 4)));

        try (ImageSet set = ImageSet.open(folder)) {
            String a = Sha256.of(OddImages.png(OddImages.noise(5, 4)));
            String b = Sha256.of(PNG);
            assertThat(set.entries()).containsExactly(new Entry("a", a), new Entry("b", b));
            assertThat(set.fingerprint())
                    .isEqualTo(Sha256.of(("a\0" + a + "\nb\0" + b + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void a_missing_path_is_refused() {
        Path missing = folder.resolve("nope");

        assertRefused(
                () -> ImageSet.open(missing), "%s does not exist; name a folder of images or an .npz file", missing);
    }

    @Test
    void a_file_that_is_no_npz_is_refused() {
        write("a.png", PNG);
        Path file = folder.resolve("a.png");

        assertRefused(
                () -> ImageSet.open(file),
                "%s is neither a folder nor an .npz file; name a folder of images or an .npz file",
                file);
    }

    @Test
    void an_empty_folder_is_refused() {
        write("notes.txt", PNG);

        assertRefused(
                () -> ImageSet.open(folder),
                "%s has no images: not one file below it ends in png, jpg, jpeg, webp, bmp, tif or tiff; name the folder that holds them",
                folder);
    }

    @Test
    void two_files_of_one_name_are_refused() {
        write("x/a.png", PNG);
        write("x/a.jpg", PNG);
        write("b.png", PNG);
        write("b.PNG.webp", PNG);
        write("e\u0301.png", PNG);
        write("\u00e9.png", PNG);

        assertRefused(
                () -> ImageSet.open(folder),
                "%s has files whose names are equal without their extensions, though images are told apart by these names; keep one of each: x/a.jpg = x/a.png, e\u0301.png = \u00e9.png",
                folder);
    }

    @Test
    void control_characters_in_names_are_refused() {
        write("a\nb.png", PNG);

        assertRefused(
                () -> ImageSet.open(folder),
                "%s has file names with control characters, or with letters that this locale cannot read; rename them, or set LC_ALL=C.UTF-8: a?b.png",
                folder);
    }

    @Test
    void links_inside_the_folder_are_followed() throws IOException {
        write("real/a.png", PNG);
        Files.createSymbolicLink(folder.resolve("b.png"), Path.of("real/a.png"));
        Files.createSymbolicLink(folder.resolve("linked"), Path.of("real"));

        try (ImageSet set = ImageSet.open(folder)) {
            assertThat(set.entries()).extracting(Entry::name).containsExactly("b", "linked/a", "real/a");
        }
    }

    @Test
    void links_that_lead_out_to_nothing_or_in_a_circle_are_refused(@TempDir Path outside) throws IOException {
        OddImages.write(outside, "secret.png", PNG);
        write("a.png", PNG);
        Files.createSymbolicLink(folder.resolve("b.png"), outside.resolve("secret.png"));
        Files.createSymbolicLink(folder.resolve("c"), outside);
        Files.createSymbolicLink(folder.resolve("d.png"), Path.of("nothing.png"));
        Files.createDirectory(folder.resolve("e"));
        Files.createSymbolicLink(folder.resolve("e/f"), folder);

        assertRefused(
                () -> ImageSet.open(folder),
                "%s has links that lead out of it, to nothing or in a circle; replace each by the file itself: b.png, c, d.png, e/f",
                folder);
    }

    @Test
    void all_files_that_cannot_be_used_are_listed_by_reason() {
        write("good.png", PNG);
        write("lfs.png", OddImages.LFS_POINTER);
        write("text.png", "hello".getBytes(StandardCharsets.UTF_8));
        write("deep.png", OddImages.png(1, 1, 16, 0, new byte[2]));
        IntStream.range(10, 22).forEach(i -> write("cut" + i + ".jpg", Arrays.copyOf(PNG, 60)));

        try (ImageSet set = ImageSet.open(folder)) {
            assertRefused(
                    () -> set.inspect(false),
                    "%s: 15 of 16 images cannot be used, replace or remove them: "
                            + "16 bits a channel, allowed only with convert=true: 1 (deep.png); "
                            + "a Git LFS pointer, which `git lfs pull` replaces by the image: 1 (lfs.png); "
                            + "neither PNG, JPEG, WebP, BMP nor TIFF: 1 (text.png); "
                            + "truncated: 12 (cut10.jpg, cut11.jpg, cut12.jpg, cut13.jpg, cut14.jpg, cut15.jpg, cut16.jpg, cut17.jpg, cut18.jpg, cut19.jpg and 2 more)",
                    folder);
        }
    }

    @Test
    void transparency_is_found_by_inspection() {
        write("a.png", OddImages.png(1, 1, 8, 6, new byte[] {1, 2, 3, 4}));
        write("b.png", OddImages.png(1, 1, 8, 6, new byte[] {1, 2, 3, -1}));

        try (ImageSet set = ImageSet.open(folder)) {
            assertRefused(
                    () -> set.inspect(true),
                    "%s: 1 of 2 images cannot be used, replace or remove them: transparency, where only opaque images are allowed: 1 (a.png)",
                    folder);
        }
    }

    @Test
    void an_image_that_cannot_be_used_is_refused_when_read_uninspected() {
        byte[] data = OddImages.chunk("IDAT", OddImages.deflated(new byte[16]));
        write("sub/long.png", OddImages.pngOf(2, 2, 8, 2, data));

        try (ImageSet set = ImageSet.open(folder)) {
            assertRefused(
                    () -> set.read(0, false), "%s: sub/long.png cannot be used: damaged; replace or remove it", folder);
        }
    }

    @Test
    void a_file_that_changes_after_opening_is_refused() {
        write("a.png", PNG);

        try (ImageSet set = ImageSet.open(folder)) {
            set.inspect(false);
            write("a.png", OddImages.png(OddImages.noise(6, 5)));
            assertRefused(
                    () -> set.read(0, false),
                    "%s: a.png cannot be used: changed since the set was opened; replace or remove it",
                    folder);
        }
    }

    @Test
    void a_file_that_vanishes_is_refused() throws IOException {
        write("a.png", PNG);

        try (ImageSet set = ImageSet.open(folder)) {
            Files.delete(folder.resolve("a.png"));
            assertRefused(
                    () -> set.inspect(false),
                    "%s: 1 of 1 image cannot be used, replace or remove them: not readable: 1 (a.png)",
                    folder);
        }
    }

    @Test
    void ignored_orientations_are_said_once() {
        byte[] turned = OddImages.png(1, 1, 8, 0, new byte[1], OddImages.chunk("eXIf", OddImages.turningExif()));
        write("a.png", turned);
        write("b.png", PNG);
        write("c.png", turned);
        write("notes.txt", PNG);
        write("more.json", PNG);

        try (ImageSet set = ImageSet.open(folder)) {
            set.inspect(false);
            assertThat(set.warnings())
                    .containsExactly(
                            folder + ": EXIF orientation is ignored in 2 images (a.png, c.png)",
                            folder + ": 2 files are not images and were left out (first: more.json)");
        }
    }
}
