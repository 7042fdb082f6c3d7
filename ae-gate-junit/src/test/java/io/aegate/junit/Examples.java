package io.aegate.junit;

import static io.aegate.junit.AeAssertions.assertThat;

import io.aegate.TestImages;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Classes as users write them, run by the tests here through the platform's launcher.
 *
 * <p>They leave the images to properties, because those lie elsewhere on every machine.
 */
final class Examples {

    /** What was injected, so that tests can tell whether it was the same everywhere. */
    static final List<Measurements> INJECTED = new CopyOnWriteArrayList<>();

    /** Reconstructions at a place that an annotation can name. */
    static final String OUT = "target/examples/out";

    /** Reconstructions that a test replaces. */
    static Path changing = Path.of("");

    private Examples() {}

    @AeQuality(budgets = {"psnr >= 20", "ssim at least 0.5"})
    @Tag("quality")
    static class Passing {}

    @AeQuality(budgets = {"psnr   >= 20 dB", "ssim >= 0.999", "l1 <= 0.0001", "psnr >= 99 or warn"})
    static class Failing {}

    @AeQuality(budgets = {"psnr >= 20", "regression(psnr) <= 0.1 dB"})
    static class NotMeasured {}

    @AeQuality(budgets = {"psnr[*] >= 20", "psnr[*] >= 99"})
    static class EverySlice {}

    @AeQuality(budgets = {"psnr <= 30", "sim >= 0.9"})
    static class Misconfigured {}

    @AeQuality(budgetsFile = "no/such/budgets.txt")
    static class WithoutBudgetsFile {}

    @AeQuality
    static class Empty {}

    @AeQuality(checkpoint = "no/such/vae.pt", budgets = "psnr >= 20")
    static class WithoutCheckpoint {

        @Test
        void needsMeasurements(Measurements measured) {
            throw new AssertionError("there is nothing to measure, but " + measured);
        }
    }

    @AeQuality(checkpoint = "no/such/vae.pt", budgets = "psnr >= 20", missing = AeQuality.Missing.SKIP)
    static class Skipping {

        @Test
        void needsMeasurements(Measurements measured) {
            throw new AssertionError("there is nothing to measure, but " + measured);
        }

        @Nested
        @AeQuality(budgets = "ssim >= 0.5")
        class Inner {}
    }

    @AeQuality(budgets = "psnr >= 20")
    @Disabled("until the images are there")
    static class Off {}

    @Retention(RetentionPolicy.RUNTIME)
    @AeQuality(budgets = {"psnr >= 20", "l1 <= 0.5"})
    @interface HouseRules {}

    @HouseRules
    static class Composed {

        @Test
        void has(Verdict verdict) {
            Assertions.assertThat(verdict.budgets()).hasSize(2);
        }
    }

    @AeQuality(budgets = "psnr >= 20")
    abstract static class Base {}

    static class Derived extends Base {}

    @AeQuality(budgets = "psnr >= 20", metrics = "ms-ssim")
    static class Outer {

        @Test
        void sees(Measurements measured, Verdict verdict) {
            INJECTED.add(measured);
            Assertions.assertThat(verdict.outcome()).isEqualTo(Status.PASS);
            assertThat(measured).metric("psnr").isAtLeast("20");
        }

        @AeQuality(budgets = {"psnr >= 20", "ms-ssim >= 0.5"})
        void scales() {}

        @Nested
        class Plain {

            @Test
            void sees(Measurements measured) {
                INJECTED.add(measured);
                assertThat(measured).metric("ms-ssim").isAtLeast("0.5");
            }
        }

        @Nested
        @AeQuality(budgets = "ssim >= 0.5")
        class Structure {

            @Test
            void sees(Measurements measured) {
                assertThat(measured).metric("ssim").isAtLeast("0.5");
            }
        }
    }

    @AeQuality(metrics = "l1")
    static class Grouped {

        @Nested
        class Middle {

            @Nested
            @AeQuality(budgets = "l1 <= 0.5")
            class Innermost {}
        }

        static class Unnamed {

            @AeQuality(budgets = "psnr >= 20")
            static class Static {}
        }
    }

    static class MethodsAlone {

        @AeQuality(budgets = "psnr >= 20")
        void gate() {}

        @Test
        @AeQuality(metrics = "l1")
        void numbers(Measurements measured) {
            assertThat(measured).metric("l1").isAtMost("0.5");
        }
    }

    static class Forgotten {

        @AeQuality(metrics = "psnr")
        void isNoTest() {}
    }

    @AeQuality(metrics = {"psnr", "l1"})
    static class NumbersOnly {

        private static Measurements first;

        private final Measurements own;

        NumbersOnly(Measurements own) {
            this.own = own;
        }

        @BeforeAll
        static void before(Measurements measured) {
            first = measured;
        }

        @BeforeEach
        void beforeEach(Measurements measured) {
            Assertions.assertThat(measured).isSameAs(own);
        }

        @Test
        void areTheSameEverywhere(Measurements measured) {
            Assertions.assertThat(measured).isSameAs(own).isSameAs(first);
            Assertions.assertThat(measured.metrics()).hasSize(2);
        }

        @Test
        void haveNoVerdict(Verdict verdict) {
            throw new AssertionError("there are no budgets, but " + verdict);
        }
    }

    @AeQuality(metrics = "psnr", budgets = "psnr >= 20")
    static class Crowd {

        @RepeatedTest(8)
        void sees(Measurements measured) {
            INJECTED.add(measured);
        }
    }

    @AeQuality(budgets = "psnr >= 20")
    static class OtherCrowd {

        @RepeatedTest(8)
        void sees(Measurements measured, Verdict verdict) {
            INJECTED.add(measured);
            Assertions.assertThat(verdict.passed()).isTrue();
        }
    }

    static class WithoutGateOfItsOwn {

        @Nested
        @AeQuality(budgets = "psnr >= 20")
        class Inner {}
    }

    abstract static class BaseWithInner {

        @Nested
        @AeQuality(budgets = "ssim >= 0.5")
        class Inherited {

            @Test
            void sees(Measurements measured) {
                assertThat(measured).metric("l1").isAtMost("0.5");
            }
        }
    }

    @AeQuality(metrics = "l1")
    static class Heir extends BaseWithInner {}

    @HouseRules
    @AeQuality(budgets = "ssim >= 0.5")
    static class Twofold {}

    @AeQuality(budgets = "psnr >= 20")
    interface Contract {}

    static class TwofoldByInheritance extends Passing implements Contract {}

    @AeQuality(checkpoint = "no/such/vae.pt", budgets = "psnr >= 20", missing = AeQuality.Missing.SKIP)
    static class SkippingInPart {

        @Test
        void isSkipped(Measurements measured) {
            throw new AssertionError("there is nothing to measure, but " + measured);
        }

        @AeQuality(reconstructions = OUT, budgets = "ssim >= 0.999")
        void isNotSkipped() {}

        @Nested
        @AeQuality(reconstructions = OUT, budgets = "l1 <= 0.5")
        class Inner {

            @Test
            void isNotSkipped(Measurements measured) {
                assertThat(measured).metric("l1").isAtMost("0.5");
            }
        }
    }

    @AeQuality
    @SuppressWarnings("ClassCanBeStatic") // it lacks @Nested, which is the mistake that is shown
    static class ForgottenNested {

        class Inner {

            @Test
            void isNotRun() {}
        }
    }

    @AeQuality
    static class Uncallable {

        @Test
        private void isNotRun() {}
    }

    @AeQuality(metrics = "psnr")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Changing {

        @Test
        @Order(1)
        void before(Measurements measured) {
            INJECTED.add(measured);
        }

        @Test
        @Order(2)
        void change() throws IOException {
            try (Stream<Path> files = Files.list(changing)) {
                for (Path file : files.toList()) {
                    TestImages.write(file, TestImages.constant(7, 192, 192));
                }
            }
        }

        @Test
        @Order(3)
        void after(Measurements measured) {
            INJECTED.add(measured);
        }
    }

    @AeQuality(metrics = "psnr")
    static class Constructed {

        private final Measurements own;

        Constructed(Measurements own) {
            this.own = own;
        }

        @Test
        @AeQuality(metrics = "l1")
        void isOfTheMethod(Measurements measured) {
            Assertions.assertThat(own).isSameAs(measured);
        }
    }
}
