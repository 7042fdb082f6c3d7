package io.aegate.metric.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Moments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsFileTest {

    private static final double[] MEAN = {1, 2};
    private static final double[] COVARIANCE = {4, 1, 1, 9};

    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private final Map<String, byte[]> members = new LinkedHashMap<>();

    @BeforeEach
    void writeDoubles() {
        file = folder.resolve("reference.npz");
        members.put("mu.npy", array("<f8", "False", "(2,)", MEAN));
        members.put("sigma.npy", array("<f8", "False", "(2, 2)", COVARIANCE));
    }

    @Test
    void what_was_written_is_read_again() {
        Moments moments = new Moments(7, MEAN, new double[] {Math.PI, 1.0 / 3, 1.0 / 3, Math.E});

        StatisticsFile.write(file, moments);

        Moments read = StatisticsFile.read(file, false, 2);
        assertThat(read.sameContentAs(moments)).isTrue();
        assertThat(read.count()).isZero();
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void an_existing_file_is_replaced() {
        StatisticsFile.write(file, new Moments(7, new double[1], new double[1]));
        StatisticsFile.write(file, new Moments(7, MEAN, COVARIANCE));

        assertThat(StatisticsFile.read(file, false, 2).mean()).containsExactly(MEAN);
    }

    @Test
    void a_file_of_doubles_is_read_compressed_or_not() throws IOException {
        zip();

        assertRead();
    }

    @Test
    void single_precision_is_read() throws IOException {
        members.put("mu.npy", array("<f4", "False", "(2,)", MEAN));
        members.put("sigma.npy", array("<f4", "False", "(2, 2)", COVARIANCE));
        zip();

        assertRead();
    }

    @Test
    void fortran_order_is_read() throws IOException {
        members.put("sigma.npy", array("<f8", "True", "(2, 2)", COVARIANCE));
        zip();

        assertRead();
    }

    @Test
    void other_members_do_not_matter() throws IOException {
        members.put("arr_0.npy", array("|O", "False", "(2,)", MEAN));
        zip();

        assertRead();
    }

    @Test
    void spatial_statistics_are_those_of_their_own_name() throws IOException {
        members.put("mu_s.npy", array("<f8", "False", "(1,)", new double[] {5}));
        members.put("sigma_s.npy", array("<f8", "False", "(1, 1)", new double[] {6}));
        zip();

        assertThat(StatisticsFile.read(file, true, 1).mean()).containsExactly(5);
        assertThat(StatisticsFile.read(file, false, 2).mean()).containsExactly(MEAN);
    }

    @Test
    void rounding_is_evened_out() throws IOException {
        members.put("sigma.npy", array("<f8", "False", "(2, 2)", new double[] {4, 1, 1 + 0x1p-19, 9}));
        zip();

        assertThat(StatisticsFile.read(file, false, 2).covariance()).containsExactly(4, 1 + 0x1p-20, 1 + 0x1p-20, 9);
    }

    @Test
    void statistics_of_other_features_are_refused() throws IOException {
        zip();

        assertThatThrownBy(() -> StatisticsFile.read(file, new FeatureKey("inception", "2048", "pf")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(file + " cannot be used (mu is <f8 of shape (2,)); it must hold mu of shape (2048,) and"
                        + " sigma of shape (2048, 2048) as float32 or float64, as pytorch-fid and guided-diffusion"
                        + " write them.");
    }

    @Test
    void a_file_of_images_is_refused() throws IOException {
        members.clear();
        members.put("arr_0.npy", array("|u1", "False", "(1, 1, 1, 3)", MEAN));
        zip();

        assertRefused("it has no mu");
    }

    @Test
    void pickled_objects_are_refused() throws IOException {
        members.put("mu.npy", array("|O", "False", "(2,)", MEAN));
        zip();

        assertRefused("mu is |O of shape (2,)");
    }

    @Test
    void a_covariance_of_another_width_is_refused() throws IOException {
        members.put("sigma.npy", array("<f8", "False", "(4, 1)", COVARIANCE));
        zip();

        assertRefused("sigma is <f8 of shape (4, 1)");
    }

    @Test
    void an_array_shorter_than_its_shape_is_refused() throws IOException {
        members.put("sigma.npy", array("<f8", "False", "(2, 2)", MEAN));
        zip();

        assertRefused("sigma is not as long as its shape says");
    }

    @Test
    void what_is_no_array_is_refused() throws IOException {
        members.put("mu.npy", new byte[] {1, 2, 3});
        zip();

        assertRefused("mu is no npy array");
    }

    @Test
    void a_header_of_absurd_length_is_refused() throws IOException {
        byte[] array = array("<f8", "False", "(2,)", MEAN);
        array[6] = 2;
        members.put("mu.npy", array);
        zip();

        assertRefused("mu has a header that is not understood");
    }

    @Test
    void what_is_no_number_is_refused() throws IOException {
        members.put("sigma.npy", array("<f8", "False", "(2, 2)", new double[] {4, Double.NaN, 1, 9}));
        zip();

        assertRefused("sigma holds NaN");
    }

    @Test
    void what_is_not_symmetric_is_refused() throws IOException {
        members.put("sigma.npy", array("<f8", "False", "(2, 2)", new double[] {4, 1, 2, 9}));
        zip();

        assertRefused("sigma is not symmetric");
    }

    @Test
    void a_negative_variance_is_refused() throws IOException {
        members.put("sigma.npy", array("<f8", "False", "(2, 2)", new double[] {-4, 1, 1, 9}));
        zip();

        assertRefused("sigma has the variance -4.0");
    }

    @Test
    void a_wrong_checksum_is_refused() throws IOException {
        StatisticsFile.write(file, new Moments(7, MEAN, COVARIANCE));
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(
                bytes,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putDouble(9)
                        .array());
        bytes[at] ^= 1;
        Files.write(file, bytes);

        assertRefused("sigma is damaged: its checksum is wrong");
    }

    @Test
    void what_is_no_zip_is_refused() throws IOException {
        Files.writeString(file, "no zip");

        assertThatThrownBy(() -> StatisticsFile.read(file, false, 2))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(file + " cannot be used (");
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> StatisticsFile.read(file, false, 2))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(file + " cannot be read (java.nio.file.NoSuchFileException: " + file
                        + "); check its path and permissions.");
    }

    @Test
    void a_place_that_cannot_be_written_is_refused() throws IOException {
        Path place = Files.writeString(folder.resolve("file"), "no folder").resolve("reference.npz");

        assertThatThrownBy(() -> StatisticsFile.write(place, new Moments(7, MEAN, COVARIANCE)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(place + " cannot be written (")
                .hasMessageEndingWith("); choose another place, or make room there.");
    }

    private void assertRead() {
        Moments moments = StatisticsFile.read(file, false, 2);
        assertThat(moments.mean()).containsExactly(MEAN);
        assertThat(moments.covariance()).containsExactly(COVARIANCE);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> StatisticsFile.read(file, false, 2))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(file + " cannot be used (" + why + "); it must hold mu of shape (2,) and sigma of shape"
                        + " (2, 2) as float32 or float64, as pytorch-fid and guided-diffusion write them.");
    }

    private void zip() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
                zip.closeEntry();
            }
        }
    }

    private static byte[] array(String type, String fortran, String shape, double[] values) {
        byte[] header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                .formatted(type, fortran, shape)
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer data = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (type.equals("<f4")) {
                data.putFloat((float) value);
            } else {
                data.putDouble(value);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0});
        bytes.writeBytes(header);
        bytes.write(data.array(), 0, data.position());
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
            at++;
        }
        return at;
    }
}
