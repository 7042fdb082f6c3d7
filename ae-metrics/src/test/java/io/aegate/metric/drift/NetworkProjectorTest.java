package io.aegate.metric.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.TestImages;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.KeptRows;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ProjectionException;
import io.aegate.metric.ProjectorSpec;
import io.aegate.network.ImageNetwork;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkProjectorTest {

    private static final ImageSize SIZE = new ImageSize(6, 4);
    private static final RgbImage X = TestImages.noise(1, 6, 4);
    private static final RgbImage Y = TestImages.disturbed(X, 2);

    /** What a network is given and what it answers, without any native code. */
    @FunctionalInterface
    private interface Answer {
        ImageNetwork.Output of(float[] planes, int count, ImageSize input);
    }

    private static ImageNetwork network(Answer answer) {
        return new ImageNetwork() {
            @Override
            public Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original) {
                FloatBuffer floats = planes.asFloatBuffer();
                float[] values = new float[floats.remaining()];
                floats.get(values);
                return answer.of(values, count, input);
            }

            @Override
            public void close() {}
        };
    }

    private static NetworkProjector projector(String keys, Answer answer) {
        ProjectorSpec spec = ProjectorSpec.parse("p = p.onnx " + keys);
        return new NetworkProjector(spec, List.of(spec.distance()), network(answer));
    }

    /** A map that is weighted sums of the channels: a linear projector whose Lipschitz constant is known. */
    private static final float[] WEIGHTS = {0.5f, -1f, 0.25f};

    private static ImageNetwork.Output linear(float[] planes, int count, ImageSize input) {
        int area = input.width() * input.height();
        float[] map = new float[count * area];
        for (int image = 0; image < count; image++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int i = 0; i < area; i++) {
                    map[image * area + i] += WEIGHTS[channel] * planes[(image * 3 + channel) * area + i];
                }
            }
        }
        return new ImageNetwork.Output(List.of(count, input.height(), input.width()), map);
    }

    private static double drift(NetworkProjector projector, RgbImage x, RgbImage y) {
        return projector
                .distances(projector.project(List.of(x), SIZE)[0], projector.project(List.of(y), SIZE)[0])[0];
    }

    private static double rootMeanSquare(RgbImage x, RgbImage y) {
        double squares = 0;
        for (int i = 0; i < x.pixels().length; i++) {
            double difference = ((x.pixels()[i] & 0xff) - (y.pixels()[i] & 0xff)) / 255.0;
            squares += difference * difference;
        }
        return Math.sqrt(squares / x.pixels().length);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6})
    void a_linear_projector_drifts_by_its_lipschitz_constant_at_most(long seed) {
        double constant = Math.sqrt(3) * Math.sqrt(0.25 + 1 + 0.0625);
        RgbImage y = TestImages.disturbed(X, seed);

        double ratio = drift(projector("distance=l2", NetworkProjectorTest::linear), X, y) / rootMeanSquare(X, y);

        assertThat(ratio).isPositive().isLessThan(constant);
    }

    @Test
    void a_change_along_the_weights_drifts_by_exactly_the_lipschitz_constant() {
        double constant = Math.sqrt(3) * Math.sqrt(0.25 + 1 + 0.0625);
        byte[] pixels = X.pixels().clone();
        byte[] moved = X.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 100;
            moved[i] = (byte) (100 + 40 * WEIGHTS[i % 3]);
        }
        RgbImage x = new RgbImage(6, 4, pixels);
        RgbImage y = new RgbImage(6, 4, moved);

        assertThat(drift(projector("distance=l2", NetworkProjectorTest::linear), x, y) / rootMeanSquare(x, y))
                .isCloseTo(constant, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "output=map",
                "output=map normalise=min-max",
                "output=map distance=l2",
                "output=labels",
                "output=embedding",
                "output=embedding distance=l2"
            })
    void the_same_image_has_not_drifted(String keys) {
        Answer planes = (values, count, input) -> keys.contains("embedding")
                ? new ImageNetwork.Output(List.of(count, values.length / count), values)
                : keys.contains("labels")
                        ? new ImageNetwork.Output(List.of(count, 3, input.height(), input.width()), values)
                        : linear(values, count, input);

        assertThat(drift(projector(keys, planes), X, X)).isZero();
        assertThat(drift(projector(keys, planes), X, Y)).isPositive();
    }

    @Test
    void pixels_come_in_as_declared() {
        List<float[]> seen = new ArrayList<>();
        Answer watching = (values, count, input) -> {
            seen.add(values);
            return linear(values, count, input);
        };
        RgbImage pixel = new RgbImage(1, 1, new byte[] {51, 102, (byte) 255});

        projector("range=[-1,1] mean=0.1,0.2,0.3 std=2,4,8 order=bgr", watching)
                .project(List.of(pixel), new ImageSize(1, 1));

        assertThat(seen.get(0)).containsExactly(new float[] {0.0875f, -0.1f, -0.35f}, within(1e-7f));
    }

    @Test
    void a_map_is_normalised_by_its_own_range() {
        Answer scaled = (values, count, input) -> {
            ImageNetwork.Output map = linear(values, count, input);
            float[] doubled = new float[map.values().length];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = 7 * map.values()[i] + 3;
            }
            return new ImageNetwork.Output(map.shape(), doubled);
        };

        assertThat(projector("normalise=min-max", scaled).project(List.of(X), SIZE)[0])
                .containsExactly(
                        projector("normalise=min-max", NetworkProjectorTest::linear)
                                .project(List.of(X), SIZE)[0],
                        within(1e-6f));
    }

    @Test
    void a_flat_map_is_zero() {
        RgbImage flat = TestImages.constant(9, 6, 4);

        assertThat(projector("normalise=min-max", NetworkProjectorTest::linear).project(List.of(flat), SIZE)[0])
                .containsOnly(0);
    }

    @Test
    void the_first_of_equal_scores_is_the_label() {
        Answer scores =
                (values, count, input) -> new ImageNetwork.Output(List.of(1, 3, 1, 2), new float[] {1, 5, 2, 5, 2, 4});

        assertThat(projector("output=labels", scores).project(List.of(X), SIZE)[0])
                .containsExactly(1, 0);
    }

    @Test
    void one_plane_holds_labels_and_not_the_scores_of_one_class() {
        Answer labels = (values, count, input) ->
                new ImageNetwork.Output(List.of(1, 1, 1, 2), new float[] {0, Math.round(values[0] * 255)});
        Answer scores = (values, count, input) -> new ImageNetwork.Output(List.of(1, 1, 1, 2), new float[] {0.5f, 1});

        assertThat(drift(projector("output=labels", labels), X, Y)).isEqualTo(0.5);
        assertThatThrownBy(() -> projector("output=labels", scores).project(List.of(X), SIZE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p gives 0.5, where labels are whole numbers; set output=map, or result to its labels"
                                + " or scores.");
    }

    @Test
    void what_is_equal_of_all_images_alike_is_no_measure() {
        Answer number =
                (values, count, input) -> new ImageNetwork.Output(List.of(1, 1, 1), new float[] {1 + values[0]});

        assertThatThrownBy(() -> projector("output=embedding", number).project(List.of(X), SIZE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p gives a tensor of shape [1, 1, 1], where output=embedding has more than one number"
                                + " an image, of which distance=cosine takes the direction; set output to what the network gives, or"
                                + " result to another of its results.");
        assertThatThrownBy(() -> projector("normalise=min-max", number).project(List.of(X), SIZE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p gives a tensor of shape [1, 1, 1], where output=map has more than one position,"
                                + " of which normalise=min-max leaves something; set output to what the network gives, or result to"
                                + " another of its results.");
        assertThat(drift(projector("output=embedding distance=l2", number), X, Y))
                .isPositive();
    }

    @Test
    void an_answer_of_another_shape_is_refused() {
        Answer vector = (values, count, input) -> new ImageNetwork.Output(List.of(count, 5), new float[count * 5]);
        Answer none = (values, count, input) -> new ImageNetwork.Output(List.of(7, 1), new float[7]);

        assertThatThrownBy(() -> projector("output=map", vector).project(List.of(X), SIZE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p gives a tensor of shape [1, 5], where output=map has N × H × W or N × 1 × H × W,"
                                + " a number at each position; set output to what the network gives, or result to another of its"
                                + " results.");
        assertThatThrownBy(() -> projector("output=embedding", none).project(List.of(X, Y), SIZE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p gives a tensor of shape [7, 1], where output=embedding has whose first dimension"
                                + " counts the images; set output to what the network gives, or result to another of its results.");
    }

    @Test
    void one_pixel_has_no_depth_to_compare() {
        RgbImage pixel = TestImages.constant(9, 1, 1);

        assertThatThrownBy(() -> projector("resize=midas-minimal:32 normalise=min-max", NetworkProjectorTest::linear)
                        .project(List.of(pixel), new ImageSize(1, 1)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p has one position for an image of 1x1, of which normalise=min-max leaves nothing;"
                                + " measure larger images.");
    }

    @Test
    void a_vector_of_zeros_has_no_direction() {
        Answer zeros = (values, count, input) -> new ImageNetwork.Output(List.of(count, 5), new float[count * 5]);

        assertThatThrownBy(() -> drift(projector("output=embedding", zeros), X, Y))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p gives a vector of zeros, which has no direction to compare; check its input keys"
                                + " and its result.");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void what_is_no_number_is_told_of_the_image(float broken) {
        Answer spoilt = (values, count, input) -> {
            ImageNetwork.Output map = linear(values, count, input);
            map.values()[17] = broken;
            return map;
        };
        ProjectionExtractor extractor = new ProjectionExtractor(
                new FeatureKey("p", "map", "rgb"), projector("normalise=min-max", spoilt), KeptRows.NONE);
        PairBatch batch = new PairBatch(List.of(Pair.of(5, X, Y)), Map.of());

        assertThatThrownBy(() -> extractor.extract(batch))
                .isInstanceOf(ProjectionException.class)
                .hasMessage("the projector p gives " + broken + " at position 17")
                .extracting(error -> ((ProjectionException) error).image())
                .isEqualTo(5);
    }

    @Test
    void a_reference_that_was_seen_before_is_not_looked_at_again() {
        List<Integer> looked = new ArrayList<>();
        Answer counting = (values, count, input) -> {
            looked.add(count);
            return linear(values, count, input);
        };
        Map<Integer, float[]> known = new HashMap<>();
        KeptRows kept = new KeptRows() {
            @Override
            public Optional<float[]> find(int image) {
                return Optional.ofNullable(known.get(image));
            }

            @Override
            public void keep(int image, float[] row) {
                known.put(image, row);
            }
        };
        ProjectionExtractor extractor =
                new ProjectionExtractor(new FeatureKey("p", "map", "rgb"), projector("", counting), kept);
        PairBatch batch = new PairBatch(List.of(Pair.of(0, X, Y), Pair.of(1, Y, Y)), Map.of());

        double[][] first = extractor.extract(batch);
        assertThat(looked).containsExactly(2, 1);
        looked.clear();

        assertThat(extractor.extract(batch)).isDeepEqualTo(first);
        assertThat(looked).containsExactly(1);
        assertThat(first[1]).containsExactly(0);
    }
}
