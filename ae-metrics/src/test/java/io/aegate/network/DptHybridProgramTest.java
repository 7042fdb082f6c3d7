package io.aegate.network;

import static io.aegate.network.DepthReference.PHOTO;
import static io.aegate.network.DepthReference.PHOTO_SIZE;
import static io.aegate.network.DepthReference.assertClose;
import static io.aegate.network.DepthReference.assertStatistics;
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
import io.aegate.image.CubicResize;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DptHybridProgramTest {

    private static final double[] HALVES = {0.5, 0.5, 0.5};
    private static final ImageSize NETWORK_SIZE = new ImageSize(384, 384);
    private static final JsonNode REFERENCE = DepthReference.json("dpt_hybrid");
    private static final JsonNode ASTRONAUT = REFERENCE.at("/photos/astronaut");

    @TempDir
    private static Path folder;

    private static StateDict weights;
    private static TorchModule module;
    private static ImageNetwork network;
    private static double[] depth;

    @BeforeAll
    static void open() {
        weights = StateDict.read(GeneratedWeights.write(OfficialWeights.DPT_HYBRID, folder));
        module = DptHybridProgram.of(weights)
                .written(ConvolutionProgram.on(Device.CPU, Precision.FP32))
                .load(Device.CPU);
        network = new MidasNetwork(new ProgramNetwork(module, false, "DPT-Hybrid"), "DPT-Hybrid");
        depth = depth("astronaut_ref");
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void the_input_is_that_of_the_reference() {
        assertStatistics(DepthReference.floats(input("astronaut_ref")), ASTRONAUT.get("input"), 1e-7);
    }

    @Test
    void what_the_decoder_is_made_from_is_that_of_the_reference() {
        List<String> stages =
                List.of("patch_embed.backbone.stages.0", "patch_embed.backbone.stages.1", "blocks.8", "blocks.11");
        try (TorchScope scope = module.scope()) {
            NDArray image = scope.floats(input("astronaut_ref"), 1, 3, NETWORK_SIZE.height(), NETWORK_SIZE.width());
            List<float[]> encoded = TorchModule.onOneThread(() -> scope.callForAll("encoded", image).stream()
                    .map(NDArray::toFloatArray)
                    .toList());
            for (int i = 0; i < stages.size(); i++) {
                assertStatistics(
                        encoded.get(i),
                        REFERENCE.get("stages_astronaut_ref").get("pretrained.model." + stages.get(i)),
                        5e-5);
            }
        }
    }

    @Test
    void the_depth_of_a_photo_is_that_of_the_reference() {
        assertStatistics(depth, ASTRONAUT.get("depth_net_resolution"), 5e-5);
        assertStatistics(atPhotoSize(depth), ASTRONAUT.get("depth_256"), 5e-5);
    }

    @Test
    void the_depth_map_is_that_of_the_reference_at_every_pixel() {
        assertClose(atPhotoSize(depth), doubles(DepthReference.file("dpt_hybrid")), 5e-5);
    }

    @Test
    void the_8_bit_map_is_that_of_the_reference_but_for_a_level_at_few_pixels() {
        DepthReference.assertPicture(normalised(atPhotoSize(depth)), "dpt_hybrid");
    }

    @Test
    void drifts_are_those_of_the_reference() {
        double[] reference = normalised(atPhotoSize(depth));

        ASTRONAUT.get("drift").properties().forEach(entry -> {
            double[] other = normalised(atPhotoSize(depth("astronaut_" + entry.getKey())));
            assertThat(distance(reference, other))
                    .as(entry.getKey())
                    .isCloseTo(entry.getValue().get("own_minmax_L1").asDouble(), within(1e-4));
        });
    }

    @Test
    void depth_at_another_size_is_that_of_controlnets_annotator() {
        JsonNode expected = ASTRONAUT.get("controlnet_native_256");
        double[] native256 = annotated("astronaut_ref");

        assertStatistics(native256, expected.get("depth"), 5e-5);
        expected.get("drift").properties().forEach(entry -> {
            double[] other = normalised(annotated("astronaut_" + entry.getKey()));
            assertThat(distance(normalised(native256), other))
                    .as(entry.getKey())
                    .isCloseTo(entry.getValue().get("own_minmax_L1").asDouble(), within(1e-4));
        });
    }

    @Test
    void a_depth_depends_on_nothing_but_the_image() {
        ImageSize size = new ImageSize(96, 64);
        float[] first = image(1, size);
        float[] second = image(2, size);

        ImageNetwork.Output together = network.run(buffer(first, second), 2, size, size);

        assertThat(together.shape()).containsExactly(2, 64, 96);
        int area = 64 * 96;
        assertThat(Arrays.copyOf(together.values(), area))
                .isEqualTo(network.run(buffer(first), 1, size, size).values());
        assertThat(Arrays.copyOfRange(together.values(), area, 2 * area))
                .isEqualTo(network.run(buffer(second), 1, size, size).values());
    }

    @Test
    void sides_may_be_any_multiples() {
        ImageSize size = new ImageSize(320, 256);

        ImageNetwork.Output output = network.run(buffer(image(3, size)), 1, size, size);

        assertThat(output.shape()).containsExactly(1, 256, 320);
        assertThat(output.values()).hasSize(256 * 320);
    }

    @Test
    void the_operations_of_every_device_give_the_same() {
        ImageSize size = new ImageSize(96, 64);
        ByteBuffer images = buffer(image(1, size), image(2, size));
        try (TorchModule plain = DptHybridProgram.of(weights)
                        .written(ConvolutionProgram.plain(Precision.FP32))
                        .load(Device.CPU);
                TorchScope scope = plain.scope()) {
            float[] together =
                    scope.call("run", scope.floats(images, 2, 3, 64, 96)).toFloatArray();

            assertClose(
                    doubles(together),
                    doubles(network.run(images, 2, size, size).values()),
                    5e-5);
        }
    }

    /** To round these weights alone moves this depth by 4 percent; generated ones amplify whatever moves. */
    @Test
    void brain_floats_move_depth_a_little() {
        try (ImageNetwork rounding = DptHybridProgram.of(weights).open(Device.CPU, Precision.BF16)) {
            double[] rounded = doubles(rounding.run(input("astronaut_ref"), 1, NETWORK_SIZE, PHOTO_SIZE)
                    .values());

            assertThat(DepthReference.relativeError(rounded, depth)).isBetween(1e-6, 0.1);
        }
    }

    @Test
    void a_side_that_is_no_multiple_is_refused() {
        ImageSize size = new ImageSize(64, 16);

        assertThatThrownBy(() -> network.run(buffer(image(1, size)), 1, size, size))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "DPT-Hybrid takes sides that are multiples of 32, not 64x16; set resize of its projector, for example to midas-minimal:384.");
    }

    @Test
    void weights_of_another_network_are_refused() {
        StateDict other = StateDict.read(GeneratedWeights.write(OfficialWeights.MIDAS_SMALL, folder));
        DptHybridProgram program = DptHybridProgram.of(other);

        assertThatThrownBy(() -> program.open(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("midas_v21_small_256.pt has no tensor"
                        + " pretrained.model.patch_embed.backbone.stem.conv.weight (nearest: ")
                .hasMessageEndingWith("); give weights of the architecture that is meant.");
    }

    private static ByteBuffer input(String photo) {
        return DepthReference.input(photo(photo), NETWORK_SIZE, HALVES, HALVES);
    }

    private static double[] depth(String photo) {
        ImageNetwork.Output output = network.run(input(photo), 1, NETWORK_SIZE, PHOTO_SIZE);
        assertThat(output.shape()).containsExactly(1, NETWORK_SIZE.height(), NETWORK_SIZE.width());
        return doubles(output.values());
    }

    /** As ControlNet sees depth: at the size that the photo has. */
    private static double[] annotated(String photo) {
        float[] pixels = new float[3 * PHOTO * PHOTO];
        byte[] bytes = photo(photo).pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i % 3 * PHOTO * PHOTO + i / 3] = (bytes[i] & 0xff) / 127.5f - 1;
        }
        return doubles(network.run(buffer(pixels), 1, PHOTO_SIZE, PHOTO_SIZE).values());
    }

    private static double[] atPhotoSize(double... map) {
        return CubicResize.torch(map, NETWORK_SIZE, PHOTO_SIZE);
    }

    private static float[] image(long seed, ImageSize size) {
        return DepthReference.floats(
                DepthReference.input(TestImages.noise(seed, size.width(), size.height()), size, HALVES, HALVES));
    }
}
