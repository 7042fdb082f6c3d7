package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import org.jspecify.annotations.Nullable;

/** The entry to assertions on measurements: {@code assertThat(measured).metric("psnr").isAtLeast("31.5")}. */
public final class AeAssertions {

    private AeAssertions() {}

    public static MeasurementsAssert assertThat(@Nullable Measurements actual) {
        return new MeasurementsAssert(actual);
    }
}
