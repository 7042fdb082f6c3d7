package io.aegate.metric.drift;

import static io.aegate.SharedFiles.shared;
import static io.aegate.network.OnnxBytes.FLOAT;
import static io.aegate.network.OnnxBytes.input;
import static io.aegate.network.OnnxBytes.message;
import static io.aegate.network.OnnxBytes.model;
import static io.aegate.network.OnnxBytes.node;
import static io.aegate.network.OnnxBytes.output;
import static io.aegate.network.OnnxBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.network.OnnxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaceProjectorTest {

    private static final JsonNode IDENTITY = ReferenceFaces.standIns().get("identity");

    /** What a crop moves whose matrix is computed in double instead of float. */
    private static final double CROPS = 2e-5;

    private static final double EMBEDDINGS = 2e-4;

    private final FaceProjector projector =
            FaceProjector.open(ReferenceFaces.SCRFD, Optional.of(ReferenceFaces.ARCFACE_STAND_IN));
    private final FaceProjector detector = FaceProjector.open(ReferenceFaces.SCRFD, Optional.empty());

    @AfterAll
    void close() {
        projector.close();
        detector.close();
    }

    private static float[] project(FaceProjector projector, RgbImage image) {
        return projector.project(List.of(image), new ImageSize(image.width(), image.height()))[0];
    }

    private static float[] project(FaceProjector projector, String photo) {
        return project(projector, ReferenceFaces.photo(photo));
    }

    @Test
    void a_projection_is_the_face_and_whose_it_is() {
        float[] row = project(projector, "astronaut_ref.png");

        assertThat(row).hasSize(528).hasSize(projector.width());
        assertThat(Arrays.copyOf(row, 16))
                .containsExactly(
                        new float[] {
                            1, 90.492f, 29.579f, 135.794f, 89.4505f, 102.2727f, 50.3863f, 123.3757f, 51.7455f,
                            111.9232f, 64.4028f, 101.2099f, 69.5241f, 123.0318f, 70.7536f, 0.8206f
                        },
                        within(1e-3f));
    }

    @Test
    void without_arcface_a_projection_is_the_face_alone() {
        assertThat(project(detector, "astronaut_ref.png"))
                .hasSize(16)
                .containsExactly(Arrays.copyOf(project(projector, "astronaut_ref.png"), 16));
        assertThat(detector.width()).isEqualTo(16);
    }

    @Test
    void without_a_face_a_projection_is_zero() {
        assertThat(project(projector, "celebamask/3.jpg")).containsExactly(new float[528]);
        assertThat(project(projector, TestImages.constant(9, 1, 1))).containsExactly(new float[528]);
    }

    @Test
    void embeddings_are_those_of_the_reference_for_the_same_crops() {
        JsonNode expected = IDENTITY.get("embeddings");
        try (FaceEmbedder embedder = FaceEmbedder.open(ReferenceFaces.ARCFACE_STAND_IN)) {
            assertThat(ReferenceFaces.crops())
                    .hasSize(19)
                    .allSatisfy(name -> assertFirst(
                            embedder.embed(ReferenceFaces.crop(name)),
                            expected.get(name).get("first"),
                            1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kodak/kodim15.png, aligned_kodak_kodim15",
        "kodak/kodim17.png, aligned_kodak_kodim17",
        "kodak/kodim18.png, aligned_kodak_kodim18",
        "celebamask/2.jpg, aligned_celebamask_2"
    })
    void embeddings_are_those_of_the_reference_from_the_photo_on(String photo, String crop) {
        float[] row = project(projector, photo);

        assertFirst(
                Arrays.copyOfRange(row, 16, row.length),
                IDENTITY.get("embeddings").get(crop).get("first"),
                EMBEDDINGS);
    }

    private static void assertFirst(float[] embedding, JsonNode first, double tolerance) {
        for (int i = 0; i < first.size(); i++) {
            assertThat((double) embedding[i]).isCloseTo(first.get(i).asDouble(), within(tolerance));
        }
    }

    @Test
    void cosines_are_those_of_the_reference_for_the_same_crops() {
        JsonNode expected = IDENTITY.get("cosines_vs_astronaut_ref");
        assertThat(expected.size()).isEqualTo(15);
        try (FaceEmbedder embedder = FaceEmbedder.open(ReferenceFaces.ARCFACE_STAND_IN)) {
            float[] reference = embedder.embed(ReferenceFaces.crop("aligned_astronaut_ref"));
            expected.properties()
                    .forEach(entry -> assertThat(
                                    Distances.cosine(reference, embedder.embed(ReferenceFaces.crop(entry.getKey()))))
                            .as(entry.getKey())
                            .isCloseTo(entry.getValue().asDouble(), within(1e-6)));
        }
    }

    @Test
    void identity_is_the_cosine_of_each_images_own_face() {
        float[] reference = project(projector, "astronaut_ref.png");
        JsonNode drifts = IDENTITY.get("drift_own_kps");
        assertThat(drifts.size()).isEqualTo(7);

        drifts.properties().forEach(entry -> {
            double[] distances =
                    projector.distances(reference, project(projector, "astronaut_" + entry.getKey() + ".png"));

            assertThat(1 - distances[0])
                    .as(entry.getKey())
                    .isCloseTo(entry.getValue().asDouble(), within(CROPS));
            assertThat(distances[1]).isEqualTo(1);
        });
    }

    @Test
    void an_image_has_the_identity_of_itself() {
        float[] reference = project(projector, "astronaut_ref.png");

        assertThat(projector.distances(reference, reference.clone())[0]).isCloseTo(1, within(1e-15));
    }

    @Test
    void a_face_that_is_lost_counts_for_recall_and_has_no_identity() {
        float[] face = project(projector, "astronaut_ref.png");
        float[] none = new float[528];

        assertThat(projector.distances(face, none)).containsExactly(Double.NaN, 0);
        assertThat(projector.distances(none, face)).containsExactly(Double.NaN, Double.NaN);
        assertThat(projector.distances(none, none)).containsExactly(Double.NaN, Double.NaN);
    }

    @Test
    void without_arcface_there_is_recall_alone() {
        float[] face = project(detector, "astronaut_ref.png");

        assertThat(detector.distances(face, face)).containsExactly(Double.NaN, 1);
        assertThat(detector.distances(face, new float[16])).containsExactly(Double.NaN, 0);
    }

    @Test
    void a_picture_shows_the_crop_or_a_small_image() {
        RgbImage photo = ReferenceFaces.photo("kodak/kodim04.png");

        assertThat(detector.picture(photo, project(detector, photo), new float[16])
                        .size())
                .isEqualTo("112x112");
        assertThat(detector.picture(photo, new float[16], new float[16]).size()).isEqualTo("171x256");
        assertThat(detector.picture(TestImages.constant(1, 3000, 1), new float[16], new float[16])
                        .size())
                .isEqualTo("256x1");
        assertThat(detector.picture(TestImages.constant(1, 30, 20), new float[16], new float[16]))
                .isEqualTo(TestImages.constant(1, 30, 20));
    }

    @Test
    void another_network_than_arcface_is_refused() {
        assertThatThrownBy(() -> FaceProjector.open(
                        ReferenceFaces.SCRFD, Optional.of(shared("reference/projectors/seg_standin.onnx"))))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "seg_standin.onnx gives 117600 values for a face, where ArcFace gives 512; use w600k_mbf.onnx of"
                                + " InsightFace's buffalo_s.");
    }

    /** A network that gives 512 times this, whatever it looks at. */
    private static Path alwaysThe(float value, Path file) throws IOException {
        float[] values = new float[512];
        Arrays.fill(values, value);
        return Files.write(
                file,
                model(
                        message(5, tensor("c", new int[] {1, 512}, values)),
                        input("x", FLOAT, 1, 3, 112, 112),
                        output("y", FLOAT, 1, 512),
                        node("Identity", "y", "c")));
    }

    @Test
    void an_embedding_that_is_no_direction_is_refused(@TempDir Path folder) throws IOException {
        Map<Float, String> lengths = Map.of(0f, "0.0", Float.NaN, "NaN", Float.POSITIVE_INFINITY, "Infinity");
        for (Map.Entry<Float, String> length : lengths.entrySet()) {
            Path file = alwaysThe(length.getKey(), folder.resolve("flat.onnx"));

            assertThatThrownBy(() -> FaceEmbedder.open(file))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage("flat.onnx gives a vector of length " + length.getValue()
                            + " for a face, which has no direction to compare; download or export it again.");
        }
    }

    @Test
    void a_network_to_which_all_faces_are_one_is_refused(@TempDir Path folder) throws IOException {
        Path file = alwaysThe(0.5f, folder.resolve("one.onnx"));

        assertThatThrownBy(() -> FaceEmbedder.open(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("one.onnx gives the same vector for different images, so that no face could change; use"
                        + " w600k_mbf.onnx of InsightFace's buffalo_s.");
    }

    @Test
    void nan_is_not_taken_for_an_image_without_a_face(@TempDir Path folder) throws IOException {
        Path file = detector(folder, Float.NaN);

        assertThatThrownBy(() -> FaceDetector.open(file, 32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "net.onnx gives NaN, where a finite number is needed to tell a face from none; download or export it again.");
    }

    @Test
    void a_network_that_sees_faces_in_nothing_is_refused(@TempDir Path folder) throws IOException {
        Path file = detector(folder, 0.5f);

        assertThatThrownBy(() -> FaceDetector.open(file, 32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "net.onnx finds a face in a black image, with the score 0.5; use det_500m.onnx of InsightFace's"
                                + " buffalo_s.");
    }

    /** A detector of images of 32 × 32 whose scores at stride 16 are all this one, and everything else 0. */
    private static Path detector(Path folder, float score) throws IOException {
        byte[] graph = input("x", FLOAT, 1, 3, 32, 32);
        for (int stride : new int[] {8, 16, 32}) {
            int rows = 2 * (32 / stride) * (32 / stride);
            for (int columns : new int[] {1, 4, 10}) {
                float[] values = new float[rows * columns];
                Arrays.fill(values, stride == 16 && columns == 1 ? score : 0);
                String name = stride + "-" + columns;
                graph = OnnxBytes.joined(
                        graph,
                        message(5, tensor("c" + name, new int[] {rows, columns}, values)),
                        output(name, FLOAT, rows, columns),
                        node("Identity", name, "c" + name));
            }
        }
        return Files.write(folder.resolve("net.onnx"), model(graph));
    }
}
