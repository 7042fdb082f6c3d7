package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.gate.RegressionExamples.POINTS;
import static io.aegate.gate.RegressionExamples.accepted;
import static io.aegate.gate.RegressionExamples.alternating;
import static io.aegate.gate.RegressionExamples.constant;
import static io.aegate.gate.RegressionExamples.judge;
import static io.aegate.gate.RegressionExamples.judgeSameCheckpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRegressionTest {

    @Test
    void a_mean_that_became_worse_than_allowed_fails() {
        Judged judged = judge(
                "regression(psnr) <= 0.10 dB",
                measured("psnr", constant(256, 32.41)),
                measured("psnr", alternating(256, 32.18, 0.2)));

        assertThat(judged.message())
                .isEqualTo("psnr went from 32.41 to 32.18 dB, worse by 0.23 (95% sure by at least 0.21), but the budget"
                        + " allows at most 0.10 dB");
        assertThat(judged.reading()).isEqualTo("32.41 -> 32.18 dB, worse by 0.23 (95% sure by at least 0.21)");
        assertThat(judged.status()).isEqualTo(Status.FAIL);
        assertThat(judged.measured()).contains("0.23");
        assertThat(judged.lower()).contains("0.21");
        assertThat(judged.upper()).contains("0.25");
        assertThat(judged.n()).isEqualTo(256);
    }

    @Test
    void a_mean_within_the_margin_passes() {
        Judged judged = judge(
                "regression(psnr) <= 0.10 dB",
                measured("psnr", constant(256, 32.41)),
                measured("psnr", alternating(256, 32.39, 0.2)));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.message())
                .isEqualTo("psnr went from 32.41 to 32.39 dB, worse by 0.02 (95% sure by at most 0.04), and the budget"
                        + " allows at most 0.10 dB");
        assertThat(judged.images()).isEmpty();
    }

    @Test
    void an_improvement_passes_and_says_by_how_much() {
        Judged judged = judge(
                "regression(lpips) <= 0.01",
                measured("lpips", constant(256, 0.08)),
                measured("lpips", alternating(256, 0.06, 0.01)));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.message())
                .isEqualTo("lpips went from 0.0800 to 0.0600, better by 0.0200 (95% sure by at least 0.0190), and the"
                        + " budget allows at most 0.01");
        assertThat(judged.measured()).contains("-0.0200");
    }

    @Test
    void what_the_images_cannot_tell_is_inconclusive_and_fails() {
        Judged judged = judge(
                "regression(psnr) <= 0.10 dB",
                measured("psnr", constant(64, 32.41)),
                measured("psnr", alternating(64, 32.31, 0.5)));

        assertThat(judged.status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(judged.message())
                .isEqualTo("psnr went from 32.41 to 32.31 dB, worse by 0.10, and 64 images show no more than that it is"
                        + " between 0.01 better and 0.21 worse (95% sure of each bound), which leaves the 0.10 dB of"
                        + " the budget open; measure more images, or widen the margin");
        assertThat(judged.reading()).isEqualTo("32.41 -> 32.31 dB, worse by 0.10 (between 0.01 better and 0.21 worse)");
        assertThat(judged.images()).hasSize(10);
    }

    @Test
    void what_is_inconclusive_may_only_warn() {
        Judged judged = judge(
                new Rules(OptionalDouble.of(0.95), 30, true),
                "regression(psnr) <= 0.10 dB",
                measured("psnr", constant(64, 32.41)),
                measured("psnr", alternating(64, 32.31, 0.5)));

        assertThat(!judged.fails()).isTrue();
        assertThat(judged.status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(judged.severity()).isEqualTo(Severity.WARN);
    }

    @Test
    void few_images_are_inconclusive_however_clear_they_look() {
        Judged judged = judge(
                "regression(psnr) <= 0.10 dB",
                measured("psnr", constant(29, 32.41)),
                measured("psnr", constant(29, 20)));

        assertThat(judged.status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(judged.message())
                .isEqualTo("psnr went from 32.41 to 20.00 dB, worse by 12.41, but 29 images are too few to tell that"
                        + " from chance; measure at least 30, or lower minSamples");
        assertThat(judged.lower()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"32.31, PASS", "32.3099, FAIL"})
    void without_spread_the_loss_itself_decides(double now, Status status) {
        assertThat(judge(
                                "regression(psnr) <= 0.10 dB",
                                measured("psnr", constant(30, 32.41)),
                                measured("psnr", constant(30, now)))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "0.10, PASS, 'psnr went from 32.41 to 32.31 dB, worse by 0.10, and the budget allows at most 0.10 dB'",
        "0.09, FAIL, 'psnr went from 32.41 to 32.31 dB, worse by 0.10, but the budget allows at most 0.09 dB'",
    })
    void without_confidence_the_loss_itself_decides(String margin, Status status, String message) {
        Judged judged = judge(
                POINTS,
                "regression(psnr) <= " + margin,
                measured("psnr", 32.41, 32.41),
                measured("psnr", 32.11, 32.51));

        assertThat(judged.status()).isEqualTo(status);
        assertThat(judged.message()).isEqualTo(message);
    }

    @Test
    void a_percentage_is_of_the_baseline() {
        Judged judged = judge(
                "regression(lpips) at most 5%",
                measured("lpips", constant(256, 0.06)), measured("lpips", alternating(256, 0.066, 0.01)));

        assertThat(judged.message())
                .isEqualTo("lpips went from 0.0600 to 0.0660, worse by 10.00% (95% sure by at least 8.28%), but the"
                        + " budget allows at most 5%");
        assertThat(judged.measured()).contains("10.00%");
        assertThat(judged.lower()).contains("8.28%");
        assertThat(judged.upper()).contains("11.72%");
    }

    @Test
    void a_percentage_of_what_is_better_when_higher_is_of_the_baseline_too() {
        Judged judged = judge(
                POINTS,
                "regression(ssim) <= 5%",
                measured("ssim", constant(40, 0.8)),
                measured("ssim", constant(40, 0.76)));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.message())
                .isEqualTo("ssim went from 0.8000 to 0.7600, worse by 5.00%, and the budget allows at most 5%");
    }

    @Test
    void a_percentage_of_nothing_is_no_pass() {
        assertThat(judge(
                                "regression(lpips) <= 5%",
                                measured("lpips", constant(40, 0)), measured("lpips", constant(40, 0)))
                        .message())
                .isEqualTo("regression(lpips) was not measured, because the baseline of 2026-09-03 has lpips at 0.0, of"
                        + " which a percentage has no meaning; give the margin as an amount");
    }

    @Test
    void what_did_not_change_passes_with_any_number_of_images() {
        Judged judged = judgeSameCheckpoint(
                Rules.DEFAULT,
                "regression(psnr) <= 0",
                measured("psnr", 32.41, 30),
                measured("psnr", 32.4101, 29.9999));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.message())
                .isEqualTo(
                        "psnr is unchanged at 31.20 dB with the same checkpoint, and the budget allows at most 0 dB");
        assertThat(judged.reading()).isEqualTo("31.20 dB, unchanged");
    }

    @Test
    void what_did_not_change_is_no_improvement() {
        assertThat(judgeSameCheckpoint(
                                Rules.DEFAULT,
                                "regression(psnr) <= -0.1",
                                measured("psnr", 32.41),
                                measured("psnr", 32.41))
                        .message())
                .isEqualTo(
                        "psnr is unchanged at 32.41 dB with the same checkpoint, but the budget allows at most -0.1 dB");
    }

    @Test
    void values_that_moved_under_the_same_checkpoint_tell_of_the_environment() {
        assertThat(judgeSameCheckpoint(
                                POINTS, "regression(psnr) <= 0.1", measured("psnr", 32.41), measured("psnr", 32.21))
                        .message())
                .isEqualTo("psnr went from 32.41 to 32.21 dB, worse by 0.20, but the budget allows at most 0.1 dB; the"
                        + " checkpoint is the same, so the environment changed");
    }

    @Test
    void the_same_values_of_another_checkpoint_are_judged_as_usual() {
        assertThat(judge("regression(psnr) <= 0.1", measured("psnr", 32.41), measured("psnr", 32.41))
                        .status())
                .isEqualTo(Status.INCONCLUSIVE);
    }

    @Test
    void a_quantile_is_judged_by_resampling() {
        double[] before = IntStream.range(0, 200).mapToDouble(i -> 20 + 0.1 * i).toArray();
        double[] after = IntStream.range(0, 200)
                .mapToDouble(i -> before[i] - (i < 30 ? 1 : 0))
                .toArray();
        Judged judged = judge("regression(p05(psnr)) <= 0.5", measured("psnr", before), measured("psnr", after));

        assertThat(judged.status()).isEqualTo(Status.FAIL);
        assertThat(judged.message())
                .isEqualTo("p05(psnr) went from 20.99 to 19.99 dB, worse by 1.00 (95% sure by at least 1.00), but the"
                        + " budget allows at most 0.5 dB");
        assertThat(judge("regression(median(psnr)) <= 0.5", measured("psnr", before), measured("psnr", after))
                        .status())
                .isEqualTo(Status.PASS);
    }

    @Test
    void a_quantile_of_few_images_is_inconclusive() {
        assertThat(judge("regression(p05(psnr)) <= 0.5", measured("psnr", 30, 30), measured("psnr", 20, 20))
                        .status())
                .isEqualTo(Status.INCONCLUSIVE);
    }

    @Test
    void a_set_metric_compares_its_values() {
        assertThat(judge(
                                "regression(rfid) <= 0.1",
                                measured("psnr", 30).andSet("rfid", 1.2, 1),
                                measured("psnr", 30).andSet("rfid", 1.4, 1))
                        .message())
                .isEqualTo("rfid went from 1.2000 to 1.4000, worse by 0.2000, but the budget allows at most 0.1");
        assertThat(judge(
                                "regression(rfid) <= 20%",
                                measured("psnr", 30).andSet("rfid", 1.2, 1),
                                measured("psnr", 30).andSet("rfid", 1.4, 1))
                        .message())
                .isEqualTo("rfid went from 1.2000 to 1.4000, worse by 16.67%, and the budget allows at most 20%");
    }

    @Test
    void a_slice_is_compared_on_its_own_images() {
        double[] before = constant(80, 30);
        double[] after = IntStream.range(0, 80)
                .mapToDouble(i -> i < 40 ? 30 : 29 + 0.02 * (i % 2))
                .toArray();
        String[] faces =
                IntStream.range(40, 80).mapToObj(i -> String.format("%04d", i)).toArray(String[]::new);
        Judged judged = judge(
                "regression(psnr[*]) <= 0.5",
                measured("psnr", before),
                measured("psnr", after).slice("faces", faces));

        assertThat(judged.text()).isEqualTo("regression(psnr[faces]) <= 0.5");
        assertThat(judged.message())
                .isEqualTo("psnr[faces] went from 30.00 to 29.01 dB, worse by 0.99 (95% sure by at least 0.99), but the"
                        + " budget allows at most 0.5 dB");
        assertThat(judged.n()).isEqualTo(40);
    }

    @Test
    void the_images_that_moved_it_most_come_first_with_their_change() {
        Judged higher = judge(
                POINTS, "regression(psnr) <= 0", measured("psnr", 30, 30, 30, 30), measured("psnr", 29, 31, 28.1, 30));
        Judged lower = judge(POINTS, "regression(lpips) <= 5%", measured("lpips", 1, 1), measured("lpips", 1.05, 1.2));

        assertThat(higher.images())
                .containsExactly(
                        new WorstImage("0002", WorstImage.Figure.CHANGE, "-1.90", "dB"),
                        new WorstImage("0000", WorstImage.Figure.CHANGE, "-1.00", "dB"));
        assertThat(lower.images())
                .containsExactly(
                        new WorstImage("0001", WorstImage.Figure.CHANGE, "+0.2000", ""),
                        new WorstImage("0000", WorstImage.Figure.CHANGE, "+0.0500", ""));
    }

    @Test
    void an_anchor_is_compared_by_name() {
        Baselines baselines = new Baselines(
                Optional.of(accepted(measured("psnr", 32).build())),
                Map.of("release", accepted(measured("psnr", 33).build())));
        Verdict verdict = Gate.judge(
                measured("psnr", 32)
                        .provenance(RegressionExamples::ofAnotherCheckpoint)
                        .build(),
                baselines,
                Budgets.parse(
                        List.of("regression(psnr vs release) <= 0.3", "regression(psnr) <= 0.1"),
                        ExampleMeasurements.VOCABULARY),
                POINTS,
                Waivers.NONE);

        assertThat(verdict.budgets())
                .extracting(Judged::message)
                .containsExactly(
                        "psnr against release went from 33.00 to 32.00 dB, worse by 1.00, but the budget allows at most"
                                + " 0.3 dB",
                        "psnr went from 32.00 to 32.00 dB, no worse, and the budget allows at most 0.1 dB");
    }

    @ParameterizedTest
    @CsvSource({"0.0999, 0.10, 0.0999", "0.23, 0.10, 0.23", "0.10004, 0.10, 0.10004", "-0.004, 0, -0.00"})
    void a_bound_never_prints_on_the_other_side_of_the_margin(String end, String margin, String printed) {
        BigDecimal limit = new BigDecimal(margin);
        String text = Printed.end(new BigDecimal(end), 2, RoundingMode.HALF_EVEN, Bound.AT_MOST, limit);

        assertThat(Bound.AT_MOST.isMetBy(new BigDecimal(text), limit))
                .isEqualTo(Bound.AT_MOST.isMetBy(new BigDecimal(end), limit));
    }
}
