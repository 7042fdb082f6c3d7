package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import io.aegate.metric.MetricId;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on the measurements of an autoencoder. */
public final class MeasurementsAssert extends AbstractAssert<MeasurementsAssert, Measurements> {

    MeasurementsAssert(@Nullable Measurements actual) {
        super(actual, MeasurementsAssert.class);
    }

    /** Goes on with one metric, and fails if it was not measured. */
    public MetricAssert metric(String id) {
        isNotNull();
        boolean measured =
                actual.metrics().keySet().stream().map(MetricId::value).anyMatch(id::equals);
        if (!measured) {
            throw failure(
                    "%s was not measured; measured were %s",
                    id, actual.metrics().keySet().stream().map(MetricId::value).collect(Collectors.joining(", ")));
        }
        return new MetricAssert(actual, id, "").as(descriptionText());
    }
}
