package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegate.metric.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerTest {

    private static final int REPETITIONS = 2000;

    // scipy: (t.ppf(c, n - 1) + norm.ppf(0.8)) * s / sqrt(n)
    @ParameterizedTest
    @CsvSource({
        "256, 0.95, 0.2, 0.031155904075894705",
        "30, 0.95, 1, 0.4638750450007616",
        "1000, 0.99, 0.5, 0.05014910127220596",
    })
    void the_effect_of_a_mean_is_that_of_students_t(int n, double confidence, double std, double effect) {
        assertThat(Power.ofMean(std, n, confidence)).isCloseTo(effect, within(1e-10));
    }

    // scipy: (norm.ppf(c) + norm.ppf(0.8)) * s
    @ParameterizedTest
    @CsvSource({"0.95, 0.3, 0.7459424581573159", "0.9, 0.3, 0.6369518397352544"})
    void the_effect_of_a_quantile_is_that_of_the_normal_distribution(double confidence, double std, double effect) {
        assertThat(Power.ofQuantile(std, confidence)).isCloseTo(effect, within(1e-10));
    }

    // scipy: beta.ppf(0.8, k, n - k + 1) of the least k with beta.ppf(1 - c, k, n - k + 1) > bound
    @ParameterizedTest
    @CsvSource({
        "256, 2%, 0.95, 0.04856441732755331",
        "64, 2%, 0.95, 0.08448674695769083",
        "30, 50%, 0.95, 0.7183646707722815",
        "149, 0%, 0.95, 0.010743468960963582",
        "256, 2%, 0.99, 0.057293820203495986",
    })
    void the_effect_of_a_share_is_that_of_the_binomial_distribution(
            int n, String bound, double confidence, double effect) {
        assertThat(Power.ofShare(parse("share(regression(psnr) > 1) <= " + bound), n, confidence))
                .hasValueCloseTo(effect, within(1e-7));
    }

    @Test
    void hits_and_misses_of_a_share_change_places() {
        for (int n : new int[] {1, 29, 64, 256, 5000}) {
            assertThat(Power.ofShare(parse("share(regression(psnr) <= 1) >= 98%"), n, 0.95))
                    .isEqualTo(Power.ofShare(parse("share(regression(psnr) > 1) <= 2%"), n, 0.95));
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 90%", "1000, 100%"})
    void a_share_that_no_count_exceeds_has_no_effect(int n, String bound) {
        assertThat(Power.ofShare(parse("share(regression(psnr) > 1) <= " + bound), n, 0.95))
                .isEmpty();
    }

    @Test
    void an_equal_checkpoint_passes_in_80_per_cent_where_the_margin_is_the_effect() {
        for (int n : new int[] {30, 256}) {
            double effect = Power.ofMean(0.2, n, 0.95);
            Random random = new Random(n);

            assertThat(percent(repetition -> interval(random, n, 0, 0.2).upper() <= effect))
                    .isBetween(76.0, 84.0);
        }
    }

    @Test
    void a_loss_beyond_the_margin_by_the_effect_fails_in_80_per_cent() {
        double margin = 0.1;
        double lost = margin + Power.ofMean(0.2, 256, 0.95);
        Random random = new Random(3);

        assertThat(percent(repetition -> interval(random, 256, lost, 0.2).lower() > margin))
                .isBetween(76.0, 84.0);
    }

    private static Interval interval(Random random, int n, double mean, double std) {
        return HallInterval.of(
                IntStream.range(0, n)
                        .mapToDouble(i -> mean + std * random.nextGaussian())
                        .toArray(),
                0.95);
    }

    @Test
    void the_effect_of_a_quantile_is_by_a_spread_that_is_the_true_one() {
        Random random = new Random(11);
        double[] fresh = IntStream.range(0, 2000)
                .mapToDouble(i -> {
                    double[] before = gaussians(random, 256, 3);
                    return quantile(before) - quantile(noisy(random, before));
                })
                .toArray();
        double[] resampled = IntStream.range(0, 20)
                .mapToDouble(i -> {
                    double[] before = gaussians(random, 256, 3);
                    return new PairedBootstrap(before, noisy(random, before))
                            .losses(0.05, (was, is) -> was - is)
                            .std();
                })
                .toArray();

        // The bootstrap's spread of a quantile's loss varies by about a third from sample to sample, and errs to the
        // safe side.
        assertThat(Sample.of(resampled).mean() / Sample.of(fresh).std()).isBetween(0.9, 1.35);
    }

    private static double quantile(double[] values) {
        return Sample.of(values).quantile(0.05);
    }

    private static double[] gaussians(Random random, int n, double std) {
        return IntStream.range(0, n)
                .mapToDouble(i -> std * random.nextGaussian())
                .toArray();
    }

    private static double[] noisy(Random random, double[] before) {
        return Arrays.stream(before)
                .map(value -> value + 0.5 * random.nextGaussian())
                .toArray();
    }

    @Test
    void a_share_of_the_effect_fails_in_80_per_cent() {
        for (int n : new int[] {30, 149, 256}) {
            Budget budget = parse("share(regression(psnr) > 1) <= 2%");
            double share = Power.ofShare(budget, n, 0.95).orElseThrow();
            boolean[] fails = new boolean[n + 1];
            for (int hits = 0; hits <= n; hits++) {
                fails[hits] = BinomialBounds.of(hits, n, 0.95)
                                .status(Bound.AT_MOST, budget.amount().value())
                        == Status.FAIL;
            }
            Random random = new Random(n);

            assertThat(percent(repetition -> fails[hits(random, n, share)])).isBetween(76.0, 84.0);
            assertThat(IntStream.rangeClosed(0, n)
                            .filter(hits -> fails[hits])
                            .mapToDouble(new BinomialDistribution(n, share)::probability)
                            .sum())
                    .isCloseTo(0.8, within(1e-6));
        }
    }

    private static int hits(Random random, int n, double share) {
        return (int)
                IntStream.range(0, n).filter(i -> random.nextDouble() < share).count();
    }

    private static double percent(IntPredicate repetition) {
        return 100.0 * IntStream.range(0, REPETITIONS).filter(repetition).count() / REPETITIONS;
    }

    private static Budget parse(String budget) {
        return Budgets.parse(List.of(budget), ExampleMeasurements.VOCABULARY).get(0);
    }
}
