package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aegate.evaluation.Measurements;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

    @Test
    void a_value_just_short_of_the_minimum_never_prints_as_the_minimum() {
        assertThat(measured("psnr", 27.9996).judgedBy("psnr >= 28.0").violations())
                .extracting(Judged::message)
                .containsExactly("psnr is 27.99 dB, but the budget asks for at least 28.0 dB");
    }

    @Test
    void a_value_just_past_the_maximum_never_prints_as_the_maximum() {
        assertThat(measured("lpips", 0.0600001).judgedBy("lpips at most 0.06").violations())
                .extracting(Judged::message)
                .containsExactly("lpips is 0.0601, but the budget allows at most 0.06");
    }

    @Test
    void a_bound_of_many_decimals_is_printed_beside_as_many() {
        assertThat(measured("lpips", 0.0123456789)
                        .judgedBy("lpips <= 0.0123456")
                        .violations())
                .extracting(Judged::message)
                .containsExactly("lpips is 0.0123457, but the budget allows at most 0.0123456");
    }

    @Test
    void a_value_on_its_bound_passes() {
        Judged judged = only(measured("psnr", 28).judgedBy("psnr >= 28"));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.measured()).contains("28.00");
        assertThat(judged.message()).isEqualTo("psnr is 28.00 dB, and the budget asks for at least 28 dB");
    }

    @Test
    void a_binary_fraction_equals_the_decimal_that_it_prints_as() {
        assertThat(measured("lpips", 0.1).judgedBy("lpips <= 0.1").outcome()).isEqualTo(Status.PASS);
    }

    @Test
    void a_percentage_is_printed_as_one() {
        assertThat(measured("face-recall", 1, 1, 1, 0.7999)
                        .judgedBy("face-recall >= 95%")
                        .violations())
                .extracting(Judged::message)
                .containsExactly("face-recall is 94.99%, but the budget asks for at least 95%");
    }

    @ParameterizedTest
    @CsvSource({
        "mean(psnr) >= 25, psnr is 24.00 dB",
        "median(psnr) >= 25, median(psnr) is 24.00 dB",
        "min(psnr) >= 25, min(psnr) is 20.00 dB",
        "max(psnr) >= 29, max(psnr) is 28.00 dB",
        "p25(psnr) >= 25, p25(psnr) is 22.00 dB",
    })
    void aggregates_are_over_images(String budget, String message) {
        assertThat(only(measured("psnr", 20, 22, 24, 26, 28).judgedBy(budget)).message())
                .startsWith(message + ", but the budget asks for at least ");
    }

    @Test
    void a_spread_is_bounded_from_above() {
        assertThat(only(measured("psnr", 20, 30).judgedBy("std(psnr) <= 7")).message())
                .isEqualTo("std(psnr) is 7.08 dB, but the budget allows at most 7 dB");
    }

    @Test
    void a_share_names_its_count() {
        double[] values =
                IntStream.range(0, 256).mapToDouble(i -> i < 3 ? 19 : 30).toArray();
        Judged judged = only(measured("psnr", values).judgedBy("share(psnr < 20) at most 1%"));

        assertThat(judged.message())
                .isEqualTo("3 of 256 images (1.2%) have psnr < 20 dB, but the budget allows at most 1%");
        assertThat(judged.reading()).isEqualTo("1.2% (3 of 256)");
        assertThat(judged.measured()).contains("1.2%");
        assertThat(judged.n()).isEqualTo(256);
    }

    @Test
    void a_share_is_compared_exactly() {
        double[] third = {19, 30, 30};

        assertThat(measured("psnr", third).judgedBy("share(psnr < 20) <= 33.3%").outcome())
                .isEqualTo(Status.FAIL);
        assertThat(measured("psnr", third).judgedBy("share(psnr < 20) <= 33.4%").outcome())
                .isEqualTo(Status.PASS);
        assertThat(only(measured("psnr", third).judgedBy("share(psnr < 20) <= 33.3%"))
                        .message())
                .isEqualTo("1 of 3 images (33.4%) has psnr < 20 dB, but the budget allows at most 33.3%");
    }

    @ParameterizedTest
    @CsvSource({
        "share(psnr < 20) <= 49%, 1",
        "share(psnr <= 20) <= 49%, 2",
        "share(psnr > 20) >= 51%, 0",
        "share(psnr >= 20) >= 51%, 1"
    })
    void a_share_tells_strict_from_inclusive(String budget, int hits) {
        assertThat(only(measured("psnr", 19, 20).judgedBy(budget)).reading()).endsWith("(" + hits + " of 2)");
    }

    @Test
    void a_slice_is_judged_on_its_own_images() {
        ExampleMeasurements measured = measured("psnr", 20, 30, 40).slice("faces", "0000", "0001");
        Judged judged = only(measured.judgedBy("psnr[faces] >= 28"));

        assertThat(judged.message()).isEqualTo("psnr[faces] is 25.00 dB, but the budget asks for at least 28 dB");
        assertThat(judged.n()).isEqualTo(2);
        assertThat(judged.images()).extracting(WorstImage::image).containsExactly("0000", "0001");
    }

    @Test
    void a_share_of_a_slice_says_so() {
        ExampleMeasurements measured = measured("psnr", 10, 30, 10).slice("faces", "0000", "0001");

        assertThat(only(measured.judgedBy("share(psnr[faces] < 20) <= 1%")).message())
                .isEqualTo(
                        "1 of 2 images of the slice faces (50.0%) has psnr < 20 dB, but the budget allows at most 1%");
    }

    @Test
    void every_slice_is_judged_on_its_own() {
        Verdict verdict = measured("psnr", 20, 30)
                .slice("faces", "0000")
                .slice("night street", "0001")
                .judgedBy("psnr[ * ] >= 24 or warn");

        assertThat(verdict.budgets())
                .extracting(Judged::text, Judged::status)
                .containsExactly(
                        tuple("psnr[faces] >= 24 or warn", Status.FAIL),
                        tuple("psnr[night street] >= 24 or warn", Status.PASS));
    }

    @Test
    void a_failed_budget_names_its_ten_worst_images_worst_first() {
        double[] values = IntStream.range(0, 30).mapToDouble(i -> (i * 7) % 30).toArray();
        List<WorstImage> higher =
                only(measured("psnr", values).judgedBy("psnr >= 28")).images();
        List<WorstImage> lower =
                only(measured("lpips", values).judgedBy("lpips <= 1")).images();

        assertThat(higher).hasSize(10);
        assertThat(higher.get(0)).isEqualTo(new WorstImage("0000", WorstImage.Figure.VALUE, "0.00", "dB"));
        assertThat(higher).extracting(WorstImage::printed).startsWith("0.00", "1.00", "2.00");
        assertThat(lower).extracting(WorstImage::printed).startsWith("29.0000", "28.0000", "27.0000");
    }

    @Test
    void images_of_one_value_are_named_in_their_order() {
        assertThat(only(measured("lpips", 1, 1, 1).judgedBy("lpips <= 0.1")).images())
                .extracting(WorstImage::image)
                .containsExactly("0000", "0001", "0002");
    }

    @Test
    void a_met_budget_and_a_set_metric_have_no_worst_images() {
        Verdict verdict = measured("psnr", 30).andSet("rfid", 2, 1).judgedBy("psnr >= 28", "rfid <= 1.2");

        assertThat(verdict.budgets()).extracting(Judged::images).containsOnly(List.of());
        assertThat(verdict.violations())
                .extracting(Judged::message)
                .containsExactly("rfid is 2.0000, but the budget allows at most 1.2");
    }

    @Test
    void all_violations_are_reported_at_once() {
        Verdict verdict = measured("psnr", 27)
                .and("ssim", 0.8)
                .and("lpips", 0.01)
                .judgedBy("psnr >= 28", "ssim >= 0.9", "lpips <= 0.1");

        assertThat(verdict.outcome()).isEqualTo(Status.FAIL);
        assertThat(verdict.summary()).isEqualTo("""
                        2 of 3 budgets are not met:
                          psnr is 27.00 dB, but the budget asks for at least 28 dB
                          ssim is 0.8000, but the budget asks for at least 0.9""");
    }

    @Test
    void a_warning_is_reported_and_does_not_fail() {
        Verdict verdict = measured("psnr", 27).judgedBy("psnr >= 28 or warn");

        assertThat(verdict.passed()).isTrue();
        assertThat(only(verdict).status()).isEqualTo(Status.FAIL);
        assertThat(only(verdict).severity()).isEqualTo(Severity.WARN);
        assertThat(verdict.summary()).isEqualTo("the budget is met");
    }

    @Test
    void a_message_holds_no_control_characters_of_names() {
        Verdict verdict = new ExampleMeasurements()
                .named("a\u001b[31m\nb", "c")
                .and("psnr", Double.NaN, 30)
                .slice("faces", "c", "d\u2028e")
                .judgedBy("psnr >= 28", "psnr[faces] >= 28");

        assertThat(verdict.summary())
                .isEqualTo(
                        "1 of 2 budgets is not met:\n  psnr has no value for 1 of 2 images (a\uFFFD[31m\uFFFDb); mend"
                                + " these images or take them out of the set");
        assertThat(verdict.warnings()).containsExactly("the slice faces names 1 image that was not measured: d\uFFFDe");
    }

    @Test
    void a_known_violation_outweighs_what_was_not_measured() {
        assertThat(measured("psnr", 20).judgedBy("psnr >= 28", "ssim >= 0.9").outcome())
                .isEqualTo(Status.FAIL);
    }

    @Test
    void a_percentile_of_few_images_is_called_an_extreme() {
        double[] nineteen = IntStream.range(0, 19).mapToDouble(i -> 30).toArray();
        double[] twenty = IntStream.range(0, 20).mapToDouble(i -> 30).toArray();

        assertThat(measured("psnr", nineteen).judgedBy("p05(psnr) >= 24").warnings())
                .containsExactly("p05(psnr) of 19 images is little more than their minimum; measure 20 images or more");
        assertThat(measured("lpips", nineteen).judgedBy("p95(lpips) <= 50").warnings())
                .containsExactly(
                        "p95(lpips) of 19 images is little more than their maximum; measure 20 images or more");
        assertThat(measured("psnr", twenty).judgedBy("p05(psnr) >= 24").warnings())
                .isEmpty();
        assertThat(measured("psnr", nineteen).judgedBy("min(psnr) >= 24").warnings())
                .isEmpty();
    }

    @Test
    void a_slice_that_names_images_which_were_not_measured_warns() {
        assertThat(measured("psnr", 30)
                        .slice("faces", "0000", "b", "a")
                        .judgedBy("psnr[faces] >= 24", "min(psnr[faces]) >= 24")
                        .warnings())
                .containsExactly("the slice faces names 2 images that were not measured: a, b");
    }

    @Test
    void the_value_is_the_one_of_the_measurements() {
        Judged judged = only(measured("psnr", 20, 30).judgedBy("psnr >= 24"));

        assertThat(judged)
                .isEqualTo(new Judged(
                        "psnr >= 24",
                        Status.PASS,
                        Severity.ERROR,
                        Optional.of("25.00"),
                        Optional.empty(),
                        Optional.empty(),
                        2,
                        "25.00",
                        "psnr is 25.00 dB, and the budget asks for at least 24 dB",
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void judging_nothing_is_a_defect_of_the_caller() {
        Measurements measurements = measured("psnr", 30).build();

        assertThatThrownBy(() -> Gate.judge(measurements, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a verdict on no budget would pass whatever was measured");
    }

    private static Judged only(Verdict verdict) {
        assertThat(verdict.budgets()).hasSize(1);
        return verdict.budgets().get(0);
    }
}
