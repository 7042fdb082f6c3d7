package io.aegate.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegate.TestImages;
import io.aegate.image.RgbImage;
import io.aegate.network.InceptionProgram.Convention;
import io.aegate.network.InceptionProgram.Layer;
import io.aegate.network.LpipsProgram.Backbone;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operations that every device has give what the CPU's own give; several images may go in one call, as they do on CUDA devices. */
class ConvolutionProgramTest {

    private static final int SIDE = 48;

    private static final RgbImage FIRST = TestImages.noise(1, SIDE, SIDE);
    private static final RgbImage SECOND = TestImages.noise(2, SIDE, SIDE);

    @TempDir
    private static Path folder;

    private static LpipsProgram squeeze;
    private static InceptionProgram inception;

    @BeforeAll
    static void read() {
        squeeze = LpipsProgram.of(
                Backbone.SQUEEZE, weights(OfficialWeights.SQUEEZENET), weights(OfficialWeights.LPIPS_SQUEEZE));
        inception = InceptionProgram.of(
                Convention.PYTORCH_FID, Set.of(Layer.POOL3, Layer.SPATIAL), weights(OfficialWeights.INCEPTION));
    }

    @ParameterizedTest
    @EnumSource
    void lpips_is_the_same_on_every_device(Precision precision) {
        try (TorchModule own = squeeze.load(Device.CPU, precision);
                TorchModule plain =
                        squeeze.written(ConvolutionProgram.plain(precision)).load(Device.CPU)) {
            double[] together = distances(plain, FIRST, SECOND);
            double tolerance = precision == Precision.FP32 ? 1e-5 : 0.02;

            assertThat(together).hasSize(2 * (1 + Backbone.SQUEEZE.layers()));
            assertClose(together[0], distances(own, FIRST)[0], tolerance);
            assertClose(together[together.length / 2], distances(own, SECOND)[0], tolerance);
        }
    }

    @Test
    void inception_is_the_same_on_every_device() {
        try (TorchModule own = inception.load(Device.CPU, Precision.FP32);
                TorchModule plain = inception
                        .written(ConvolutionProgram.plain(Precision.FP32))
                        .load(Device.CPU)) {
            float[] together = pool3(plain, FIRST, SECOND);
            float[] alone = pool3(own, SECOND);

            assertThat(together).hasSize(2 * alone.length);
            for (int i = 0; i < alone.length; i++) {
                assertThat(together[alone.length + i]).as("feature %d", i).isCloseTo(alone[i], within(1e-4f));
            }
        }
    }

    private static void assertClose(double value, double expected, double relative) {
        assertThat(value).isPositive().isCloseTo(expected, within(relative * expected));
    }

    private static double[] distances(TorchModule module, RgbImage... images) {
        RgbImage[] others = new RgbImage[images.length];
        for (int i = 0; i < images.length; i++) {
            others[i] = TestImages.disturbed(images[i], 7);
        }
        try (TorchScope scope = module.scope()) {
            return scope.call(
                            LpipsProgram.DISTANCES,
                            scope.bytes(pixels(images), images.length, SIDE, SIDE, 3),
                            scope.bytes(pixels(others), images.length, SIDE, SIDE, 3))
                    .toDoubleArray();
        }
    }

    private static float[] pool3(TorchModule module, RgbImage... images) {
        try (TorchScope scope = module.scope()) {
            return scope.callForAll(
                            InceptionProgram.FEATURES, scope.bytes(pixels(images), images.length, SIDE, SIDE, 3))
                    .get(1)
                    .toFloatArray();
        }
    }

    private static ByteBuffer pixels(RgbImage... images) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(images.length * SIDE * SIDE * 3);
        for (RgbImage image : images) {
            buffer.put(image.pixels());
        }
        return buffer.flip();
    }

    private static StateDict weights(OfficialWeights which) {
        return StateDict.read(GeneratedWeights.write(which, folder));
    }
}
