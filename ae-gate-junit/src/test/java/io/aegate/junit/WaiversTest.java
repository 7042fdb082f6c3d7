package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** Budgets that may be missed for a while. */
class WaiversTest extends RegressionRuns {

    @Test
    void a_budget_whose_waiver_runs_passes_and_says_so() {
        Launched run = run(RegressionExamples.Waived.class);

        assertThat(run.cases()).containsExactly(Map.entry("psnr >= 20", "PASS"), Map.entry("psnr >= 99", "PASS"));
        assertThat(run.entry("psnr >= 99"))
                .containsEntry("ae-gate.status", "FAIL")
                .containsEntry("ae-gate.severity", "waived")
                .containsEntry(
                        "ae-gate.message",
                        "psnr is 32.50 dB, but the budget asks for at least 99 dB; waived until 9999-12-31: night scenes, see issue 12");
        assertThat(run.entry("psnr >= 20")).containsEntry("ae-gate.severity", "error");
    }

    @Test
    void a_waived_budget_is_printed_as_such() {
        evaluations.of(declared(RegressionExamples.Waived.class));

        assertThat(log)
                .contains("[WARNING] WAIVED  psnr >= 99    32.50; waived until 9999-12-31: night scenes, see issue 12");
    }

    @Test
    void a_budget_whose_waiver_has_expired_counts_and_says_so() {
        assertThat(run(RegressionExamples.Expired.class).failure("psnr >= 99"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(
                        "psnr is 32.50 dB, but the budget asks for at least 99 dB; its waiver expired on 2001-12-31 (night scenes)");
    }

    @Test
    void what_was_not_measured_is_not_waived() {
        assertThat(run(RegressionExamples.WaivedThoughNotMeasured.class).message("regression(psnr) <= 0.10 dB"))
                .isEqualTo("regression(psnr) was not measured, because there is no baseline to compare with;"
                        + " accept one with ae-gate:accept, or take the budget out");
    }

    @Test
    void a_waiver_of_no_budget_fails_the_class() {
        Launched run = run(RegressionExamples.WaivedByMistake.class);

        assertThat(run.cases()).isEmpty();
        assertThat(run.message("RegressionExamples > WaivedByMistake"))
                .isEqualTo(
                        "the waiver of psnr >= 21 matches no budget; write it as the budget is written, or take it out");
    }

    @Test
    void a_waiver_until_no_date_fails_the_class() {
        assertThat(run(RegressionExamples.WaivedForSomeTime.class).message("RegressionExamples > WaivedForSomeTime"))
                .isEqualTo("the waiver of psnr >= 20 runs until 'next year'; write a date such as 2026-12-31");
    }

    @Test
    void there_may_be_several() {
        Launched run = run(RegressionExamples.WaivedRepeatedly.class);

        assertThat(run.message("psnr >= 99")).isEqualTo("PASS");
        assertThat(run.message("ssim >= 0.9999")).isEqualTo("PASS");
        assertThat(run.message("l1 <= 0.0001")).startsWith("l1 is ");
    }

    @Test
    void an_annotation_of_ones_own_may_carry_some_and_its_class_more() {
        Launched run = run(RegressionExamples.WaivedByHouseRules.class);

        assertThat(run.cases()).containsExactly(Map.entry("psnr >= 99", "PASS"), Map.entry("ssim >= 0.9999", "PASS"));
        assertThat(run.entry("psnr >= 99"))
                .containsEntry(
                        "ae-gate.message",
                        "psnr is 32.50 dB, but the budget asks for at least 99 dB; waived until 9999-12-31: as everywhere");
        assertThat(run.entry("ssim >= 0.9999"))
                .hasEntrySatisfying(
                        "ae-gate.message",
                        message -> assertThat(message).endsWith("; waived until 9999-12-31: here alone"));
    }

    @Test
    void a_subclass_has_those_of_its_superclass() {
        assertThat(run(RegressionExamples.HeirOfWaivers.class).message("psnr >= 99"))
                .isEqualTo("PASS");
    }

    @Test
    void a_method_has_waivers_of_its_own() {
        Launched run = run(RegressionExamples.WaivedOnAMethod.class);

        assertThat(run.message("psnr >= 99")).isEqualTo("PASS");
        assertThat(run.message("psnr >= 98")).isEqualTo("psnr is 32.50 dB, but the budget asks for at least 98 dB");
    }

    @Test
    void a_waiver_without_a_gate_beside_it_fails() {
        Launched run = run(RegressionExamples.WaiverAlone.class, RegressionExamples.WaiverOnAnotherMethod.class);

        assertThat(run.message("RegressionExamples > WaiverAlone"))
                .isEqualTo("@AeWaiver on WaiverAlone has no @AeQuality beside it, so it waives nothing;"
                        + " put it where the budget psnr >= 99 is declared.");
        assertThat(run.message("sees"))
                .isEqualTo("@AeWaiver on WaiverOnAnotherMethod.sees has no @AeQuality beside it, so it waives nothing;"
                        + " put it where the budget psnr >= 20 is declared.");
        assertThat(run.message("psnr >= 20")).isEqualTo("PASS");
    }

    @Test
    void a_property_waives_nothing() {
        properties.put("ae-gate.waivers", "psnr >= 99");

        assertThat(run(RegressionExamples.Waived.class).message("RegressionExamples > Waived"))
                .isEqualTo("The property ae-gate.waivers is none of ae-gate's; write waivers into the POM, or as"
                        + " @AeWaiver, where they are reviewed.");
    }
}
