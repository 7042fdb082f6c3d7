package io.aegate.junit;

import static io.aegate.junit.AeAssertions.assertThat;

import io.aegate.evaluation.Measurements;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Classes as users write them, with budgets that are compared, waived or tested themselves; run as those of {@link Examples} are. */
final class RegressionExamples {

    /** Accepted measurements at places that an annotation can name. */
    static final String BASELINE = "target/examples/accepted/baseline.json";

    static final String ANCHOR = "target/examples/accepted/old.json";

    private static final String NEVER = "9999-12-31";

    private RegressionExamples() {}

    @AeQuality(budgets = "regression(psnr) <= 0.10 dB")
    static class Held {}

    @AeQuality(budgets = {"psnr >= 20", "regression(psnr) <= 0.10 dB"})
    static class HeldTwice {

        @Test
        void sees(Measurements measured) {
            assertThat(measured).metric("psnr").isAtLeast("20");
        }
    }

    @AeQuality(budgets = "regression(psnr vs release) <= 0.10 dB")
    static class Anchored {}

    @AeQuality(budgets = "regression(psnr) <= 0.10 dB", minSamples = 50)
    static class Demanding {}

    @AeQuality(budgets = "regression(psnr) <= 0.10 dB", minSamples = 50, onInconclusive = "warn")
    static class Lenient {}

    @AeQuality(budgets = "regression(psnr) <= 0.10 dB", minSamples = 50, confidence = "none")
    static class Pointwise {}

    @AeQuality(
            baseline = BASELINE,
            anchors = "old=" + ANCHOR,
            budgets = {"psnr >= 99", "regression(psnr) <= 0.10 dB"})
    @AeWaiver(budget = "psnr >= 99", until = NEVER, reason = "it never will be")
    static class Around {

        @Nested
        @AeQuality(budgets = {"psnr >= 99", "regression(psnr vs old) <= 0.20 dB"})
        class Inner {}
    }

    @AeQuality(baseline = BASELINE, baselineCheckpoint = "no/such/images")
    static class AroundOtherBaseline {

        @Nested
        @AeQuality(baseline = ANCHOR, budgets = "regression(psnr) <= 0.10 dB")
        class Inner {}
    }

    @AeQuality(baseline = BASELINE, budgets = "regression(psnr) <= 0.10 dB")
    static class Namesake {

        @AeQuality(budgets = "psnr >= 20")
        void baseline() {}
    }

    @AeQuality(budgets = {"psnr >= 20", "psnr >= 99"})
    @AeWaiver(budget = "psnr at least 99 dB", until = NEVER, reason = "night scenes, see issue 12")
    static class Waived {}

    @AeQuality(budgets = "psnr >= 99")
    @AeWaiver(budget = "psnr >= 99", until = "2001-12-31", reason = "night scenes")
    static class Expired {}

    @AeQuality(budgets = "regression(psnr) <= 0.10 dB")
    @AeWaiver(budget = "regression(psnr) <= 0.10 dB", until = NEVER, reason = "there is no baseline yet")
    static class WaivedThoughNotMeasured {}

    @AeQuality(budgets = {"psnr >= 20", "ssim >= 0.5"})
    @AeWaiver(budget = "psnr >= 21", until = NEVER, reason = "night scenes")
    static class WaivedByMistake {}

    @AeQuality(budgets = "psnr >= 20")
    @AeWaiver(budget = "psnr >= 20", until = "next year", reason = "night scenes")
    static class WaivedForSomeTime {}

    @AeQuality(budgets = {"psnr >= 99", "ssim >= 0.9999", "l1 <= 0.0001"})
    @AeWaiver(budget = "psnr >= 99", until = NEVER, reason = "first")
    @AeWaiver(budget = "ssim >= 0.9999", until = NEVER, reason = "second")
    static class WaivedRepeatedly {}

    @Retention(RetentionPolicy.RUNTIME)
    @AeQuality(budgets = {"psnr >= 99", "ssim >= 0.9999"})
    @AeWaiver(budget = "psnr >= 99", until = NEVER, reason = "as everywhere")
    @interface HouseRules {}

    @HouseRules
    @AeWaiver(budget = "ssim >= 0.9999", until = NEVER, reason = "here alone")
    static class WaivedByHouseRules {}

    static class HeirOfWaivers extends WaivedRepeatedly {}

    @AeQuality(metrics = "psnr")
    static class WaivedOnAMethod {

        @AeQuality(budgets = "psnr >= 99")
        @AeWaiver(budget = "psnr >= 99", until = NEVER, reason = "night scenes")
        void waived() {}

        @AeQuality(budgets = "psnr >= 98")
        void counts() {}
    }

    @AeWaiver(budget = "psnr >= 99", until = NEVER, reason = "night scenes")
    static class WaiverAlone {

        @AeQuality(budgets = "psnr >= 99")
        void gate() {}
    }

    @AeQuality(budgets = "psnr >= 20")
    static class WaiverOnAnotherMethod {

        @Test
        @AeWaiver(budget = "psnr >= 20", until = NEVER, reason = "night scenes")
        void sees(Measurements measured) {
            assertThat(measured).metric("psnr").isAtLeast("20");
        }
    }

    @AeQuality(budgets = "psnr >= 32")
    static class Seeing {

        @AeQuality(budgets = "regression(psnr) <= 0.10 dB")
        void compares() {}

        @Nested
        @AeQuality(metrics = "psnr")
        class WithoutBudgets {

            @Test
            void sees(Measurements measured) {
                assertThat(measured).metric("psnr").isAtLeast("20");
            }
        }
    }

    @AeQuality(budgets = "psnr >= 5")
    static class Blind {}

    @AeQuality(checkpoint = "no/such/vae.pt", budgets = "psnr >= 20", missing = AeQuality.Missing.SKIP)
    static class Skipping {}
}
