package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.gate.RegressionExamples.POINTS;
import static io.aegate.gate.RegressionExamples.accepted;
import static io.aegate.gate.RegressionExamples.alternating;
import static io.aegate.gate.RegressionExamples.constant;
import static io.aegate.gate.RegressionExamples.judge;
import static io.aegate.gate.RegressionExamples.judgeSameCheckpoint;
import static io.aegate.gate.RegressionExamples.mixed;
import static io.aegate.gate.RegressionExamples.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.Measurements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What so many images can tell, beside a judgement and before there is one. */
class DetectableTest {

    @ParameterizedTest
    @CsvSource({
        // 2.4925 · spread · √(256 / 255) / 16, rounded up
        "0.2, 0.032 dB",
        "0.19, 0.03 dB",
        "0.002, 0.00032 dB",
        "2, 0.32 dB",
        "20, 3.13 dB",
    })
    void the_effect_of_a_mean_is_in_its_unit_and_rounded_up(double spread, String effect) {
        assertThat(judge(
                        "regression(psnr) <= 5 dB",
                        measured("psnr", constant(256, 32.41)),
                        measured("psnr", alternating(256, 32.39, spread))))
                .extracting(DetectableTest::detectable)
                .isEqualTo(Optional.of(effect));
    }

    @Test
    void the_effect_of_a_percentage_is_one_of_the_baseline() {
        // 2.4925 · 0.01 · √(256 / 255) / 16 is 0.001561 of 0.06.
        assertThat(detectable(judge(
                        "regression(lpips) at most 5%",
                        measured("lpips", constant(256, 0.06)), measured("lpips", alternating(256, 0.066, 0.01)))))
                .contains("2.61%");
    }

    @Test
    void the_effect_of_a_quantile_is_that_of_its_resampled_losses() {
        Random random = new Random(5);
        double[] before = random.doubles(200, 20, 40).toArray();
        double[] after = IntStream.range(0, 200)
                .mapToDouble(i -> before[i] + 0.5 * random.nextGaussian())
                .toArray();
        double std = new PairedBootstrap(before, after)
                .losses(0.05, (was, is) -> was - is)
                .std();
        String printed = detectable(
                        judge("regression(p05(psnr)) <= 5", measured("psnr", before), measured("psnr", after)))
                .orElseThrow();

        assertThat(printed).matches("0\\.\\d{1,2} dB");
        assertThat(Double.parseDouble(printed.replace(" dB", "")) - Power.ofQuantile(std, 0.95))
                .isBetween(0.0, 0.01);
    }

    @Test
    void the_effect_of_a_share_is_the_true_share_that_fails() {
        ExampleMeasurements before = measured("psnr", constant(256, 30));
        ExampleMeasurements after = measured("psnr", mixed(256, 30, 3, 28));

        assertThat(detectable(judge("share(regression(psnr) > 1) <= 2%", before, after)))
                .contains("4.9%");
        assertThat(detectable(judge("share(regression(psnr) <= 1) >= 98%", before, after)))
                .contains("95.1%");
        assertThat(detectable(judge("share(regression(psnr) > 1) <= 100%", before, after)))
                .isEmpty();
    }

    @Test
    void nothing_is_detectable_where_nothing_is_left_to_chance_or_too_little_is_measured() {
        ExampleMeasurements before = measured("psnr", constant(40, 30)).andSet("rfid", 1, 40);
        ExampleMeasurements after = measured("psnr", alternating(40, 30, 0.2)).andSet("rfid", 1, 40);
        ExampleMeasurements shifted = measured("psnr", constant(40, 29));

        assertThat(List.of(
                        judge(POINTS, "regression(psnr) <= 1", before, after),
                        judge(POINTS, "share(regression(psnr) > 1) <= 20%", before, after),
                        judge("regression(psnr) <= 1", before, shifted),
                        judge("regression(p05(psnr)) <= 1", before, shifted),
                        judge("regression(rfid) <= 1", before, after),
                        judgeSameCheckpoint(Rules.DEFAULT, "regression(psnr) <= 1", before, before),
                        judgeSameCheckpoint(Rules.DEFAULT, "share(regression(psnr) > 1) <= 20%", before, before),
                        judge(
                                "regression(psnr) <= 1",
                                measured("psnr", constant(29, 30)),
                                measured("psnr", alternating(29, 30, 0.2)))))
                .allSatisfy(judged -> assertThat(judged.regression())
                        .hasValueSatisfying(
                                known -> assertThat(known.detectable()).isEmpty()));
    }

    @Test
    void what_is_no_regression_and_what_was_not_measured_has_none() {
        assertThat(measured("psnr", 30)
                        .judgedBy("psnr >= 28", "share(psnr < 20) <= 1%", "regression(psnr) <= 1")
                        .budgets())
                .extracting(judged -> judged.regression().flatMap(Regressed::detectable))
                .containsOnly(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.01 | regression(psnr) <= 0.01 dB asks for more than 256 images can tell, which is 0.032 dB with 80% power; measure about 2500 images, or widen the margin",
                "1e-9 | regression(psnr) <= 1e-9 dB asks for more than 256 images can tell, which is 0.032 dB with 80% power; widen the margin",
                "0 | regression(psnr) <= 0 dB asks for more than 256 images can tell, which is 0.032 dB with 80% power; widen the margin",
            })
    void a_margin_that_the_images_cannot_tell_warns(String margin, String warning) {
        assertThat(warnings("regression(psnr) <= " + margin)).containsExactly(warning);
    }

    @Test
    void a_margin_that_is_surely_exceeded_does_not_warn() {
        assertThat(warnings("regression(psnr) <= -1")).isEmpty();
    }

    @Test
    void a_margin_that_the_images_can_tell_does_not_warn() {
        assertThat(warnings("regression(psnr) <= 0.032")).isEmpty();
        assertThat(warnings("share(regression(psnr) > 1) <= 0%")).isEmpty();
    }

    private static List<String> warnings(String budget) {
        return verdict(
                        Rules.DEFAULT,
                        budget,
                        measured("psnr", constant(256, 32.41))
                                .provenance(RegressionExamples::ofAnotherCheckpoint)
                                .build(),
                        measured("psnr", alternating(256, 32.39, 0.2)).build())
                .warnings();
    }

    @Test
    void a_percentage_that_the_images_cannot_tell_warns_in_per_cent() {
        assertThat(verdict(
                                Rules.DEFAULT,
                                "regression(lpips) <= 2%",
                                measured("lpips", constant(256, 0.06)).build(),
                                measured("lpips", alternating(256, 0.061, 0.01)).build())
                        .warnings())
                .containsExactly("regression(lpips) <= 2% asks for more than 256 images can tell, which is 2.61% with"
                        + " 80% power; measure about 440 images, or widen the margin");
    }

    @Test
    void without_a_baseline_the_values_of_images_give_an_upper_estimate() {
        Measurements first = measured("psnr", alternating(256, 32, 2))
                .and("lpips", alternating(256, 0.06, 0.01))
                .andSet("rfid", 1, 256)
                .slice("faces", "0000", "0001")
                .build();

        // 2.4925 · 2 · √(256 / 255) · √2 / 16, and of a percentage √(1 + 1.05²) in place of √2; of 2
        // images one is too many, and 1 - √0.2 is the share that hits one in 80 %.
        assertThat(detectable(
                        first,
                        Baselines.NONE,
                        Rules.DEFAULT,
                        "psnr >= 30",
                        "regression(psnr) <= 0.1",
                        "regression(lpips vs release) <= 5% or warn",
                        "regression(p05(psnr)) <= 0.1",
                        "regression(rfid) <= 0.1",
                        "share(psnr < 20) <= 1%",
                        "share(regression(psnr) > 1) <= 2%",
                        "regression(psnr[*]) <= 1",
                        "share(regression(psnr[*]) > 1) <= 2%",
                        "regression(ssim) <= 1"))
                .containsExactly(
                        new Detectable("regression(psnr) <= 0.1", "0.45 dB", true, Optional.empty()),
                        new Detectable("regression(lpips vs release) <= 5% or warn", "3.78%", true, Optional.empty()),
                        new Detectable("share(regression(psnr) > 1) <= 2%", "4.9%", false, Optional.empty()),
                        new Detectable("share(regression(psnr[faces]) > 1) <= 2%", "55.3%", false, Optional.empty()));
    }

    @Test
    void with_a_baseline_it_is_what_the_judgement_says() {
        Measurements before = measured("psnr", constant(256, 32.41))
                .provenance(RegressionExamples::ofAnotherCheckpoint)
                .build();
        Measurements now = measured("psnr", alternating(256, 32.39, 0.2)).build();

        assertThat(detectable(
                        now,
                        new Baselines(Optional.of(accepted(before)), Map.of()),
                        Rules.DEFAULT,
                        "regression(psnr) <= 0.1",
                        "regression(psnr vs release) <= 0.1"))
                .containsExactly(
                        new Detectable("regression(psnr) <= 0.1", "0.032 dB", false, Optional.empty()),
                        new Detectable("regression(psnr vs release) <= 0.1", "0.045 dB", true, Optional.empty()));
    }

    @Test
    void a_checkpoint_that_did_not_change_tells_no_more_than_its_values() {
        Measurements now = measured("psnr", alternating(256, 32, 2)).build();

        assertThat(detectable(
                        now,
                        new Baselines(Optional.of(accepted(now)), Map.of()),
                        Rules.DEFAULT,
                        "regression(psnr) <= 0.1",
                        "regression(p05(psnr)) <= 0.1",
                        "share(regression(psnr) > 1) <= 2%"))
                .containsExactly(
                        new Detectable("regression(psnr) <= 0.1", "0.45 dB", true, Optional.empty()),
                        new Detectable("share(regression(psnr) > 1) <= 2%", "4.9%", false, Optional.empty()));
    }

    @Test
    void values_that_moved_as_a_repetition_moves_them_tell_no_more_than_themselves() {
        double[] values = alternating(256, 32, 2);
        ExampleMeasurements before = measured("psnr", values).provenance(RegressionExamples::ofAnotherCheckpoint);
        ExampleMeasurements now = measured(
                "psnr",
                IntStream.range(0, 256).mapToDouble(i -> values[i] + i * 1e-7).toArray());

        assertThat(detectable(
                        now.build(),
                        new Baselines(Optional.of(accepted(before.build())), Map.of()),
                        Rules.DEFAULT,
                        "regression(psnr) <= 0.1"))
                .containsExactly(new Detectable("regression(psnr) <= 0.1", "0.45 dB", true, Optional.empty()));
        assertThat(detectable(judge("regression(psnr) <= 0.1", before, now))).isEmpty();
    }

    @Test
    void a_baseline_that_cannot_be_compared_with_is_none() {
        Measurements fewer = measured("psnr", constant(200, 32)).build();

        assertThat(detectable(
                        measured("psnr", alternating(256, 32, 2)).build(),
                        new Baselines(Optional.of(accepted(fewer)), Map.of()),
                        Rules.DEFAULT,
                        "regression(psnr) <= 0.1"))
                .containsExactly(new Detectable("regression(psnr) <= 0.1", "0.45 dB", true, Optional.empty()));
    }

    @Test
    void nothing_is_detectable_without_confidence_images_or_spread() {
        assertThat(detectable(
                        measured("psnr", alternating(256, 32, 2)).build(),
                        Baselines.NONE,
                        POINTS,
                        "regression(psnr) <= 0.1",
                        "share(regression(psnr) > 1) <= 2%"))
                .isEmpty();
        assertThat(detectable(
                        measured("psnr", alternating(29, 32, 2)).build(),
                        Baselines.NONE,
                        Rules.DEFAULT,
                        "regression(psnr) <= 0.1"))
                .isEmpty();
        assertThat(detectable(
                        measured("psnr", constant(30, 0.1)).build(),
                        Baselines.NONE,
                        Rules.DEFAULT,
                        "regression(psnr) <= 0.1"))
                .isEmpty();
    }

    private static List<Detectable> detectable(
            Measurements measurements, Baselines baselines, Rules rules, String... budgets) {
        return Gate.detectable(
                measurements, baselines, Budgets.parse(List.of(budgets), ExampleMeasurements.VOCABULARY), rules);
    }

    private static Optional<String> detectable(Judged judged) {
        return judged.regression().flatMap(Regressed::detectable);
    }
}
