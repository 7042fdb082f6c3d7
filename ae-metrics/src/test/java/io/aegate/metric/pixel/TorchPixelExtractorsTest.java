package io.aegate.metric.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ReferencePairs;
import io.aegate.metric.ReferencePairs.ReferencePair;
import io.aegate.network.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels for devices, run on the CPU, agree with the CPU's own to 1e-9 relative. */
class TorchPixelExtractorsTest {

    private static final double RELATIVE = 1e-9;
    private static final int CHANNELS = RgbImage.CHANNELS;

    private static final TorchPixelExtractors DEVICE = PixelMetrics.deviceExtractors(Device.CPU);

    @AfterAll
    static void close() {
        DEVICE.close();
    }

    @Test
    void photos_have_the_features_that_the_cpu_finds() {
        List<Pair> photos = ReferencePairs.all().stream()
                .map(ReferencePair::pair)
                .filter(pair -> pair.width() == 256)
                .limit(5)
                .toList();

        assertThatAllAgree(
                photos,
                PixelMetrics.ERRORS,
                PixelMetrics.ROUNDED_ERRORS,
                PixelMetrics.STRUCTURE,
                PixelMetrics.SIGNED,
                PixelMetrics.LUMA,
                PixelMetrics.MULTI_SCALE);
    }

    @ParameterizedTest
    @CsvSource({"11, 11", "13, 37", "40, 12"})
    void odd_sizes_have_the_features_that_the_cpu_finds(int width, int height) {
        assertThatAllAgree(
                pairs(3, width, height, i -> false), PixelMetrics.ERRORS, PixelMetrics.STRUCTURE, PixelMetrics.LUMA);
    }

    @Test
    void odd_sizes_of_five_scales_have_the_features_that_the_cpu_finds() {
        assertThatAllAgree(pairs(2, 177, 191, i -> i == 1), PixelMetrics.MULTI_SCALE);
    }

    @Test
    void an_image_in_which_no_window_fits_has_full_ssim_alone() {
        List<Pair> pairs = pairs(1, 6, 40, i -> false);

        assertThatAllAgree(pairs, PixelMetrics.STRUCTURE);
        assertThat(features(pairs, DEVICE.extractors(), PixelMetrics.STRUCTURE)[0][0])
                .isNaN();
    }

    @Test
    void exact_reconstructions_may_be_mixed_with_rounded_ones() {
        assertThatAllAgree(
                pairs(5, 24, 20, i -> i == 1 || i == 2),
                PixelMetrics.ERRORS,
                PixelMetrics.STRUCTURE,
                PixelMetrics.LUMA);
    }

    @Test
    void a_batch_larger_than_one_call_keeps_its_order() {
        assertThatAllAgree(pairs(25, 300, 200, i -> false), PixelMetrics.ERRORS);
    }

    @Test
    void an_identical_image_has_exactly_the_best_values() {
        RgbImage photo = ReferencePairs.image("reference/images/astronaut_ref.png");
        PairBatch batch = new PairBatch(List.of(Pair.of(0, photo, photo)), byKey(DEVICE.extractors()));

        assertThat(batch.features(PixelMetrics.ERRORS)[0]).containsExactly(0, 0);
        assertThat(batch.features(PixelMetrics.STRUCTURE)[0]).containsExactly(1, 1, 1);
        assertThat(batch.features(PixelMetrics.LUMA)[0]).containsExactly(1);
        assertThat(batch.features(PixelMetrics.MULTI_SCALE)[0]).containsExactly(1);
    }

    @Test
    void each_feature_of_the_cpu_has_its_counterpart() {
        assertThat(byKey(DEVICE.extractors()).keySet())
                .isEqualTo(byKey(PixelMetrics.cpuExtractors()).keySet());
    }

    @Test
    void a_device_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> PixelMetrics.deviceExtractors(new Device(99)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("device is cuda:99, but the PyTorch on the class path is the one for the CPU;"
                        + " run Maven with -Dae-gate.device=cuda, or set cpu.");
    }

    private static void assertThatAllAgree(List<Pair> pairs, FeatureKey... keys) {
        for (FeatureKey key : keys) {
            double[][] expected = features(pairs, PixelMetrics.cpuExtractors(), key);
            double[][] actual = features(pairs, DEVICE.extractors(), key);
            assertThat(actual).hasDimensions(expected.length, expected[0].length);
            for (int i = 0; i < expected.length; i++) {
                for (int j = 0; j < expected[i].length; j++) {
                    if (Double.isNaN(expected[i][j])) {
                        assertThat(actual[i][j]).isNaN();
                    } else {
                        assertThat(actual[i][j])
                                .as("%s, pair %d, feature %d", key, i, j)
                                .isCloseTo(expected[i][j], within(RELATIVE * Math.abs(expected[i][j])));
                    }
                }
            }
        }
    }

    private static double[][] features(List<Pair> pairs, List<FeatureExtractor> extractors, FeatureKey key) {
        return new PairBatch(pairs, byKey(extractors)).features(key);
    }

    private static Map<FeatureKey, FeatureExtractor> byKey(List<FeatureExtractor> extractors) {
        return extractors.stream().collect(Collectors.toMap(FeatureExtractor::key, Function.identity()));
    }

    private static List<Pair> pairs(int count, int width, int height, IntPredicate exact) {
        return IntStream.range(0, count)
                .mapToObj(i -> pair(i, width, height, exact.test(i)))
                .toList();
    }

    private static Pair pair(int index, int width, int height, boolean exact) {
        Random random = new Random(index);
        byte[] x = new byte[width * height * CHANNELS];
        byte[] y = new byte[x.length];
        float[] planes = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int level = 100 + random.nextInt(100);
            x[i] = (byte) level;
            y[i] = (byte) (level + random.nextInt(40) - 20);
            planes[i] = (level + 20 * random.nextFloat()) / 255;
        }
        return new Pair(
                index,
                new RgbImage(width, height, x),
                new RgbImage(width, height, y),
                exact ? Optional.of(planes) : Optional.empty());
    }
}
