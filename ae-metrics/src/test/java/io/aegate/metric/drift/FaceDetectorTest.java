package io.aegate.metric.drift;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.image.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaceDetectorTest {

    private static final JsonNode IMAGES = ReferenceFaces.json().get("images");
    private static final float PIXELS = 1e-3f;
    private static final float SCORE = 1e-5f;

    /** Of raw outputs, single values. */
    private static final double RAW = 1e-4;

    private final FaceDetector large = FaceDetector.open(ReferenceFaces.SCRFD, FaceDetector.SIDE);
    private final FaceDetector small = FaceDetector.open(ReferenceFaces.SCRFD, 128);

    static List<String> photos() {
        List<String> names = new ArrayList<>();
        IMAGES.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @BeforeAll
    void the_reference_has_photos() {
        assertThat(photos()).hasSize(15);
    }

    @AfterAll
    void close() {
        large.close();
        small.close();
    }

    private static void assertFaces(List<Face> faces, JsonNode expected) {
        List<Face> wanted = ReferenceFaces.faces(expected);
        assertThat(faces).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            Face face = faces.get(i);
            Face other = wanted.get(i);
            assertThat(new float[] {face.left(), face.top(), face.right(), face.bottom()})
                    .containsExactly(
                            new float[] {other.left(), other.top(), other.right(), other.bottom()}, within(PIXELS));
            assertThat(face.score()).isCloseTo(other.score(), within(SCORE));
            if (other.keyPoints().length > 0) {
                assertThat(face.keyPoints()).containsExactly(other.keyPoints(), within(PIXELS));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("photos")
    void faces_are_those_of_insightface(String photo) {
        RgbImage image = ReferenceFaces.photo(photo);
        JsonNode expected = IMAGES.get(photo);

        List<Face> at640 = large.detect(image);
        List<Face> at128 = small.detect(image);
        List<Face> both = new ArrayList<>(at640);
        both.addAll(at128);

        assertFaces(at640, expected.get("faces"));
        assertFaces(at128, expected.get("at_128x128"));
        assertFaces(FaceDetector.suppressed(both), expected.get("new_default_128_and_640_merged"));
        Face.largest(at640)
                .ifPresent(face -> assertThat(face)
                        .isSameAs(at640.get(expected.get("largest_by_area").asInt())));
    }

    @ParameterizedTest
    @MethodSource("photos")
    void the_canvas_equals_that_of_opencv_in_every_byte(String photo) {
        RgbImage image = ReferenceFaces.photo(photo);

        assertThat(Sha256.of(image.pixels()))
                .isEqualTo(IMAGES.get(photo).get("rgb_sha256").asText());
        assertThat(Sha256.of(large.canvas(image).pixels()))
                .isEqualTo(IMAGES.get(photo).get("canvas_rgb_sha256").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut_ref.png", "celebamask/0.jpg"})
    void raw_outputs_are_those_of_the_reference(String photo) {
        JsonNode expected = IMAGES.get(photo).get("raw_outputs");
        Iterator<String> names = List.of("443", "446", "449", "468", "471", "474", "493", "496", "499")
                .iterator();

        for (FaceDetector.Level level : large.outputs(large.canvas(ReferenceFaces.photo(photo)))) {
            for (float[] values : List.of(level.scores(), level.boxes(), level.keyPoints())) {
                JsonNode output = expected.get(names.next());
                for (int i = 0; i < output.get("first").size(); i++) {
                    assertThat((double) values[i])
                            .isCloseTo(output.get("first").get(i).asDouble(), within(RAW));
                }
                assertThat(sum(values)).isCloseTo(output.get("sum").asDouble(), within(RAW * Math.sqrt(values.length)));
                assertThat((double) min(values)).isCloseTo(output.get("min").asDouble(), within(RAW));
            }
        }
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static float min(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[0];
    }

    @Test
    void faces_of_other_photos_are_as_many_as_insightface_finds() {
        Map<String, Integer> counts = Map.of(
                "kodak/kodim15.png", 1,
                "kodak/kodim17.png", 1,
                "kodak/kodim18.png", 1,
                "celebamask/2.jpg", 1,
                "celebamask/3.jpg", 0);

        counts.forEach((photo, count) ->
                assertThat(large.detect(ReferenceFaces.photo(photo))).as(photo).hasSize(count));
        assertThat(small.detect(ReferenceFaces.photo("celebamask/2.jpg"))).hasSize(1);
        assertThat(small.detect(ReferenceFaces.photo("celebamask/3.jpg"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "1, 3000", "3000, 1"})
    void an_image_of_hardly_a_pixel_has_no_face(int width, int height) {
        assertThat(large.detect(TestImages.noise(1, width, height))).isEmpty();
    }

    @Test
    void of_boxes_that_overlap_by_more_than_two_fifths_the_best_is_kept() {
        Face best = face(0, 0, 99, 99, 0.9f);
        // Of 100 × 100 pixels, last ones counted, it shares 58 columns, which is 0.4085 of both; the other 57, which is
        // 0.3986.
        Face covered = face(42, 0, 141, 99, 0.8f);
        Face beside = face(0, 43, 99, 142, 0.7f);

        assertThat(FaceDetector.suppressed(List.of(beside, covered, best))).containsExactly(best, beside);
    }

    @Test
    void of_faces_of_one_size_the_best_counts_as_the_largest() {
        Face large = face(0, 0, 10, 10, 0.6f);
        Face better = face(5, 5, 15, 15, 0.7f);
        Face small = face(0, 0, 9, 10, 0.9f);

        assertThat(Face.largest(List.of(large, better, small))).containsSame(better);
        assertThat(Face.largest(List.of())).isEmpty();
    }

    private static Face face(float left, float top, float right, float bottom, float score) {
        return new Face(left, top, right, bottom, new float[Face.KEY_POINTS], score);
    }

    @Test
    void another_network_is_refused() {
        assertThatThrownBy(() -> FaceDetector.open(shared("reference/projectors/seg_standin.onnx"), 128))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "seg_standin.onnx gives tensors of the shapes [1, 150, 32, 32] for an image of 128x128, where SCRFD gives"
                                + " scores, boxes and five key points at strides 8, 16 and 32; use det_500m.onnx of InsightFace's buffalo_s.");
    }
}
