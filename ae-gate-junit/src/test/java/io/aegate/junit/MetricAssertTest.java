package io.aegate.junit;

import static io.aegate.junit.AeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

class MetricAssertTest {

    private static final MetricInfo PSNR =
            new MetricInfo(new MetricId("psnr"), Kind.INSTANCE, Direction.HIGHER, "dB", "an example");
    private static final MetricInfo DRIFT =
            new MetricInfo(new MetricId("drift.canny"), Kind.INSTANCE, Direction.LOWER, "", "an example");

    private final Measurements measured = measured(30, 32, 37);

    @Test
    void values_that_keep_their_bounds_pass_and_the_chain_goes_on() {
        assertThat(measured)
                .metric("psnr")
                .isAtLeast("33")
                .isAtLeast("32.9 dB")
                .in("faces")
                .isAtLeast("31");
        assertThat(measured).metric("drift.canny").isAtMost("0.1").isAtMost("10%");
    }

    @Test
    void a_value_below_its_bound_fails_with_what_was_measured_and_what_was_asked() {
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").isAtLeast("33.5"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("psnr is 33.00 dB, but the budget asks for at least 33.5 dB");
        assertThatThrownBy(() -> assertThat(measured).metric("drift.canny").isAtMost("0.05"))
                .hasMessage("drift.canny is 0.1000, but the budget allows at most 0.05");
    }

    @Test
    void a_failure_carries_expected_and_actual_for_tools() {
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").isAtLeast("33.5"))
                .asInstanceOf(type(AssertionFailedError.class))
                .satisfies(failure -> {
                    Assertions.assertThat(failure.getActual().getStringRepresentation())
                            .isEqualTo("33.00");
                    Assertions.assertThat(failure.getExpected().getStringRepresentation())
                            .isEqualTo(">= 33.5");
                });
    }

    @Test
    void a_description_stands_before_the_failure() {
        assertThatThrownBy(() -> assertThat(measured)
                        .as("%d%% of the release set", 100)
                        .metric("psnr")
                        .in("faces")
                        .isAtLeast("32"))
                .hasMessage(
                        "[100% of the release set] psnr[faces] is 31.00 dB, but the budget asks for at least 32 dB");
    }

    @Test
    void of_every_slice_those_that_miss_the_bound_are_told() {
        assertThatCode(() -> assertThat(measured).metric("psnr").in("*").isAtLeast("31"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").in("*").isAtLeast("35"))
                .hasMessage("psnr[faces] is 31.00 dB, but the budget asks for at least 35 dB\n"
                        + "psnr[hands] is 34.50 dB, but the budget asks for at least 35 dB");
    }

    @Test
    void a_warning_is_a_failure_here() {
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").isAtLeast("40 or warn"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("psnr is 33.00 dB");
    }

    @Test
    void a_value_that_is_no_number_fails() {
        assertThatThrownBy(() ->
                        assertThat(measured(30, Double.NaN, 37)).metric("psnr").isAtLeast("1"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("psnr has no value for 1 of 3 images (b); mend these images or take them out of the set");
    }

    @Test
    void a_metric_that_was_not_measured_fails() {
        assertThatThrownBy(() -> assertThat(measured).metric("ssim"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("ssim was not measured; measured were drift.canny, psnr");
    }

    @Test
    void an_aggregate_is_not_a_metric() {
        assertThatThrownBy(() -> assertThat(measured).metric("p05(psnr)"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "'p05(psnr)' is not a metric; write its name alone and a slice with in(), and put aggregates"
                                + " into budgets");
    }

    @Test
    void a_bound_in_the_wrong_direction_is_refused() {
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").isAtMost("40"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        the budget is refused:
                          psnr <= 40
                               ^ expected ">=" or "at least", because psnr is better when higher""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "33 m", "33; ssim >= 0"})
    void an_amount_that_no_budget_could_have_is_refused(String amount) {
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").isAtLeast(amount))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("the budget is refused:\n");
    }

    @Test
    void an_unknown_slice_is_refused() {
        assertThatThrownBy(() -> assertThat(measured).metric("psnr").in("feet").isAtLeast("1"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("feet");
    }

    @Test
    void no_measurements_fail() {
        assertThatThrownBy(() -> AeAssertions.assertThat(null).metric("psnr"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting actual not to be null");
    }

    @Test
    void several_are_checked_softly() {
        AeSoftAssertions softly = new AeSoftAssertions();
        softly.assertThat(measured)
                .as("the release set")
                .metric("psnr")
                .isAtLeast("40")
                .in("faces")
                .isAtLeast("32");
        softly.assertThat(measured).metric("drift.canny").isAtMost("0.2");
        softly.assertThat(measured).metric("ssim").in("faces").isAtLeast("0.9");
        softly.assertThat(measured).isNull();
        softly.assertThat(measured).metric("drift.canny").isAtMost("0.01");

        Assertions.assertThat(softly.errorsCollected())
                .extracting(failure ->
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse(""))
                .satisfiesExactly(
                        first -> Assertions.assertThat(first)
                                .isEqualTo(
                                        "[the release set] psnr is 33.00 dB, but the budget asks for at least 40 dB"),
                        second -> Assertions.assertThat(second)
                                .isEqualTo(
                                        "[the release set] psnr[faces] is 31.00 dB, but the budget asks for at least 32 dB"),
                        third -> Assertions.assertThat(third)
                                .isEqualTo("ssim was not measured; measured were drift.canny, psnr"),
                        fourth -> Assertions.assertThat(fourth).isEmpty(),
                        fifth -> Assertions.assertThat(fifth).startsWith("drift.canny is 0.1000"));
    }

    @Test
    void soft_assertions_fail_once_with_all_that_failed() {
        assertThatThrownBy(() -> AeSoftAssertions.assertSoftly(softly -> {
                    softly.assertThat(measured).metric("psnr").isAtLeast("40");
                    softly.assertThat(measured).metric("drift.canny").isAtMost("0.01");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("psnr is 33.00 dB", "drift.canny is 0.1000");
    }

    private static Measurements measured(double... psnr) {
        double mean = (psnr[0] + psnr[1] + psnr[2]) / 3;
        String hash = "ab".repeat(32);
        return new Measurements(
                Map.of(
                        PSNR.id(), new MetricSummary(PSNR, mean, Double.isNaN(mean) ? 2 : 3),
                        DRIFT.id(), new MetricSummary(DRIFT, 0.1, 3)),
                new ImageTable(
                        List.of("a", "b", "c"),
                        List.of(hash, hash, hash),
                        Map.of(PSNR.id(), psnr, DRIFT.id(), new double[] {0.1, 0.1, 0.1})),
                new Slices(Map.of("faces", Set.of("a", "b"), "hands", Set.of("b", "c"))),
                new Provenance(
                        new Provenance.Subject("vae.pt", Map.of("vae.pt", hash), hash),
                        new Provenance.ImageSetFacts(3, hash),
                        Provenance.ImageSetFacts.NONE,
                        Provenance.ImageSetFacts.NONE,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        "cpu",
                        "fp32",
                        Map.of(),
                        Instant.EPOCH,
                        1),
                List.of());
    }
}
