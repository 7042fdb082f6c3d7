package com.example.autoencoder;

import static io.aegate.junit.AeAssertions.assertThat;

import io.aegate.evaluation.Measurements;
import io.aegate.junit.AeQuality;
import io.aegate.junit.AeSoftAssertions;
import org.junit.jupiter.api.Test;

/** The gate once more, as tests: each budget is a case, and what no budget can say is a test of its own. */
@AeQuality(
        references = "target/evaluation",
        checkpoint = "models/autoencoder.pt",
        slices = "target/slices.csv",
        budgets = {
            "psnr >= 28 dB",
            "psnr[text] >= 25.5 dB",
            "p05(psnr) >= 21.8 dB",
            "ssim >= 0.868",
            "drift.canny <= 0.075",
            "regression(psnr) <= 0.25 dB",
            "psnr >= 30 dB or warn"
        })
class AutoencoderQualityTest {

    @Test
    void structure_survives_even_where_the_eye_is_strict(Measurements measured) {
        assertThat(measured).metric("ssim").in("shapes").isAtLeast("0.9");
    }

    @Test
    void no_family_of_images_pays_for_the_others(Measurements measured) {
        AeSoftAssertions.assertSoftly(softly -> {
            softly.assertThat(measured).metric("psnr").in("*").isAtLeast("25 dB");
            softly.assertThat(measured).metric("drift.canny").in("lines").isAtMost("0.1");
        });
    }
}
