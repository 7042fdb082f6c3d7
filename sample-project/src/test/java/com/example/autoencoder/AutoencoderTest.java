package com.example.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoencoderTest {

    private static final int BLOCK = Autoencoder.BLOCK;
    private static final int PIXELS = BLOCK * BLOCK;

    private final Autoencoder autoencoder = Autoencoder.cosineTransform();

    @Test
    void the_waves_are_orthonormal() {
        for (int first = 0; first < Autoencoder.LUMA; first++) {
            for (int second = 0; second < Autoencoder.LUMA; second++) {
                double product = 0;
                for (int pixel = 0; pixel < PIXELS; pixel++) {
                    product += Autoencoder.wave(first)[pixel] * Autoencoder.wave(second)[pixel];
                }
                assertThat(product).isCloseTo(first == second ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void synthesis_undoes_analysis_on_latents() {
        double[] latent = new double[Autoencoder.CHANNELS];
        for (int channel = 0; channel < latent.length; channel++) {
            latent[channel] = StrictMath.sin(1 + channel);
        }

        assertThat(encoded(decoded(latent))).containsExactly(latent, within(1e-5));
    }

    @Test
    void a_smooth_block_survives_encoding_and_decoding() {
        double[] block = new double[3 * PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double x = (double) (pixel % BLOCK) / BLOCK;
            double y = (double) (pixel / BLOCK) / BLOCK;
            block[pixel] = 0.2 + 0.25 * x;
            block[PIXELS + pixel] = 0.7 - 0.15 * y;
            block[2 * PIXELS + pixel] = 0.4 + 0.1 * x + 0.05 * y;
        }

        assertThat(decoded(encoded(block))).containsExactly(block, within(0.012));
    }

    @Test
    void rounding_the_weights_moves_them_by_at_most_half_a_step() {
        float[] exact = values(autoencoder, "synthesis");
        float[] coarse = values(autoencoder.quantised(31), "synthesis");

        float largest = 0;
        for (float value : exact) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(coarse).isNotEqualTo(exact).containsExactly(exact, within(largest / 62 + 1e-6f));
    }

    @Test
    void two_files_of_one_autoencoder_are_equal(@TempDir Path folder) throws IOException {
        autoencoder.write(folder.resolve("first.pt"));
        Autoencoder.cosineTransform().write(folder.resolve("second.pt"));

        assertThat(Files.mismatch(folder.resolve("first.pt"), folder.resolve("second.pt")))
                .isNegative();
    }

    /** What the program's convolution makes of one block, planes of red, green and blue in turn. */
    private double[] encoded(double[] block) {
        float[] analysis = values(autoencoder, "analysis");
        double[] latent = new double[Autoencoder.CHANNELS];
        for (int at = 0; at < analysis.length; at++) {
            latent[at / block.length] += analysis[at] * (block[at % block.length] - 0.5);
        }
        return latent;
    }

    private double[] decoded(double[] latent) {
        float[] synthesis = values(autoencoder, "synthesis");
        double[] block = new double[3 * PIXELS];
        Arrays.fill(block, 0.5);
        for (int at = 0; at < synthesis.length; at++) {
            block[at % block.length] += synthesis[at] * latent[at / block.length];
        }
        return block;
    }

    private static float[] values(Autoencoder autoencoder, String name) {
        Tensor tensor = autoencoder.weights().get(name);
        FloatBuffer buffer = tensor.bytes().asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
