package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often regressions are judged wrongly, over seeded repetitions; prints the figures. */
@DisplayName("simulated regressions")
class RegressionSimulationTest {

    private static final int REPETITIONS = 3000;
    private static final double MARGIN = 0.1;
    private static final double SPREAD = 5 * MARGIN;

    /** How losses of single images are spread, with a mean of 0 and a standard deviation of about 1. */
    enum Losses {
        NORMAL,
        STUDENT_3,
        LOGNORMAL_TO_THE_WORSE,
        LOGNORMAL_TO_THE_BETTER,
        /** 3 % of the images lose ten standard deviations of the others. */
        RUINED_TEN_FOLD,
        RUINED_FIFTY_FOLD;

        private double draw(Random random) {
            return switch (this) {
                case NORMAL -> random.nextGaussian();
                case STUDENT_3 -> student3(random) / Math.sqrt(3);
                case LOGNORMAL_TO_THE_WORSE -> lognormal(random);
                case LOGNORMAL_TO_THE_BETTER -> -lognormal(random);
                case RUINED_TEN_FOLD -> ruined(random, 10);
                case RUINED_FIFTY_FOLD -> ruined(random, 50);
            };
        }

        private static double student3(Random random) {
            double squares = 0;
            for (int i = 0; i < 3; i++) {
                double normal = random.nextGaussian();
                squares += normal * normal;
            }
            return random.nextGaussian() / Math.sqrt(squares / 3);
        }

        /** exp of a standard normal: skewness 6.2. */
        private static double lognormal(Random random) {
            double mean = Math.exp(0.5);
            return (Math.exp(random.nextGaussian()) - mean) / Math.sqrt(mean * mean * (Math.E - 1));
        }

        private static double ruined(Random random, double loss) {
            double value = random.nextGaussian() + (random.nextDouble() < 0.03 ? loss : 0);
            return (value - 0.03 * loss) / Math.sqrt(1 + 0.03 * 0.97 * loss * loss);
        }

        double[] draw(Random random, int n, double mean) {
            return IntStream.range(0, n)
                    .mapToDouble(i -> mean + SPREAD * draw(random))
                    .toArray();
        }
    }

    /** Passing a loss that is exactly the margin is the error that a confidence of 95 % allows in 5 % of the cases. */
    @ParameterizedTest
    @EnumSource
    void a_loss_on_the_margin_seldom_passes(Losses losses) {
        for (int n : new int[] {64, 256, 1000}) {
            Random random = new Random(n);
            int passed = 0;
            int failed = 0;
            for (int repetition = 0; repetition < REPETITIONS; repetition++) {
                Interval interval = HallInterval.of(losses.draw(random, n, MARGIN), 0.95);
                passed += interval.upper() <= MARGIN ? 1 : 0;
                failed += interval.lower() > MARGIN ? 1 : 0;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-24s n = %4d   loss on the margin: PASS %4.1f%%, FAIL %4.1f%%%n",
                    losses,
                    n,
                    percent(passed, REPETITIONS),
                    percent(failed, REPETITIONS));

            if (n >= 256) {
                assertThat(percent(passed, REPETITIONS)).isLessThanOrEqualTo(7);
                assertThat(percent(failed, REPETITIONS)).isLessThanOrEqualTo(7);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOGNORMAL_TO_THE_BETTER")
    void a_loss_of_twice_the_margin_is_mostly_found(Losses losses) {
        assertThat(foundAtTwiceTheMargin(losses)).isGreaterThanOrEqualTo(90);
    }

    /** Rare large improvements, which a sample may lack, leave more to doubt: here the method falls short of 90 %. */
    @Test
    void a_loss_of_twice_the_margin_is_found_less_often_beside_rare_large_gains() {
        assertThat(foundAtTwiceTheMargin(Losses.LOGNORMAL_TO_THE_BETTER)).isBetween(78.0, 90.0);
    }

    private static double foundAtTwiceTheMargin(Losses losses) {
        Random random = new Random(5);
        int failed = 0;
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            Interval interval = HallInterval.of(losses.draw(random, 256, 2 * MARGIN), 0.95);
            failed += interval.lower() > MARGIN ? 1 : 0;
        }
        double percent = percent(failed, REPETITIONS);
        System.out.printf(Locale.ROOT, "%-24s n =  256   twice the margin: FAIL %.1f%%%n", losses, percent);
        return percent;
    }

    @Test
    void a_quantile_whose_loss_is_on_the_margin_seldom_passes() {
        int repetitions = 200;
        int n = 256;
        Random random = new Random(8);
        int passed = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            double[] before = IntStream.range(0, n)
                    .mapToDouble(i -> 30 + 3 * random.nextGaussian())
                    .toArray();
            // Independent noise widens the spread, so the true loss is that of the quantile of the wider normal
            // distribution.
            double[] after = Arrays.stream(before)
                    .map(value -> value + SPREAD * random.nextGaussian())
                    .toArray();
            double margin = 1.6448536269514722 * (Math.sqrt(9 + SPREAD * SPREAD) - 3);
            Interval interval = new PairedBootstrap(before, after).of(0.05, (was, is) -> was - is, 0.95);
            passed += interval.upper() <= margin ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%-24s n =  256   loss on the margin: PASS %4.1f%%%n",
                "P05, NORMAL",
                percent(passed, repetitions));

        assertThat(percent(passed, repetitions)).isLessThanOrEqualTo(10);
    }

    @Test
    void ruined_images_are_found_by_their_share() {
        int repetitions = 400;
        Random random = new Random(7);
        List<Budget> budgets =
                Budgets.parse(List.of("share(regression(psnr) > 1) <= 2%"), ExampleMeasurements.VOCABULARY);
        int failed = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            double[] before = IntStream.range(0, 256)
                    .mapToDouble(i -> 32 + 3 * random.nextGaussian())
                    .toArray();
            double[] after = Arrays.stream(before)
                    .map(value -> value - (random.nextDouble() < 0.08 ? 3 : 0) + 0.2 * random.nextGaussian())
                    .toArray();
            Baselines baselines =
                    new Baselines(Optional.of(RegressionExamples.accepted(measurements(before, "then"))), Map.of());
            Verdict verdict = Gate.judge(measurements(after, "now"), baselines, budgets, Rules.DEFAULT, Waivers.NONE);
            failed += verdict.outcome() == Status.FAIL ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%-24s n =  256   share > 1 dB against 2%%: FAIL %.1f%%%n",
                "8% RUINED",
                percent(failed, repetitions));

        assertThat(percent(failed, repetitions)).isGreaterThanOrEqualTo(95);
    }

    private static Measurements measurements(double[] values, String checkpoint) {
        MetricId psnr = new MetricId("psnr");
        MetricInfo info = Objects.requireNonNull(ExampleMeasurements.CATALOG.get(psnr));
        List<String> images = IntStream.range(0, values.length)
                .mapToObj(image -> String.format("%04d", image))
                .toList();
        Provenance facts = ExampleMeasurements.provenance(values.length);
        return new Measurements(
                Map.of(psnr, new MetricSummary(info, Sample.of(values).mean(), values.length)),
                new ImageTable(images, images, Map.of(psnr, values)),
                Slices.NONE,
                RegressionExamples.of(facts, checkpoint),
                List.of());
    }

    private static double percent(int count, int of) {
        return 100.0 * count / of;
    }
}
