package io.aegate.metric.drift;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.ImageSize;
import io.aegate.image.RgbImage;
import io.aegate.network.OnnxNetwork;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of a depth and of a segmentation projector in small, as users bring them. */
class OnnxStandInsTest {

    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] STD = {0.229, 0.224, 0.225};
    private static final int CLASSES = 150;

    private static ByteBuffer planes(RgbImage image) {
        int area = image.width() * image.height();
        ByteBuffer planes = ByteBuffer.allocateDirect(area * 3 * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < area; i++) {
                double level = (image.pixels()[i * 3 + channel] & 0xff) / 255.0;
                planes.putFloat((float) ((level - MEAN[channel]) / STD[channel]));
            }
        }
        return planes.rewind();
    }

    private static float[] run(OnnxNetwork network, String photo) {
        RgbImage image = ReferenceFaces.photo(photo + ".png");
        ImageSize size = new ImageSize(image.width(), image.height());
        return network.run(planes(image), 1, size, size).values();
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut", "chelsea", "coffee"})
    void depth_drifts_are_those_of_the_reference(String photo) {
        JsonNode expected = ReferenceFaces.standIns().get("depth").get("photos").get(photo);
        try (OnnxNetwork network = OnnxNetwork.open(shared("reference/projectors/depth_standin.onnx"))) {
            float[] reference = run(network, photo + "_ref");

            assertFirst(reference, expected.get("depth"), 1.4e-5);
            assertThat(expected.get("drift").size()).isEqualTo(7);
            expected.get("drift").properties().forEach(damage -> {
                float[] other = run(network, photo + "_" + damage.getKey());

                assertThat(distance(reference, other))
                        .as(damage.getKey())
                        .isCloseTo(damage.getValue().get("raw_L1").asDouble(), within(1e-5));
                assertThat(distance(normalised(reference), normalised(other)))
                        .as(damage.getKey())
                        .isCloseTo(damage.getValue().get("own_minmax_L1").asDouble(), within(1e-6));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut", "chelsea", "coffee"})
    void label_drifts_are_those_of_the_reference(String photo) {
        JsonNode expected =
                ReferenceFaces.standIns().get("segmentation").get("photos").get(photo);
        // In a few positions two classes are as good as equal.
        double tolerance = (1 + expected.get("pixels_with_top2_gap_below_1e_4").asInt()) / 4096.0;
        try (OnnxNetwork network = OnnxNetwork.open(shared("reference/projectors/seg_standin.onnx"))) {
            float[] reference = run(network, photo + "_ref");

            assertFirst(reference, expected.get("logits"), 1.7e-5);
            assertThat(expected.get("drift").size()).isEqualTo(7);
            expected.get("drift")
                    .properties()
                    .forEach(damage -> assertThat(
                                    differing(labels(reference), labels(run(network, photo + "_" + damage.getKey()))))
                            .as(damage.getKey())
                            .isCloseTo(
                                    damage.getValue()
                                            .get("disagreement_quarter")
                                            .asDouble(),
                                    within(tolerance)));
        }
    }

    private static void assertFirst(float[] values, JsonNode expected, double tolerance) {
        JsonNode first = expected.get("first");
        for (int i = 0; i < first.size(); i++) {
            assertThat((double) values[i]).isCloseTo(first.get(i).asDouble(), within(tolerance));
        }
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        assertThat(sum / values.length).isCloseTo(expected.get("sum").asDouble() / values.length, within(tolerance));
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((double) a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static float[] normalised(float[] map) {
        float min = map[0];
        float max = map[0];
        for (float value : map) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        float[] normalised = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            normalised[i] = (map[i] - min) / (max - min);
        }
        return normalised;
    }

    private static int[] labels(float[] logits) {
        int area = logits.length / CLASSES;
        int[] labels = new int[area];
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > logits[labels[i % area] * area + i % area]) {
                labels[i % area] = i / area;
            }
        }
        return labels;
    }

    private static double differing(int[] a, int[] b) {
        int differing = 0;
        for (int i = 0; i < a.length; i++) {
            differing += a[i] == b[i] ? 0 : 1;
        }
        return (double) differing / a.length;
    }
}
