package io.aegate.image;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.image.Resampler.Filter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

    @ParameterizedTest
    @ValueSource(strings = {"astronaut_ref", "camera_ref", "chelsea_ref", "coffee_ref"})
    void bicubic_equals_pillow_on_a_photo(String photo) throws IOException {
        RgbImage resized = Resampler.resize(reference(photo), 224, 224, Filter.BICUBIC);

        assertThat(Sha256.of(resized.pixels()))
                .isEqualTo(preprocessed(photo)
                        .get("from_256_to_224_bicubic_rgb_sha256")
                        .textValue());
    }

    @Test
    void bilinear_equals_pillow_on_a_photo() throws IOException {
        JsonNode expected = json("resize.json").get("chelsea_full451x300").get("tv_Resize256_PIL");
        FloatBuffer red = ByteBuffer.wrap(Files.readAllBytes(
                        shared("reference/" + expected.get("file_R_plane").textValue())))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        int height = expected.get("shape").get(1).intValue();
        int width = expected.get("shape").get(2).intValue();

        RgbImage resized = Resampler.resize(reference("chelsea_full451x300"), width, height, Filter.BILINEAR);

        assertThat(red.remaining()).isEqualTo(width * height);
        byte[] expectedRed = new byte[width * height];
        byte[] resizedRed = new byte[width * height];
        for (int i = 0; i < width * height; i++) {
            expectedRed[i] = (byte) Math.round(red.get(i) * 255);
            resizedRed[i] = resized.pixels()[3 * i];
        }
        assertThat(resizedRed).isEqualTo(expectedRed);
    }

    @Test
    void a_published_crop_equals_pillow() throws IOException {
        RgbImage cropped =
                Resampler.resize(reference("chelsea_full451x300"), 336, 224, Filter.BICUBIC, 56, 0, 224, 224);

        assertThat(Sha256.of(cropped.pixels()))
                .isEqualTo(preprocessed("chelsea_full451x300").get("rgb_sha256").textValue());
    }

    @Test
    void bicubic_equals_the_picture_that_pillow_wrote() throws IOException, DefectException {
        RgbImage expected = ImageFile.read(
                Files.readAllBytes(shared("reference/projectors/ref/astronaut_ref_pil_bicubic224.png")), false);

        assertThat(Resampler.resize(reference("astronaut_ref"), 224, 224, Filter.BICUBIC))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"30, 17", "13, 29", "61, 5", "1, 1", "200, 150"})
    void fixed_point_stays_within_a_level_of_exact_arithmetic(int width, int height) {
        RgbImage image = OddImages.noise(37, 23);

        for (Filter filter : Filter.values()) {
            RgbImage resized = Resampler.resize(image, width, height, filter);
            double[] exact = exact(image, width, height, filter);
            double worst = 0;
            for (int i = 0; i < exact.length; i++) {
                double expected = Math.max(0, Math.min(255, exact[i]));
                worst = Math.max(worst, Math.abs((resized.pixels()[i] & 0xff) - expected));
            }
            assertThat(worst).as("%s, in levels", filter).isLessThan(1.5);
        }
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void a_part_is_cut_from_the_whole(Filter filter) {
        RgbImage image = OddImages.noise(40, 31);
        RgbImage whole = Resampler.resize(image, 25, 50, filter);

        RgbImage part = Resampler.resize(image, 25, 50, filter, 3, 11, 7, 20);

        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 7 * 3; x++) {
                assertThat(part.pixels()[y * 7 * 3 + x]).isEqualTo(whole.pixels()[((y + 11) * 25 + 3) * 3 + x]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void a_side_that_keeps_its_length_is_not_filtered(Filter filter) {
        RgbImage image = OddImages.noise(9, 14);

        assertThat(Resampler.resize(image, 9, 14, filter)).isEqualTo(image);
    }

    @Test
    void an_empty_target_is_an_error() {
        assertThatThrownBy(() -> Resampler.resize(OddImages.noise(4, 4), 0, 4, Filter.BOX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an image cannot be resized to 0x4");
    }

    /** The definition, a pixel at a time: clipped between the passes, but not rounded. */
    private static double[] exact(RgbImage image, int width, int height, Filter filter) {
        double[] narrowed = new double[width * image.height() * 3];
        for (int i = 0; i < narrowed.length; i++) {
            double[] columns = weights(image.width(), width, i / 3 % width, filter);
            for (int column = 0; column < columns.length; column++) {
                int sample = (i / 3 / width * image.width() + column) * 3 + i % 3;
                narrowed[i] += columns[column] * (image.pixels()[sample] & 0xff);
            }
            narrowed[i] = Math.max(0, Math.min(255, narrowed[i]));
        }
        double[] out = new double[width * height * 3];
        for (int i = 0; i < out.length; i++) {
            double[] rows = weights(image.height(), height, i / 3 / width, filter);
            for (int row = 0; row < rows.length; row++) {
                out[i] += rows[row] * narrowed[row * width * 3 + i % (width * 3)];
            }
        }
        return out;
    }

    private static double[] weights(int from, int to, int index, Filter filter) {
        double scale = (double) from / to;
        double stretch = Math.max(1, scale);
        double[] weights = new double[from];
        double sum = 0;
        for (int i = 0; i < from; i++) {
            weights[i] = from == to ? (i == index ? 1 : 0) : filter.weight((i + 0.5 - (index + 0.5) * scale) / stretch);
            sum += weights[i];
        }
        for (int i = 0; i < from; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static RgbImage reference(String photo) throws IOException {
        try {
            return ImageFile.read(Files.readAllBytes(shared("reference/images/" + photo + ".png")), false);
        } catch (DefectException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode preprocessed(String photo) throws IOException {
        return json("projectors/preprocess_224_u8.json").get("images").get(photo);
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(shared("reference/" + file).toFile());
    }
}
