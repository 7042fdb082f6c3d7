package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.gate.RegressionExamples.POINTS;
import static io.aegate.gate.RegressionExamples.constant;
import static io.aegate.gate.RegressionExamples.judge;
import static io.aegate.gate.RegressionExamples.judgeSameCheckpoint;
import static io.aegate.gate.RegressionExamples.mixed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareRegressionTest {

    private static final String BUDGET = "share(regression(psnr) > 1) <= 2%";

    @Test
    void too_many_ruined_images_fail() {
        Judged judged = judge(BUDGET, measured("psnr", constant(256, 30)), measured("psnr", mixed(256, 30, 15, 28)));

        assertThat(judged.status()).isEqualTo(Status.FAIL);
        assertThat(judged.message())
                .isEqualTo(
                        "15 of 256 images (5.9%, 95% sure at least 3.6%) have regression(psnr) > 1 dB, but the budget"
                                + " allows at most 2%");
        assertThat(judged.reading()).isEqualTo("5.9% (15 of 256; 95% sure at least 3.6%)");
        assertThat(judged.measured()).contains("5.9%");
        assertThat(judged.lower()).contains("3.6%");
        assertThat(judged.upper()).contains("8.9%");
        assertThat(judged.images())
                .hasSize(10)
                .allMatch(worst -> worst.printed().equals("-2.00"));
    }

    @Test
    void enough_images_without_one_pass() {
        Judged judged = judge(BUDGET, measured("psnr", constant(149, 30)), measured("psnr", constant(149, 29)));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.message())
                .isEqualTo("0 of 149 images (0.0%, 95% sure at most 2.0%) have regression(psnr) > 1 dB, and the budget"
                        + " allows at most 2%");
        assertThat(judged.images()).isEmpty();
    }

    @Test
    void too_few_images_to_pass_at_all_are_told_how_many_it_takes() {
        Judged judged = judge(BUDGET, measured("psnr", constant(148, 30)), measured("psnr", constant(148, 30)));

        assertThat(judged.status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(judged.message())
                .isEqualTo(
                        "0 of 148 images (0.0%) have regression(psnr) > 1 dB, which shows no more than that the share"
                                + " is between 0.0% and 2.004% (95% sure of each bound) and leaves the 2% of the budget open;"
                                + " measure at least 149 images, or widen the margin");
    }

    @Test
    void what_the_images_cannot_tell_is_inconclusive() {
        Judged judged = judge(BUDGET, measured("psnr", constant(256, 30)), measured("psnr", mixed(256, 30, 3, 28)));

        assertThat(judged.status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(judged.message())
                .isEqualTo(
                        "3 of 256 images (1.2%) have regression(psnr) > 1 dB, which shows no more than that the share"
                                + " is between 0.3% and 3.0% (95% sure of each bound) and leaves the 2% of the budget open;"
                                + " measure more images, or widen the margin");
        assertThat(judged.reading()).isEqualTo("1.2% (3 of 256; between 0.3% and 3.0%)");
    }

    @Test
    void no_number_of_images_shows_that_there_are_none() {
        assertThat(judge(
                                "share(regression(psnr) > 1) <= 0%",
                                measured("psnr", constant(50, 30)), measured("psnr", constant(50, 30)))
                        .message())
                .endsWith("leaves the 0% of the budget open; no number of images can show 0%, so widen the margin, or"
                        + " set confidence to none");
    }

    @ParameterizedTest
    @CsvSource({
        "0, PASS, '256 of 256 images (100.0%, 95% sure at least 98.8%) have regression(psnr) <= 1 dB, and the budget asks for at least 98%'",
        "15, FAIL, '241 of 256 images (94.1%, 95% sure at most 96.4%) have regression(psnr) <= 1 dB, but the budget asks for at least 98%'",
    })
    void a_share_that_has_to_be_large_is_mirrored(int ruined, Status status, String message) {
        Judged judged = judge(
                "share(regression(psnr) <= 1) >= 98%",
                measured("psnr", constant(256, 30)), measured("psnr", mixed(256, 30, ruined, 28)));

        assertThat(judged.status()).isEqualTo(status);
        assertThat(judged.message()).isEqualTo(message);
    }

    @Test
    void a_large_share_of_few_images_is_told_how_many_it_takes() {
        assertThat(judge(
                                "share(regression(psnr) <= 1) >= 98%",
                                measured("psnr", constant(40, 30)), measured("psnr", constant(40, 30)))
                        .message())
                .endsWith("; measure at least 149 images, or widen the margin");
    }

    @ParameterizedTest
    @CsvSource({
        "33.4%, PASS, '1 of 3 images (33.4%) has regression(psnr) > 1 dB, and the budget allows at most 33.4%'",
        "33.3%, FAIL, '1 of 3 images (33.4%) has regression(psnr) > 1 dB, but the budget allows at most 33.3%'",
    })
    void without_confidence_the_share_itself_decides(String allowed, Status status, String message) {
        Judged judged = judge(
                POINTS,
                "share(regression(psnr) > 1) <= " + allowed,
                measured("psnr", 30, 30, 30),
                measured("psnr", 28, 29, 30));

        assertThat(judged.status()).isEqualTo(status);
        assertThat(judged.message()).isEqualTo(message);
    }

    @Test
    void a_threshold_in_per_cent_is_of_each_image() {
        // 10 % of 0.1 and of 0.2 are lost exactly, of 0.3 a little more; what is worse than nothing is worse by any
        // share.
        assertThat(judge(
                                POINTS,
                                "share(regression(lpips) > 10%) <= 10%",
                                measured("lpips", 0.1, 0.2, 0.3, 0, 0),
                                measured("lpips", 0.11, 0.22, 0.331, 0, 0.001))
                        .reading())
                .isEqualTo("40.0% (2 of 5)");
    }

    @Test
    void a_percentage_of_a_negative_value_is_no_pass() {
        assertThat(judge(
                                "share(regression(ssim) > 10%) <= 10%",
                                measured("ssim", 0.1, -0.2), measured("ssim", 0.1, -0.1))
                        .message())
                .isEqualTo("share(regression(ssim) > 10%) was not measured, because an image of the baseline of"
                        + " 2026-09-03 has ssim at -0.2, of which a percentage has no meaning; give the margin as an"
                        + " amount");
    }

    @Test
    void what_did_not_change_passes_with_any_number_of_images() {
        Judged judged = judgeSameCheckpoint(
                Rules.DEFAULT,
                "share(regression(psnr) > 0) <= 2%",
                measured("psnr", 30, 30),
                measured("psnr", 29.9999, 30.0001));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.message())
                .isEqualTo("0 of 2 images (0.0%, unchanged with the same checkpoint) have regression(psnr) > 0 dB, and"
                        + " the budget allows at most 2%");
        assertThat(judged.reading()).isEqualTo("0.0% (0 of 2; unchanged)");
    }

    @Test
    void a_slice_counts_its_own_images() {
        String[] faces =
                IntStream.range(0, 20).mapToObj(i -> String.format("%04d", i)).toArray(String[]::new);
        Judged judged = judge(
                "share(regression(psnr[faces]) > 1) <= 2%",
                measured("psnr", constant(40, 30)),
                measured("psnr", mixed(40, 30, 10, 20)).slice("faces", faces));

        assertThat(judged.message())
                .isEqualTo("10 of 20 images of the slice faces (50.0%, 95% sure at least 30.2%) have regression(psnr)"
                        + " > 1 dB, but the budget allows at most 2%");
    }
}
