package io.aegate.network;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.TestImages;
import io.aegate.image.ImageSize;
import io.aegate.image.OpenCvResize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.ReferencePairs;
import io.aegate.network.ImageNetwork.Output;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the original implementation with the same weights, for a photo of 256² that becomes one of 512² before the network sees it. */
class UperNetProgramTest {

    private static final String REFERENCE = "reference/projectors/upernet_uniformer_s.json";
    private static final ImageSize PHOTO = new ImageSize(256, 256);
    private static final ImageSize INPUT = new ImageSize(512, 512);
    private static final int CLASSES = 150;
    private static final int QUARTER = 128;

    /** The original's own logits are off by 2e−6 from those of 64 bits, and sums in another order by as much again. */
    private static final double LOGITS_TOLERANCE = 1e-5;

    private static final double[] MEAN = {123.675, 116.28, 103.53};
    private static final double[] DEVIATION = {58.395, 57.12, 57.375};

    @TempDir
    private static Path folder;

    private static JsonNode reference;
    private static StateDict weights;
    private static TorchModule module;
    private static ImageNetwork network;

    /** Of the photos that have been looked at: most are looked at by several tests, at seconds each. */
    private static final Map<String, float[]> LABELS = new HashMap<>();

    @BeforeAll
    static void open() throws IOException {
        reference = new ObjectMapper().readTree(shared(REFERENCE).toFile());
        weights = StateDict.read(GeneratedWeights.write(OfficialWeights.UPERNET, folder));
        module = UperNetProgram.of(weights).load(Device.CPU, Precision.FP32);
        network = new UperNetNetwork(module);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void each_stage_gives_what_the_original_gives() {
        JsonNode expected = reference.get("stages_astronaut_ref");
        try (TorchScope scope = module.scope()) {
            NDList stages = TorchModule.onOneThread(() -> scope.callForAll(
                    UperNetProgram.STAGES, scope.floats(planes(photo("ref"), INPUT, false), 1, 3, 512, 512)));

            assertThat(stages).hasSize(expected.size());
            int stage = 0;
            for (Map.Entry<String, JsonNode> each : expected.properties()) {
                assertStage(each.getKey(), stages.get(stage++).duplicate().toFloatArray(), each.getValue());
            }
        }
    }

    private static void assertStage(String name, float[] values, JsonNode expected) {
        double sum = 0;
        double sumOfMagnitudes = 0;
        for (float value : values) {
            sum += value;
            sumOfMagnitudes += Math.abs(value);
        }
        double magnitude = expected.get("sum_abs").asDouble();
        assertThat(sumOfMagnitudes).as(name).isCloseTo(magnitude, within(1e-6 * magnitude));
        assertThat(sum).as(name).isCloseTo(expected.get("sum").asDouble(), within(1e-6 * magnitude));
        for (int i = 0; i < expected.get("first").size(); i++) {
            assertThat((double) values[i])
                    .as("value %d of %s", i, name)
                    .isCloseTo(
                            expected.get("first").get(i).asDouble(),
                            within(1e-5 * expected.get("std").asDouble()));
        }
    }

    @Test
    void logits_are_those_of_the_original() throws IOException {
        float[] logits = logits(planes(photo("ref"), INPUT, false));
        FloatBuffer every8th = ByteBuffer.wrap(Files.readAllBytes(shared(
                        "reference/projectors/ref/upernet_uniformer_s_astronaut_ref_logits_150x16x16_every8th.f32")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();

        assertThat(logits).hasSize(CLASSES * QUARTER * QUARTER);
        double worst = 0;
        for (int i = 0; every8th.hasRemaining(); i++) {
            int row = i / 16 * 8;
            worst = Math.max(worst, Math.abs(every8th.get() - logits[row * QUARTER + i % 16 * 8]));
        }
        assertThat(worst).isLessThan(LOGITS_TOLERANCE);
    }

    @Test
    void an_image_of_bgr_has_the_logits_that_the_original_has_of_it() {
        float[] logits = logits(planes(photo("ref"), INPUT, true));

        JsonNode first = reference.at("/photos/astronaut/controlnet_channel_swap/logits_quarter_first8");
        for (int i = 0; i < first.size(); i++) {
            assertThat((double) logits[i]).isCloseTo(first.get(i).asDouble(), within(LOGITS_TOLERANCE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ref", "taef2"})
    void labels_are_those_of_the_original_but_for_ties(String variant) {
        Raster expected = ReferencePairs.decode(
                        shared("reference/projectors/ref/upernet_uniformer_s_labels_astronaut_" + variant + ".png"))
                .getRaster();
        float[] labels = labels(variant);

        assertThat(labels).hasSize(256 * 256);
        int differing = 0;
        for (int i = 0; i < labels.length; i++) {
            differing += labels[i] == expected.getSample(i % 256, i / 256, 0) ? 0 : 1;
        }
        assertThat(differing).isLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"taef2", "jpeg50"})
    void drifts_are_those_of_the_original(String variant) throws IOException {
        JsonNode palette = new ObjectMapper()
                .readTree(shared("reference/projectors/ade20k_palette.json").toFile())
                .get("palette_rgb");
        float[] labels = labels("ref");
        float[] others = labels(variant);
        double distance = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                distance += Math.abs(palette.get((int) labels[i]).get(channel).asInt()
                        - palette.get((int) others[i]).get(channel).asInt());
            }
        }
        JsonNode expected = reference.at("/photos/astronaut/drift/" + variant);

        assertThat(disagreement(labels, others))
                .isCloseTo(expected.get("label_disagreement").asDouble(), within(1e-4));
        assertThat(distance / 255 / 3 / labels.length)
                .isCloseTo(expected.get("palette_L1_over_255").asDouble(), within(1e-4));
    }

    @Test
    void an_image_of_bgr_is_labelled_as_the_original_labels_it() {
        float[] swapped =
                network.run(planes(photo("ref"), INPUT, true), 1, INPUT, PHOTO).values();

        assertThat(disagreement(labels("ref"), swapped))
                .isCloseTo(
                        reference
                                .at("/photos/astronaut/controlnet_channel_swap/label_disagreement_with_rgb")
                                .asDouble(),
                        within(1e-4));
    }

    @Test
    void bfloat16_labels_nearly_all_pixels_alike() {
        try (ImageNetwork other = UperNetProgram.of(weights).open(Device.CPU, Precision.BF16)) {
            float[] labels = other.run(planes(photo("ref"), INPUT, false), 1, INPUT, PHOTO)
                    .values();

            assertThat(disagreement(labels, labels("ref"))).isBetween(1e-9, 0.05);
        }
    }

    @Test
    void images_of_odd_sizes_are_labelled_as_two_resizes_in_a_row_would_have_it() {
        ImageSize input = new ImageSize(75, 101);
        ImageSize original = new ImageSize(41, 157);
        ByteBuffer planes = planes(TestImages.noise(1, 30, 40), input, false);
        Output output = network.run(planes, 1, input, original);

        // Patches of 4 pixels that are whole.
        int width = 18;
        int height = 25;
        float[] logits = logits(planes, input);
        assertThat(logits).hasSize(CLASSES * width * height);
        double[] best = new double[original.width() * original.height()];
        int[] labels = new int[best.length];
        for (int label = 0; label < CLASSES; label++) {
            double[] one = new double[width * height];
            for (int i = 0; i < one.length; i++) {
                one[i] = logits[label * one.length + i];
            }
            double[] resized = resized(resized(one, width, height, input), input.width(), input.height(), original);
            for (int i = 0; i < best.length; i++) {
                if (label == 0 || resized[i] > best[i]) {
                    best[i] = resized[i];
                    labels[i] = label;
                }
            }
        }
        assertThat(output.shape()).containsExactly(1, original.height(), original.width());
        int differing = 0;
        for (int i = 0; i < labels.length; i++) {
            differing += labels[i] == output.values()[i] ? 0 : 1;
        }
        assertThat(differing).isLessThanOrEqualTo(2);
    }

    @Test
    void images_of_one_call_do_not_mix() {
        ImageSize size = new ImageSize(64, 48);
        ByteBuffer first = planes(TestImages.noise(2, 64, 48), size, false);
        ByteBuffer second = planes(TestImages.noise(3, 64, 48), size, false);
        ByteBuffer both = ByteBuffer.allocateDirect(first.remaining() + second.remaining())
                .put(first.duplicate())
                .put(second.duplicate())
                .flip();
        Output together = network.run(both, 2, size, size);
        float[] alone = network.run(second, 1, size, size).values();

        assertThat(together.shape()).containsExactly(2, 48, 64);
        assertThat(together.values())
                .startsWith(network.run(first, 1, size, size).values())
                .endsWith(alone);
        assertThat(disagreement(alone, together.values())).isPositive();
    }

    @Test
    void what_is_no_number_has_no_label() {
        ByteBuffer planes = planes(TestImages.noise(1, 64, 64), new ImageSize(64, 64), false);
        planes.putFloat(0, Float.NaN);

        assertThat(network.run(planes, 1, new ImageSize(64, 64), new ImageSize(8, 8))
                        .values())
                .containsOnly(Float.NaN);
    }

    @Test
    void planes_of_another_size_than_they_are_said_to_have_are_a_mistake() {
        ByteBuffer planes = planes(TestImages.noise(1, 32, 32), new ImageSize(32, 32), false);

        assertThatThrownBy(() -> network.run(planes, 1, PHOTO, PHOTO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 images of 256x256 are 786432 bytes of floats each, not 12288 in all");
    }

    @Test
    void images_too_narrow_for_the_last_stage_are_refused() {
        ImageSize narrow = new ImageSize(128, 31);
        ByteBuffer planes = planes(TestImages.noise(1, 128, 31), narrow, false);

        assertThatThrownBy(() -> network.run(planes, 1, narrow, new ImageSize(256, 62)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "An image of 256x62 is segmented as one of 128x31, where the network needs 32 pixels along each"
                                + " side; measure images that are less narrow.");
    }

    @Test
    void the_operations_of_every_device_give_what_those_of_the_processor_give() {
        ImageSize size = new ImageSize(64, 96);
        ByteBuffer planes = planes(TestImages.noise(4, 64, 96), size, false);
        try (TorchModule plain = UperNetProgram.of(weights)
                .written(ConvolutionProgram.plain(Precision.FP32))
                .load(Device.CPU)) {
            assertThat(logits(plain, planes, size)).containsExactly(logits(planes, size), within(2e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5})
    void a_convolution_of_an_enlarged_image_is_that_of_the_image_when_it_was_small(int side) {
        float[] taps = new float[9 * 3 * 2];
        float[] kernel = new float[taps.length];
        for (int i = 0; i < taps.length; i++) {
            int column = i / 18;
            int row = i / 6 % 3;
            int input = i / 2 % 3;
            int output = i % 2;
            taps[i] = (float) Math.sin(i);
            kernel[((output * 3 + input) * 3 + row) * 3 + column] = taps[i];
        }
        ConvolutionProgram program = ConvolutionProgram.plain(Precision.FP32);
        program.tensor("taps", Tensor.of(taps, 9, 3, 2));
        program.tensor("kernel", Tensor.of(kernel, 2, 3, 3, 3));
        program.add(UperNetHead.METHODS).add("""
                def run(self, x: Tensor) -> List[Tensor]:
                  large = torch.conv2d(self.enlarged(x, torch.zeros([1, 1, 13, 8])), self.kernel, None, [1, 1], [1, 1])
                  sum = torch.contiguous(torch.ones([1, 2, 13, 8]), memory_format=2)
                  return [torch.add(large, 1), self.add_enlarged(sum, x, self.taps)]
                """);
        ByteBuffer x = planes(TestImages.noise(1, side, 2 * side), new ImageSize(side, 2 * side), false);
        try (TorchModule both = program.load(Device.CPU);
                TorchScope scope = both.scope()) {
            NDList results = scope.callForAll("run", scope.floats(x, 1, 3, 2L * side, side));
            float[] large = results.get(0).duplicate().toFloatArray();
            float[] small = results.get(1).duplicate().toFloatArray();

            assertThat(small).hasSize(2 * 13 * 8).containsExactly(large, within(1e-5f));
        }
    }

    @Test
    void weights_of_another_network_are_refused() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
        tensors.put("backbone.blocks5.0.pos_embed.bias", Tensor.of(new float[1], 1));
        Path file = folder.resolve("other.pth");
        GeneratedWeights.write(tensors, file);

        assertThatThrownBy(() -> UperNetProgram.of(StateDict.read(file)).load(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("other.pth has tensors that the UPerNet of ControlNet does not have:"
                        + " backbone.blocks5.0.pos_embed.bias; give the official upernet_global_small.pth.");
    }

    @Test
    void a_layer_of_another_width_is_refused() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
        tensors.put("backbone.patch_embed1.proj.bias", Tensor.of(new float[96], 96));
        Path file = folder.resolve("wide.pth");
        GeneratedWeights.write(tensors, file);

        assertThatThrownBy(() -> UperNetProgram.of(StateDict.read(file)).load(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "wide.pth has backbone.patch_embed1.proj.bias of shape [96], where the UPerNet of ControlNet has"
                                + " [64]; give the official upernet_global_small.pth.");
    }

    private static RgbImage photo(String variant) {
        return ReferencePairs.image("reference/images/astronaut_" + variant + ".png");
    }

    private static float[] labels(String variant) {
        return LABELS.computeIfAbsent(
                variant,
                which -> network.run(planes(photo(which), INPUT, false), 1, INPUT, PHOTO)
                        .values());
    }

    private static float[] logits(ByteBuffer planes) {
        return logits(planes, INPUT);
    }

    private static float[] logits(ByteBuffer planes, ImageSize size) {
        return logits(module, planes, size);
    }

    private static float[] logits(TorchModule of, ByteBuffer planes, ImageSize size) {
        try (TorchScope scope = of.scope()) {
            return scope.call(UperNetProgram.LOGITS, scope.floats(planes, 1, 3, size.height(), size.width()))
                    .toFloatArray();
        }
    }

    /** Resized in 8 bit, then normalised in 32 bits, as mmcv does it. */
    private static ByteBuffer planes(RgbImage photo, ImageSize size, boolean swapped) {
        byte[] pixels = OpenCvResize.linear(photo, size.width(), size.height()).pixels();
        ByteBuffer planes =
                ByteBuffer.allocateDirect(pixels.length * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int channel = 0; channel < 3; channel++) {
            for (int i = swapped ? 2 - channel : channel; i < pixels.length; i += 3) {
                planes.putFloat(((pixels[i] & 0xff) - (float) MEAN[channel]) * (float) (1 / DEVIATION[channel]));
            }
        }
        return planes.flip();
    }

    private static double disagreement(float[] labels, float[] others) {
        int differing = 0;
        for (int i = 0; i < labels.length; i++) {
            differing += labels[i] == others[i] ? 0 : 1;
        }
        return (double) differing / labels.length;
    }

    /** Bilinear, pixel centres at halves, edges repeated. */
    private static double[] resized(double[] values, int width, int height, ImageSize to) {
        double[] resized = new double[to.width() * to.height()];
        for (int i = 0; i < resized.length; i++) {
            int line = i / to.width();
            double x = Math.max(0, (i % to.width() + 0.5) * width / to.width() - 0.5);
            double y = Math.max(0, (line + 0.5) * height / to.height() - 0.5);
            for (int corner : List.of(0, 1, 2, 3)) {
                int column = Math.min((int) x + corner % 2, width - 1);
                int row = Math.min((int) y + corner / 2, height - 1);
                double across = corner % 2 == 0 ? 1 - (x - (int) x) : x - (int) x;
                double down = corner / 2 == 0 ? 1 - (y - (int) y) : y - (int) y;
                resized[i] += across * down * values[row * width + column];
            }
        }
        return resized;
    }
}
