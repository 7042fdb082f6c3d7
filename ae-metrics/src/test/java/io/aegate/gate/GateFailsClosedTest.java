package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was not measured never passes, not even where a violation would only warn. */
class GateFailsClosedTest {

    @ParameterizedTest
    @ValueSource(strings = {"psnr >= 28", "psnr >= 28 or warn", "p05(psnr) >= 1", "share(psnr < 20) <= 100%"})
    void no_images_are_no_pass(String budget) {
        Verdict verdict = measured("psnr").judgedBy(budget);

        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(only(verdict).message())
                .endsWith(" was not measured, because there are no images; check the folders of references and"
                        + " reconstructions");
    }

    @Test
    void a_metric_that_was_not_measured_is_no_pass() {
        Verdict verdict = measured("psnr", 30).judgedBy("ssim >= 0.9 or warn");

        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(only(verdict).measured()).isEmpty();
        assertThat(only(verdict).message())
                .isEqualTo("ssim was not measured; add it to metrics, or leave metrics out so that the budgets decide"
                        + " what is measured");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void an_image_without_a_value_is_no_pass(double missing) {
        Verdict verdict = measured("psnr", 30, missing, 30).judgedBy("psnr >= 28", "share(psnr < 20) <= 50%");

        assertThat(verdict.violations())
                .extracting(Judged::message)
                .containsOnly(
                        "psnr has no value for 1 of 3 images (0001); mend these images or take them out of the set");
        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
    }

    @Test
    void an_image_without_a_value_does_not_hurt_a_slice_without_it() {
        assertThat(measured("psnr", 30, Double.NaN)
                        .slice("faces", "0000")
                        .judgedBy("psnr[faces] >= 28")
                        .outcome())
                .isEqualTo(Status.PASS);
    }

    @Test
    void a_set_metric_without_a_value_is_no_pass() {
        Verdict verdict = measured("psnr", 30).andSet("rfid", Double.NaN, 1).judgedBy("rfid <= 1.2");

        assertThat(verdict.violations())
                .extracting(Judged::message)
                .containsExactly("rfid has no value over 1 image; measure more images, or take the budget out");
    }

    @Test
    void an_empty_slice_is_no_pass() {
        Verdict verdict = measured("psnr", 30).slice("faces", "elsewhere").judgedBy("psnr[faces] >= 28");

        assertThat(verdict.violations())
                .extracting(Judged::message)
                .containsExactly("psnr[faces] was not measured, because none of the images is in the slice faces; check"
                        + " that the slices file names images as the report does");
    }

    @ParameterizedTest
    @CsvSource({
        "psnr[faces] >= 28, 'psnr[faces] was not measured, because there is no slice faces; add it to the slices file, or take the budget out'",
        "psnr[*] >= 28, 'psnr[*] was not measured, because there are no slices; give a slices file of image,slice'",
    })
    void a_slice_that_is_not_there_is_no_pass(String budget, String message) {
        assertThat(measured("psnr", 30).judgedBy(budget).violations())
                .extracting(Judged::message)
                .containsExactly(message);
    }

    @Test
    void one_image_has_no_spread() {
        assertThat(measured("psnr", 30).judgedBy("std(psnr) <= 1").violations())
                .extracting(Judged::message)
                .containsExactly("std(psnr) was not measured, because one image has no spread; measure at least two");
    }

    @ParameterizedTest
    @CsvSource({
        "regression(psnr) <= 0.10 dB, regression(psnr), baseline, ''",
        "regression(psnr vs release) <= 0.10 or warn, regression(psnr vs release), anchor release, ' -Dae-gate.anchor=release'",
        "share(regression(psnr) > 1) <= 2%, share(regression(psnr) > 1), baseline, ''",
        "share(regression(psnr vs release) > 1) <= 2%, share(regression(psnr vs release) > 1), anchor release, ' -Dae-gate.anchor=release'",
    })
    void a_regression_without_a_baseline_is_no_pass(String budget, String quantity, String missing, String option) {
        Verdict verdict = measured("psnr", 30).judgedBy(budget);

        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(only(verdict).message())
                .isEqualTo(quantity + " was not measured, because there is no " + missing
                        + " to compare with; accept one with ae-gate:accept" + option + ", or take the budget out");
    }

    private static Judged only(Verdict verdict) {
        assertThat(verdict.budgets()).hasSize(1);
        return verdict.budgets().get(0);
    }
}
