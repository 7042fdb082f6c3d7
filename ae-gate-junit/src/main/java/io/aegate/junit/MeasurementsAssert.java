package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import io.aegate.metric.MetricId;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on the measurements of an autoencoder. */
public class MeasurementsAssert extends AbstractAssert<MeasurementsAssert, Measurements> {

    private Consumer<AssertionError> failures = failure -> {
        throw failure;
    };

    MeasurementsAssert(@Nullable Measurements actual) {
        super(actual, MeasurementsAssert.class);
    }

    /** Hands failures over instead of throwing them. */
    MeasurementsAssert collecting(Consumer<AssertionError> collector) {
        failures = collector;
        return this;
    }

    /** Goes on with one metric, and fails if it was not measured. */
    @CheckReturnValue
    public MetricAssert metric(String id) {
        try {
            isNotNull();
            requireMeasured(id);
        } catch (AssertionError failure) {
            failures.accept(failure);
            // Only soft assertions get here.
            return MetricAssert.onNothing();
        }
        return MetricAssert.on(actual, id, failures).as(descriptionText());
    }

    private void requireMeasured(String id) {
        if (id.contains("(") || id.contains("[")) {
            throw failure(
                    "'%s' is not a metric; write its name alone and a slice with in(), and put aggregates into budgets",
                    id);
        }
        boolean measured =
                actual.metrics().keySet().stream().map(MetricId::value).anyMatch(id::equals);
        if (!measured) {
            throw failure(
                    "%s was not measured; measured were %s",
                    id, actual.metrics().keySet().stream().map(MetricId::value).collect(Collectors.joining(", ")));
        }
    }
}
