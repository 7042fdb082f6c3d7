package io.aegate.metric.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import io.aegate.metric.ReferencePairs;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Odd sizes and exact reconstructions agree with a second, naive implementation. */
class PixelSizesTest {

    private static final double ABSOLUTE = 1e-11;
    private static final int CHANNELS = RgbImage.CHANNELS;

    @ParameterizedTest
    @CsvSource({"11, 11", "13, 37", "37, 13", "12, 100", "75, 11", "176, 177"})
    void structure_agrees_with_the_naive_one_on_8_bit(int width, int height) {
        assertThatStructureAgrees(pair(width, height, false));
    }

    @ParameterizedTest
    @CsvSource({"11, 11", "13, 37", "29, 12"})
    void structure_agrees_with_the_naive_one_on_exact_reconstructions(int width, int height) {
        assertThatStructureAgrees(pair(width, height, true));
    }

    @ParameterizedTest
    @CsvSource({"6, 6", "6, 40", "40, 6", "10, 11"})
    void full_ssim_is_defined_where_no_window_fits(int width, int height) {
        Pair pair = pair(width, height, false);

        assertThat(ReferencePairs.measure("ssim-full", pair))
                .isCloseTo(NaiveStructure.full(reference(pair), reconstruction(pair)), within(ABSOLUTE));
        assertThat(ReferencePairs.measure("ssim", pair)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"176, 176, false", "177, 191, true", "200, 179, false"})
    void multi_scale_ssim_agrees_with_the_naive_one(int width, int height, boolean exact) {
        Pair pair = pair(width, height, exact);

        assertThat(ReferencePairs.measure("ms-ssim", pair))
                .isCloseTo(NaiveStructure.multiScale(reference(pair), reconstruction(pair)), within(ABSOLUTE));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3", "150, 91"})
    void errors_agree_with_the_naive_ones_on_8_bit(int width, int height) {
        assertThatErrorsAgree(pair(width, height, false));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3"})
    void errors_agree_with_the_naive_ones_on_exact_reconstructions(int width, int height) {
        assertThatErrorsAgree(pair(width, height, true));
    }

    @Test
    void squared_errors_of_a_large_image_do_not_overflow() {
        byte[] white = new byte[400 * 300 * CHANNELS];
        Arrays.fill(white, (byte) 255);
        Pair pair = Pair.of(0, new RgbImage(400, 300, new byte[white.length]), new RgbImage(400, 300, white));

        assertThat(ReferencePairs.measure("mse", pair)).isEqualTo(1);
        assertThat(ReferencePairs.measure("l1", pair)).isEqualTo(1);
        assertThat(ReferencePairs.measure("psnr", pair)).isZero();
    }

    @Test
    void an_image_too_small_for_the_window_is_an_error() {
        Pair pair = pair(5, 40, false);

        assertThatThrownBy(() -> ReferencePairs.measure("ssim-full", pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the window needs 6 pixels a side, not 5×40");
        assertThatThrownBy(() -> ReferencePairs.measure("ssim-y", pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the window needs 11 pixels a side, not 5×40");
    }

    @ParameterizedTest
    @CsvSource({
        "l1, 1",
        "mse, 1",
        "psnr, 1",
        "ssim, 11",
        "ssim-full, 6",
        "ssim-y, 11",
        "ssim-signed, 11",
        "ssim-signed-full, 6",
        "ms-ssim, 176"
    })
    void a_metric_is_defined_from_its_minimum_side_on(String id, int side) {
        assertThat(ReferencePairs.metric(id).minimumSide()).isEqualTo(side);
        assertThat(ReferencePairs.measure(id, pair(side, side, false))).isFinite();
    }

    private static void assertThatStructureAgrees(Pair pair) {
        double[][][] x = reference(pair);
        double[][][] y = reconstruction(pair);

        assertThat(ReferencePairs.measure("ssim", pair)).isCloseTo(NaiveStructure.within(x, y), within(ABSOLUTE));
        assertThat(ReferencePairs.measure("ssim-full", pair)).isCloseTo(NaiveStructure.full(x, y), within(ABSOLUTE));
        assertThat(ReferencePairs.measure("ssim-y", pair))
                .isCloseTo(NaiveStructure.within(luma(x), luma(y)), within(ABSOLUTE));
    }

    private static void assertThatErrorsAgree(Pair pair) {
        double[][][] x = reference(pair);
        double[][][] y = reconstruction(pair);
        double absolute = 0;
        double squared = 0;
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < pair.height(); i++) {
                for (int j = 0; j < pair.width(); j++) {
                    absolute += Math.abs(x[c][i][j] - y[c][i][j]);
                    squared += Math.pow(x[c][i][j] - y[c][i][j], 2);
                }
            }
        }
        int count = pair.width() * pair.height() * CHANNELS;

        assertThat(ReferencePairs.measure("l1", pair)).isCloseTo(absolute / count, within(ABSOLUTE));
        assertThat(ReferencePairs.measure("mse", pair)).isCloseTo(squared / count, within(ABSOLUTE));
        assertThat(ReferencePairs.measure("psnr", pair)).isCloseTo(-10 * Math.log10(squared / count), within(ABSOLUTE));
    }

    /** Smooth waves with noise; the exact reconstruction lies off the 8-bit grid and far from its rounded image. */
    private static Pair pair(int width, int height, boolean exact) {
        Random random = new Random(31L * width + height);
        byte[] x = new byte[width * height * CHANNELS];
        byte[] y = new byte[x.length];
        float[] planes = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            double wave = 120 + 80 * Math.sin(0.02 * i) + 30 * random.nextGaussian();
            x[i] = level(wave);
            y[i] = level(0.9 * wave + 20 * random.nextGaussian());
            planes[i] = random.nextFloat();
        }
        return new Pair(
                3,
                new RgbImage(width, height, x),
                new RgbImage(width, height, y),
                exact ? Optional.of(planes) : Optional.empty());
    }

    private static byte level(double value) {
        return (byte) Math.round(Math.max(0, Math.min(255, value)));
    }

    private static double[][][] reference(Pair pair) {
        return planes(pair.reference());
    }

    private static double[][][] reconstruction(Pair pair) {
        if (pair.exact().isEmpty()) {
            return planes(pair.reconstruction());
        }
        float[] exact = pair.exact().get();
        double[][][] planes = new double[CHANNELS][pair.height()][pair.width()];
        for (int i = 0; i < exact.length; i++) {
            int area = pair.height() * pair.width();
            planes[i / area][i % area / pair.width()][i % pair.width()] = exact[i];
        }
        return planes;
    }

    private static double[][][] planes(RgbImage image) {
        double[][][] planes = new double[CHANNELS][image.height()][image.width()];
        for (int i = 0; i < image.pixels().length; i++) {
            int pixel = i / CHANNELS;
            planes[i % CHANNELS][pixel / image.width()][pixel % image.width()] =
                    Byte.toUnsignedInt(image.pixels()[i]) / 255.0;
        }
        return planes;
    }

    private static double[][][] luma(double[][][] rgb) {
        double[][] luma = new double[rgb[0].length][rgb[0][0].length];
        List<Double> weights = List.of(0.299, 0.587, 0.114);
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < luma.length; i++) {
                for (int j = 0; j < luma[i].length; j++) {
                    luma[i][j] += weights.get(c) * rgb[c][i][j];
                }
            }
        }
        return new double[][][] {luma};
    }
}
