package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import org.junit.jupiter.api.Test;

/** Classes as users write them, with budgets on metrics that need weights; run as those of {@link Examples} are. */
final class NetworkExamples {

    private NetworkExamples() {}

    @AeQuality(budgets = {"lpips-squeeze <= 10", "lpips-squeeze <= 0.0001", "psnr >= 20"})
    static class Perceptual {

        @Test
        void needsMeasurements(Measurements measured) {
            AeAssertions.assertThat(measured).metric("lpips-squeeze").isAtMost("10");
        }
    }

    @AeQuality(
            budgets = {"lpips-squeeze <= 10", "psnr >= 20"},
            missing = AeQuality.Missing.SKIP)
    static class Skipping {

        @Test
        void needsMeasurements(Measurements measured) {
            AeAssertions.assertThat(measured).metric("lpips-squeeze").isAtMost("10");
        }

        @AeQuality(budgets = "ssim >= 0.5", missing = AeQuality.Missing.SKIP)
        void needsNoWeights() {}
    }

    @AeQuality(
            budgets = {"lpips-squeeze <= 10", "sim >= 0.9"},
            missing = AeQuality.Missing.SKIP)
    static class Misspelt {}

    @AeQuality(budgets = "regression(lpips-squeeze) <= 0.01")
    static class Held {}
}
