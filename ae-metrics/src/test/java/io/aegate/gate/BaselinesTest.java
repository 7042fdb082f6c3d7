package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.gate.RegressionExamples.POINTS;
import static io.aegate.gate.RegressionExamples.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.Measurements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which baselines budgets are compared with, and what a verdict says of them. */
class BaselinesTest {

    private static final Measurements THEN = measured("psnr", 33).build();
    private static final Baseline BASELINE = accepted(THEN);

    @ParameterizedTest
    @CsvSource({
        "psnr >= 30, false, ",
        "share(psnr < 20) <= 1%, false, ",
        "regression(psnr) <= 1, true, ",
        "share(regression(psnr) > 1) <= 1%, true, ",
        "regression(p05(psnr) vs release) <= 1, false, release",
        "share(regression(psnr[*] vs release) > 1) <= 1%, false, release",
    })
    void what_budgets_compare_with_is_known(String budget, boolean usual, String anchor) {
        Compared compared = Budgets.comparisons(parse(budget));

        assertThat(compared).isEqualTo(new Compared(usual, anchor == null ? Set.of() : Set.of(anchor)));
    }

    @Test
    void what_several_budgets_compare_with_is_put_together() {
        assertThat(Budgets.comparisons(
                        parse("regression(psnr vs release) <= 1", "psnr >= 30", "regression(psnr) <= 1")))
                .isEqualTo(new Compared(true, Set.of("release")));
    }

    @Test
    void a_verdict_has_the_rules_and_only_those_baselines_that_its_budgets_name() {
        Baselines all = new Baselines(Optional.of(BASELINE), Map.of("release", BASELINE, "older", BASELINE));

        assertThat(judge(all, "psnr >= 30").baselines()).isEqualTo(Baselines.NONE);
        assertThat(judge(all, "regression(psnr) <= 9", "psnr >= 30").baselines())
                .isEqualTo(new Baselines(Optional.of(BASELINE), Map.of()));
        assertThat(judge(all, "share(regression(psnr vs release) > 9) <= 1%").baselines())
                .isEqualTo(new Baselines(Optional.empty(), Map.of("release", BASELINE)));
        assertThat(judge(Baselines.NONE, "regression(psnr) <= 9").baselines()).isEqualTo(Baselines.NONE);
        assertThat(judge(all, "psnr >= 30").rules()).isEqualTo(POINTS);
    }

    @Test
    void a_baseline_that_was_measured_again_warns_once() {
        Baseline again = BASELINE.measuredAgain(THEN);
        Baselines baselines = new Baselines(Optional.of(again), Map.of("release", again));

        assertThat(judge(
                                baselines,
                                "regression(psnr) <= 9",
                                "share(regression(psnr) > 9) <= 1%",
                                "regression(psnr vs release) <= 9")
                        .warnings())
                .containsExactly(
                        "the baseline of 2026-09-03 was measured again here, because its environment differs",
                        "the anchor release of 2026-09-03 was measured again here, because its environment differs");
    }

    private static Verdict judge(Baselines baselines, String... budgets) {
        return Gate.judge(measured("psnr", 32).build(), baselines, parse(budgets), POINTS, Waivers.NONE);
    }

    private static List<Budget> parse(String... budgets) {
        return Budgets.parse(List.of(budgets), ExampleMeasurements.VOCABULARY);
    }
}
