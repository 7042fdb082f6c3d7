package io.aegate.metric.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.image.Sha256;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceAlignmentTest {

    private static final JsonNode FACES = ReferenceFaces.json();

    static List<String> faces() {
        List<String> names = new ArrayList<>();
        FACES.get("aligned").fieldNames().forEachRemaining(names::add);
        assertThat(names).hasSize(12);
        return names;
    }

    private static RgbImage photo(JsonNode face) {
        return ReferenceFaces.photo(face.get("image").asText().replaceFirst("@.*", ""));
    }

    private static float[] keyPoints(String face) {
        return ReferenceFaces.points(FACES.get("aligned").get(face).get("kps_f32"));
    }

    private static double[] matrix(JsonNode rows) {
        double[] matrix = new double[6];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = rows.get(i / 3).get(i % 3).asDouble();
        }
        return matrix;
    }

    @ParameterizedTest
    @MethodSource("faces")
    void the_matrix_is_the_similarity_in_double(String face) {
        assertThat(FaceAlignment.matrix(keyPoints(face)))
                .containsExactly(matrix(FACES.get("aligned").get(face).get("M_double")), within(1e-11));
    }

    @ParameterizedTest
    @MethodSource("faces")
    void the_warp_equals_that_of_opencv_in_every_byte(String face) {
        JsonNode expected = FACES.get("aligned").get(face);

        RgbImage crop = FaceAlignment.warped(photo(expected), matrix(expected.get("M_insightface_f32")));

        assertThat(crop).isEqualTo(ReferenceFaces.crop("aligned_" + face));
    }

    @ParameterizedTest
    @MethodSource("faces")
    void the_crop_equals_that_of_the_matrix_in_double(String face) {
        JsonNode expected = FACES.get("aligned").get(face);

        RgbImage crop = FaceAlignment.align(photo(expected), keyPoints(face));

        assertThat(Sha256.of(crop.pixels()))
                .isEqualTo(expected.get("crop_from_M_double").get("rgb_sha256").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg50", "jpeg90", "blur15", "noise05", "bright10", "down4", "taef2"})
    void the_crop_by_the_references_key_points_is_nearly_that_of_insightface(String damage) {
        RgbImage crop =
                FaceAlignment.align(ReferenceFaces.photo("astronaut_" + damage + ".png"), keyPoints("astronaut_ref"));

        assertNear(crop, ReferenceFaces.crop("refkps_astronaut_" + damage));
    }

    /** As far as a matrix computed in float moves it. */
    private static void assertNear(RgbImage crop, RgbImage expected) {
        int differing = 0;
        for (int i = 0; i < crop.pixels().length; i++) {
            int difference = Math.abs((crop.pixels()[i] & 0xff) - (expected.pixels()[i] & 0xff));
            assertThat(difference).isLessThanOrEqualTo(3);
            differing += difference > 0 ? 1 : 0;
        }
        assertThat(differing).isLessThanOrEqualTo(21);
    }

    @Test
    void outside_the_image_is_black() {
        RgbImage white = TestImages.constant(255, 40, 40);

        RgbImage crop = FaceAlignment.warped(white, new double[] {1, 0, 30, 0, 1, 30});

        assertThat(level(crop, 29, 50)).isZero();
        assertThat(level(crop, 30, 50)).isEqualTo(255);
        assertThat(level(crop, 69, 69)).isEqualTo(255);
        assertThat(level(crop, 70, 69)).isZero();
    }

    @Test
    void half_a_pixel_is_the_mean_of_two() {
        RgbImage image = new RgbImage(2, 1, new byte[] {10, 20, 30, 20, 40, 60});

        RgbImage crop = FaceAlignment.warped(image, new double[] {1, 0, -0.5, 0, 1, 0});

        assertThat(crop.pixels()).startsWith(15, 30, 45, 10, 20, 30, 0);
    }

    private static int level(RgbImage crop, int x, int y) {
        return crop.pixels()[(y * crop.width() + x) * 3] & 0xff;
    }

    @Test
    void key_points_on_one_spot_are_refused() {
        assertThatThrownBy(() -> FaceAlignment.matrix(new float[Face.KEY_POINTS]))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The face detector puts all key points of a face on one spot, where no face can be aligned; use det_500m.onnx"
                                + " of InsightFace's buffalo_s.");
    }
}
