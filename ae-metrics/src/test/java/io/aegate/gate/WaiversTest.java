package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.VOCABULARY;
import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aegate.image.RefusedInputException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaiversTest {

    private static final LocalDate UNTIL = LocalDate.of(2026, 12, 31);

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22", "2026-12-31"})
    void through_its_last_day_a_waiver_keeps_a_budget_from_failing(LocalDate today) {
        Verdict verdict = judge(measured("psnr", 20), today, List.of("psnr >= 24"), waiver("psnr >= 24"));

        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.budgets())
                .extracting(Judged::status, Judged::severity, Judged::message)
                .containsExactly(tuple(
                        Status.FAIL,
                        Severity.WAIVED,
                        "psnr is 20.00 dB, but the budget asks for at least 24 dB; waived until 2026-12-31: new data"
                                + " is on its way"));
        assertThat(verdict.warnings()).isEmpty();
    }

    @Test
    void after_its_last_day_the_budget_counts() {
        Verdict verdict =
                judge(measured("psnr", 20), UNTIL.plusDays(1), List.of("psnr >= 24"), waiver("psnr at least 24.0 dB"));

        assertThat(verdict.outcome()).isEqualTo(Status.FAIL);
        assertThat(verdict.budgets())
                .extracting(Judged::severity, Judged::message)
                .containsExactly(tuple(
                        Severity.ERROR,
                        "psnr is 20.00 dB, but the budget asks for at least 24 dB; its waiver expired on 2026-12-31 (new"
                                + " data is on its way)"));
        assertThat(verdict.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31, 'the waiver of psnr >= 24 is not needed: the budget is met; take it out'",
        "2027-01-01, 'the waiver of psnr >= 24 expired on 2026-12-31; take it out'",
    })
    void a_waiver_of_a_budget_that_is_met_warns(LocalDate today, String warning) {
        Verdict verdict = judge(measured("psnr", 30), today, List.of("psnr >= 24"), waiver("psnr >= 24"));

        assertThat(verdict.budgets())
                .extracting(Judged::status, Judged::severity, Judged::message)
                .containsExactly(
                        tuple(Status.PASS, Severity.ERROR, "psnr is 30.00 dB, and the budget asks for at least 24 dB"));
        assertThat(verdict.warnings()).containsExactly(warning);
    }

    @Test
    void what_was_not_measured_cannot_be_waived() {
        Verdict running = judge(measured("psnr", 30), UNTIL, List.of("ssim >= 0.9"), waiver("ssim >= 0.9"));
        Verdict expired = judge(measured("psnr", 30), UNTIL.plusDays(1), List.of("ssim >= 0.9"), waiver("ssim >= 0.9"));

        assertThat(running.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(running.budgets())
                .extracting(Judged::severity, Judged::message)
                .containsExactly(tuple(
                        Severity.ERROR,
                        "ssim was not measured; add it to metrics, or leave metrics out so that the budgets decide what"
                                + " is measured"));
        assertThat(expired.budgets())
                .extracting(Judged::message)
                .containsExactly("ssim was not measured; add it to metrics, or leave metrics out so that the budgets"
                        + " decide what is measured; its waiver expired on 2026-12-31 (new data is on its way)");
    }

    @Test
    void what_only_warns_can_be_waived_too() {
        Verdict verdict = judge(measured("psnr", 20), UNTIL, List.of("psnr >= 24 or warn"), waiver("psnr >= 24"));

        assertThat(verdict.budgets()).extracting(Judged::severity).containsExactly(Severity.WAIVED);
    }

    @Test
    void what_is_inconclusive_can_be_waived() {
        for (boolean onlyWarns : new boolean[] {false, true}) {
            Verdict verdict = Gate.judge(
                    measured("psnr", 31)
                            .provenance(RegressionExamples::ofAnotherCheckpoint)
                            .build(),
                    new Baselines(
                            Optional.of(RegressionExamples.accepted(
                                    measured("psnr", 32).build())),
                            Map.of()),
                    parse(List.of("regression(psnr) <= 2")),
                    new Rules(OptionalDouble.of(0.95), 30, onlyWarns),
                    waivers(UNTIL, List.of("regression(psnr) <= 2"), waiver("regression(psnr) <= 2")));

            assertThat(verdict.budgets())
                    .extracting(Judged::status, Judged::severity)
                    .containsExactly(tuple(Status.INCONCLUSIVE, Severity.WAIVED));
            assertThat(verdict.budgets().get(0).message())
                    .endsWith("or lower minSamples; waived until 2026-12-31: new data is on its way");
        }
    }

    @Test
    void a_budget_over_every_slice_is_waived_in_one_of_them() {
        Verdict verdict = judge(inTwoSlices(20, 21), UNTIL, List.of("psnr[*] >= 24"), waiver("psnr[faces] >= 24"));

        assertThat(verdict.budgets())
                .extracting(Judged::text, Judged::severity)
                .containsExactly(
                        tuple("psnr[faces] >= 24", Severity.WAIVED), tuple("psnr[night street] >= 24", Severity.ERROR));
        assertThat(verdict.outcome()).isEqualTo(Status.FAIL);
    }

    @Test
    void a_budget_over_every_slice_is_waived_in_all_of_them() {
        Verdict verdict = judge(inTwoSlices(20, 30), UNTIL, List.of("psnr[*] >= 24"), waiver("psnr[ * ] >= 24"));

        assertThat(verdict.budgets())
                .extracting(Judged::status, Judged::severity)
                .containsExactly(tuple(Status.FAIL, Severity.WAIVED), tuple(Status.PASS, Severity.ERROR));
        assertThat(verdict.warnings()).isEmpty();
        assertThat(judge(inTwoSlices(30, 30), UNTIL, List.of("psnr[*] >= 24"), waiver("psnr[*] >= 24"))
                        .warnings())
                .containsExactly("the waiver of psnr[*] >= 24 is not needed: the budget is met; take it out");
    }

    @Test
    void a_waiver_over_one_slice_goes_before_one_over_every_slice() {
        Waiver every = new Waiver("psnr[*] >= 24", UNTIL.minusDays(2), "early days");
        Verdict verdict =
                judge(inTwoSlices(20, 21), UNTIL, List.of("psnr[*] >= 24"), every, waiver("psnr[faces] >= 24"));

        assertThat(verdict.budgets())
                .extracting(Judged::message)
                .containsExactly(
                        "psnr[faces] is 20.00 dB, but the budget asks for at least 24 dB; waived until 2026-12-31: new"
                                + " data is on its way",
                        "psnr[night street] is 21.00 dB, but the budget asks for at least 24 dB; its waiver expired on"
                                + " 2026-12-29 (early days)");
    }

    @Test
    void other_budgets_count_as_before() {
        Verdict verdict = judge(
                measured("psnr", 20).and("ssim", 0.5),
                UNTIL,
                List.of("psnr >= 24", "ssim >= 0.9"),
                waiver("psnr >= 24"));

        assertThat(verdict.summary()).isEqualTo("""
                        1 of 2 budgets is not met:
                          ssim is 0.5000, but the budget asks for at least 0.9""");
    }

    @Test
    void a_reason_holds_no_control_characters_and_is_on_one_line() {
        Verdict verdict = judge(
                measured("psnr", 20),
                UNTIL,
                List.of("psnr >= 24"),
                new Waiver("\n  psnr\n >= 24 ", UNTIL, "\n  the\u001b[31m data\n  is late\n"));

        assertThat(verdict.budgets())
                .extracting(Judged::message)
                .containsExactly("psnr is 20.00 dB, but the budget asks for at least 24 dB; waived until 2026-12-31:"
                        + " the\uFFFD[31m data is late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"psnr >= 24.5", "psnr[faces] >= 24", "ssim >= 24%", "p05(psnr) >= 24"})
    void a_waiver_that_matches_no_budget_is_refused(String budget) {
        assertThatThrownBy(() -> waivers(UNTIL, List.of("psnr >= 24", "ssim[*] >= 24"), waiver(budget)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the waiver of " + budget
                        + " matches no budget; write it as the budget is written, or take it out");
    }

    @Test
    void a_waiver_that_does_not_parse_is_refused() {
        assertThatThrownBy(() -> waivers(UNTIL, List.of("psnr >= 24"), waiver("psnr => 24")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        the waiver is refused:
                          psnr => 24
                               ^ expected ">=" or "at least", found "=>\"""");
        assertThatThrownBy(() -> waivers(
                        UNTIL, List.of("psnr >= 24"), waiver("psnr >= 24"), waiver("psrn >= 24"), waiver("ssim > 2")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        2 of 3 waivers are refused:
                          psrn >= 24
                          ^ expected a metric, but "psrn" is not known; the nearest is psnr
                          ssim > 2
                               ^ expected ">=" or "at least", found ">\"""");
    }

    @Test
    void a_budget_that_is_waived_twice_is_refused() {
        assertThatThrownBy(() ->
                        waivers(UNTIL, List.of("psnr >= 24"), waiver("psnr >= 24"), waiver("mean(psnr) at least 24")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the budget mean(psnr) at least 24 is waived twice; keep one of its waivers");
    }

    @Test
    void a_waiver_without_a_budget_is_refused() {
        assertThatThrownBy(() -> new Waiver(" \n", UNTIL, "a reason"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("a waiver until 2026-12-31 names no budget; write the budget that it waives as the budgets"
                        + " have it");
    }

    @Test
    void a_waiver_without_a_reason_is_refused() {
        assertThatThrownBy(() -> new Waiver("psnr >= 24", UNTIL, " "))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the waiver of psnr >= 24 gives no reason; say why the budget may be missed until"
                        + " 2026-12-31");
    }

    private static ExampleMeasurements inTwoSlices(double faces, double street) {
        return measured("psnr", faces, street).slice("faces", "0000").slice("night street", "0001");
    }

    private static Waiver waiver(String budget) {
        return new Waiver(budget, UNTIL, "new data is on its way");
    }

    private static Waivers waivers(LocalDate today, List<String> budgets, Waiver... waivers) {
        return Waivers.of(List.of(waivers), parse(budgets), VOCABULARY, today);
    }

    private static Verdict judge(
            ExampleMeasurements measured, LocalDate today, List<String> budgets, Waiver... waivers) {
        return Gate.judge(
                measured.build(), Baselines.NONE, parse(budgets), Rules.DEFAULT, waivers(today, budgets, waivers));
    }

    private static List<Budget> parse(List<String> budgets) {
        return Budgets.parse(budgets, VOCABULARY);
    }
}
