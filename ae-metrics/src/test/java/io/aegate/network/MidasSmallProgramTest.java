package io.aegate.network;

import static io.aegate.network.DepthReference.PHOTO;
import static io.aegate.network.DepthReference.PHOTO_SIZE;
import static io.aegate.network.DepthReference.buffer;
import static io.aegate.network.DepthReference.distance;
import static io.aegate.network.DepthReference.doubles;
import static io.aegate.network.DepthReference.normalised;
import static io.aegate.network.DepthReference.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MidasSmallProgramTest {

    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};
    private static final JsonNode REFERENCE = DepthReference.json("midas_v21_small");

    @TempDir
    private static Path folder;

    private static StateDict weights;
    private static ImageNetwork network;

    @BeforeAll
    static void open() {
        weights = StateDict.read(GeneratedWeights.write(OfficialWeights.MIDAS_SMALL, folder));
        network = MidasSmallProgram.of(weights).open(Device.CPU, Precision.FP32);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut", "camera"})
    void the_input_is_that_of_the_reference(String photo) {
        JsonNode expected = REFERENCE.at("/photos/" + photo + "/input");

        DepthReference.assertStatistics(DepthReference.floats(input(photo + "_ref")), expected, 1e-9);
    }

    @Test
    void what_the_decoder_reads_is_that_of_the_reference() {
        try (TorchModule module = MidasSmallProgram.of(weights)
                        .written(ConvolutionProgram.on(Device.CPU, Precision.FP32))
                        .load(Device.CPU);
                TorchScope scope = module.scope()) {
            NDArray image = scope.floats(input("astronaut_ref"), 1, 3, PHOTO, PHOTO);
            int layer = 1;
            for (NDArray result : scope.callForAll("layers", image)) {
                JsonNode expected = REFERENCE.at("/stages_astronaut_ref/pretrained.layer" + layer++);
                DepthReference.assertStatistics(result.toFloatArray(), expected, 5e-5);
            }
            assertThat(layer).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut", "camera"})
    void the_depth_of_a_photo_is_that_of_the_reference(String photo) {
        ImageNetwork.Output depth = run(photo + "_ref");

        assertThat(depth.shape()).containsExactly(1, PHOTO, PHOTO);
        DepthReference.assertStatistics(
                depth.values(), REFERENCE.at("/photos/" + photo + "/depth_net_resolution"), 5e-5);
    }

    @Test
    void the_depth_map_is_that_of_the_reference_at_every_pixel() {
        double[] depth = doubles(run("astronaut_ref").values());

        DepthReference.assertClose(depth, doubles(DepthReference.file("midas_v21_small")), 5e-5);
    }

    @Test
    void the_8_bit_map_is_that_of_the_reference_but_for_a_level_at_few_pixels() {
        DepthReference.assertPicture(normalised(doubles(run("astronaut_ref").values())), "midas_v21_small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"astronaut", "camera"})
    void drifts_are_those_of_the_reference(String photo) {
        double[] depth = normalised(doubles(run(photo + "_ref").values()));

        REFERENCE.at("/photos/" + photo + "/drift").properties().forEach(entry -> {
            double[] other =
                    normalised(doubles(run(photo + "_" + entry.getKey()).values()));
            assertThat(distance(depth, other))
                    .as(entry.getKey())
                    .isCloseTo(entry.getValue().get("own_minmax_L1").asDouble(), within(1e-4));
        });
    }

    @Test
    void a_depth_depends_on_nothing_but_the_image() {
        float[] first = DepthReference.floats(input("astronaut_ref"));
        float[] second = DepthReference.floats(input("camera_ref"));

        ImageNetwork.Output together = network.run(buffer(first, second), 2, PHOTO_SIZE, PHOTO_SIZE);

        assertThat(together.shape()).containsExactly(2, PHOTO, PHOTO);
        int area = PHOTO * PHOTO;
        assertThat(Arrays.copyOf(together.values(), area))
                .isEqualTo(run("astronaut_ref").values());
        assertThat(Arrays.copyOfRange(together.values(), area, 2 * area))
                .isEqualTo(run("camera_ref").values());
    }

    @Test
    void sides_may_be_any_multiples() {
        ImageSize size = new ImageSize(320, 160);
        ByteBuffer image = DepthReference.input(TestImages.noise(1, 320, 160), size, MEAN, DEVIATION);

        ImageNetwork.Output depth = network.run(image, 1, size, size);

        assertThat(depth.shape()).containsExactly(1, 160, 320);
        assertThat(depth.values()).hasSize(160 * 320);
    }

    @Test
    void a_side_that_is_no_multiple_is_refused() {
        ImageSize size = new ImageSize(48, 64);
        ByteBuffer image = DepthReference.input(TestImages.noise(1, 48, 64), size, MEAN, DEVIATION);

        assertThatThrownBy(() -> network.run(image, 1, size, size))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "MiDaS v2.1 small takes sides that are multiples of 32, not 48x64; set resize of its projector, for example to midas-minimal:384.");
    }

    @Test
    void the_operations_of_every_device_give_the_same() {
        ImageSize size = new ImageSize(96, 64);
        float[] first = DepthReference.floats(DepthReference.input(photo("camera_ref"), size, MEAN, DEVIATION));
        float[] second = DepthReference.floats(DepthReference.input(photo("astronaut_ref"), size, MEAN, DEVIATION));
        try (TorchModule plain = MidasSmallProgram.of(weights)
                        .written(ConvolutionProgram.plain(Precision.FP32))
                        .load(Device.CPU);
                TorchScope scope = plain.scope()) {
            float[] together = scope.call("run", scope.floats(buffer(first, second), 2, 3, 64, 96))
                    .toFloatArray();

            DepthReference.assertClose(
                    doubles(together),
                    doubles(network.run(buffer(first, second), 2, size, size).values()),
                    5e-5);
        }
    }

    /** To round these weights alone moves this depth by 4 percent; generated ones amplify whatever moves. */
    @Test
    void brain_floats_move_depth_a_little() {
        try (ImageNetwork rounding = MidasSmallProgram.of(weights).open(Device.CPU, Precision.BF16)) {
            double[] exact = doubles(run("astronaut_ref").values());
            double[] rounded = doubles(rounding.run(input("astronaut_ref"), 1, PHOTO_SIZE, PHOTO_SIZE)
                    .values());

            assertThat(DepthReference.relativeError(rounded, exact)).isBetween(1e-6, 0.1);
        }
    }

    @Test
    void weights_of_another_network_are_refused() {
        Map<String, Tensor> tensors = new TreeMap<>(weights.tensors());
        tensors.put("scratch.more", Tensor.of(new float[1], 1));
        Path file = folder.resolve("more.safetensors");
        GeneratedWeights.write(tensors, file);
        MidasSmallProgram program = MidasSmallProgram.of(StateDict.read(file));

        assertThatThrownBy(() -> program.open(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("more.safetensors has tensors that MiDaS v2.1 small does not have: scratch.more;"
                        + " give the official midas_v21_small_256.pt.");
    }

    private static ByteBuffer input(String photo) {
        return DepthReference.input(photo(photo), PHOTO_SIZE, MEAN, DEVIATION);
    }

    private static ImageNetwork.Output run(String photo) {
        return network.run(input(photo), 1, PHOTO_SIZE, PHOTO_SIZE);
    }
}
