package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Soft assertions on measurements: all are checked, and what failed is told together.
 *
 * <pre>{@code
 * AeSoftAssertions.assertSoftly(softly -> {
 *     softly.assertThat(measured).metric("psnr").in("faces").isAtLeast("31.5");
 *     softly.assertThat(measured).metric("drift.canny").isAtMost("0.08");
 * });
 * }</pre>
 */
public class AeSoftAssertions extends AbstractSoftAssertions {

    /** Begins assertions on measurements. */
    public MeasurementsAssert assertThat(@Nullable Measurements actual) {
        return proxy(MeasurementsAssert.class, Measurements.class, actual).collecting(this::collectAssertionError);
    }

    /** Runs assertions, and fails once if any of them failed. */
    public static void assertSoftly(Consumer<AeSoftAssertions> assertions) {
        SoftAssertionsProvider.assertSoftly(AeSoftAssertions.class, assertions);
    }
}
