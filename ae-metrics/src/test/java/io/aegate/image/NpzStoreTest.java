package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.ImageSet.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzStoreTest {

    private static final RgbImage FIRST = OddImages.noise(7, 5);
    private static final RgbImage SECOND = new RgbImage(7, 5, new byte[105]);

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("images.NPZ");
    }

    private void assertRefused(String fault) {
        assertThatThrownBy(() -> ImageSet.open(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "%s cannot be used (%s); it must hold one uint8 array arr_0 of shape (images, height, width, 3), as numpy.savez(path, images) writes it",
                        file, fault);
    }

    private void assertHoldsBoth() {
        try (ImageSet set = ImageSet.open(file)) {
            assertThat(set.entries()).extracting(Entry::name).containsExactly("000000", "000001");
            set.inspect(false);
            assertThat(set.read(0, false)).isEqualTo(FIRST);
            assertThat(set.read(1, false)).isEqualTo(SECOND);
            assertThat(set.warnings()).isEmpty();
        }
    }

    @Test
    void rows_of_a_stored_array_are_read_in_place() {
        Npz.stored(file, "arr_0.npy", Npz.images(FIRST, SECOND));

        assertHoldsBoth();
    }

    @Test
    void a_deflated_array_is_read_too() {
        Npz.deflated(file, "arr_0.npy", Npz.images(FIRST, SECOND));

        assertHoldsBoth();
    }

    @Test
    void zip64_is_read_too() {
        Npz.zip64(file, "arr_0.npy", Npz.images(FIRST, SECOND));

        assertHoldsBoth();
    }

    @Test
    void a_row_is_hashed_as_a_ppm_file() {
        Npz.stored(file, "arr_0.npy", Npz.images(FIRST));

        try (ImageSet set = ImageSet.open(file)) {
            byte[] ppm = OddImages.concat("P6\n7 5\n255\n".getBytes(StandardCharsets.US_ASCII), FIRST.pixels());
            assertThat(set.entries()).containsExactly(new Entry("000000", Sha256.of(ppm)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<f4 ; 2, 5, 7, 3 ; arr_0 is <f4 of shape (2, 5, 7, 3)",
                "|i1 ; 2, 5, 7, 3 ; arr_0 is |i1 of shape (2, 5, 7, 3)",
                "|u1 ; 2, 3, 5, 7 ; arr_0 is |u1 of shape (2, 3, 5, 7)",
                "|u1 ; 10, 7, 3 ; arr_0 is |u1 of shape (10, 7, 3)",
                "|u1 ; 0, 5, 7, 3 ; arr_0 is |u1 of shape (0, 5, 7, 3)",
                "|u1 ; 1, 8192, 8193, 3 ; arr_0 is |u1 of shape (1, 8192, 8193, 3)",
                "|u1 ; 1, 99999999999999999999, 1, 3 ; arr_0 is |u1 of shape (1, 99999999999999999999, 1, 3)",
                "|u1 ; 3, 5, 7, 3 ; 'arr_0 is |u1 of shape (3, 5, 7, 3), but has 210 bytes of pixels'",
                "|u1 ; 1, 5, 7, 3 ; 'arr_0 is |u1 of shape (1, 5, 7, 3), but has 210 bytes of pixels'",
            })
    void another_array_is_refused(String type, String shape, String fault) {
        byte[] array = Npz.array(Npz.header(type, shape), new byte[210]);
        Npz.stored(file, "arr_0.npy", array);
        assertRefused(fault);

        Npz.deflated(file, "arr_0.npy", array);
        assertRefused(fault);
    }

    @Test
    void fortran_order_is_refused() {
        Npz.stored(
                file,
                "arr_0.npy",
                Npz.array("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 5, 7, 3), }", FIRST.pixels()));

        assertRefused("arr_0 is |u1 of shape (1, 5, 7, 3), in Fortran order");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (1,), }", "{}", "__import__('os')"})
    void a_header_that_is_not_understood_is_refused(String header) {
        Npz.stored(file, "arr_0.npy", Npz.array(header, new byte[3]));

        assertRefused("arr_0 has a header that is not understood");
    }

    @Test
    void a_file_without_the_array_is_refused() {
        Npz.stored(file, "images.npy", Npz.images(FIRST));

        assertRefused("it holds images.npy instead of arr_0.npy");
    }

    @Test
    void a_file_that_is_no_zip_is_refused() throws IOException {
        Files.write(file, OddImages.LFS_POINTER);

        assertRefused("no end of central directory");
    }

    @Test
    void a_truncated_file_is_refused() throws IOException {
        Npz.stored(file, "arr_0.npy", Npz.images(FIRST, SECOND));
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - 40));

        assertRefused("no end of central directory");
    }

    @Test
    void a_flipped_bit_is_refused() throws IOException {
        Npz.stored(file, "arr_0.npy", Npz.images(FIRST, SECOND));
        byte[] content = Files.readAllBytes(file);
        content[300] ^= 1;
        Files.write(file, content);

        assertRefused("arr_0 is damaged: its checksum is wrong");
    }

    @Test
    void an_array_that_inflates_to_more_than_it_says_is_refused() throws IOException {
        byte[] array = Npz.images(FIRST, SECOND);
        Npz.deflated(file, "arr_0.npy", OddImages.concat(array, new byte[5_000_000]));
        byte[] content = Files.readAllBytes(file);
        int end = content.length - 22;
        int central = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(central + 24, array.length);
        Files.write(file, content);

        assertRefused("arr_0 is longer than it says");
    }
}
