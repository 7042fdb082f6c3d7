package io.aegate.evaluation;

import io.aegate.metric.MetricInfo;
import java.util.OptionalDouble;

/**
 * A metric's value over the set.
 *
 * @param info which metric
 * @param value the mean over images of an instance metric, or the set's value; NaN where it could not be had
 * @param n the number of images that have a value
 * @param standardError of a set metric's value, where it was asked for
 */
public record MetricSummary(MetricInfo info, double value, int n, OptionalDouble standardError) {

    /** Without a standard error. */
    public MetricSummary(MetricInfo info, double value, int n) {
        this(info, value, n, OptionalDouble.empty());
    }
}
