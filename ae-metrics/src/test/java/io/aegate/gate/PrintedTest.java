package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What is printed never contradicts the judgement, whatever the value and the bound. */
class PrintedTest {

    private static final int TRIALS = 400;

    @RepeatedTest(5)
    void a_failing_value_prints_beyond_its_bound_and_a_passing_one_does_not(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int trial = 0; trial < TRIALS; trial++) {
            String bound = bound(random);
            double near = new BigDecimal(bound).doubleValue();
            double value = near + random.nextGaussian() * Math.pow(10, random.nextInt(14) - 12);
            agree("psnr >= " + bound, "psnr", value, bound);
            agree("lpips <= " + bound, "lpips", value, bound);
            agree("face-recall >= " + bound + "%", "face-recall", value / 100, bound);
        }
    }

    @RepeatedTest(5)
    void a_failing_share_prints_beyond_its_bound_and_a_passing_one_does_not(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] values = random.doubles(1 + random.nextInt(40)).toArray();
            BigDecimal bound = BigDecimal.valueOf(random.nextInt(1001), random.nextInt(3) + 1);
            agree("share(lpips > 0.5) <= " + bound + "%", "lpips", values, bound);
            agree("share(lpips <= 0.5) >= " + bound + "%", "lpips", values, bound);
        }
    }

    @RepeatedTest(3)
    void what_is_printed_of_a_regression_is_on_its_side_of_the_margin(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] before = random.doubles(40, 0.1, 0.9).toArray();
            double lost = 0.01 + random.nextGaussian() * Math.pow(10, random.nextInt(6) - 7);
            double spread = Math.pow(10, random.nextInt(8) - 9);
            double[] after = Arrays.stream(before)
                    .map(value -> value + lost + spread * random.nextGaussian())
                    .toArray();
            String margin = random.nextBoolean() ? "0.01" : "2%";
            Judged judged = RegressionExamples.judge(
                    "regression(lpips) <= " + margin,
                    ExampleMeasurements.measured("lpips", before),
                    ExampleMeasurements.measured("lpips", after));
            boolean lower = isWithin(judged.lower().orElseThrow(), margin);
            boolean upper = isWithin(judged.upper().orElseThrow(), margin);

            assertThat(judged.status())
                    .as("%s", judged)
                    .isEqualTo(lower && upper ? Status.PASS : lower ? Status.INCONCLUSIVE : Status.FAIL);
        }
    }

    private static boolean isWithin(String printed, String margin) {
        return new BigDecimal(printed.replace("%", "")).compareTo(new BigDecimal(margin.replace("%", ""))) <= 0;
    }

    private static void agree(String budget, String metric, double value, String bound) {
        agree(budget, metric, new double[] {value}, new BigDecimal(bound));
    }

    private static void agree(String budget, String metric, double[] values, BigDecimal bound) {
        Judged judged = ExampleMeasurements.measured(metric, values)
                .judgedBy(budget)
                .budgets()
                .get(0);
        BigDecimal printed = new BigDecimal(judged.measured().orElseThrow().replace("%", ""));
        int order = budget.contains(">=") ? printed.compareTo(bound) : bound.compareTo(printed);

        assertThat(order >= 0)
                .as("%s prints %s and is %s", budget, judged.measured(), judged.status())
                .isEqualTo(judged.status() == Status.PASS);
    }

    private static String bound(Random random) {
        return BigDecimal.valueOf(random.nextGaussian() * 30)
                .setScale(random.nextInt(9), RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
