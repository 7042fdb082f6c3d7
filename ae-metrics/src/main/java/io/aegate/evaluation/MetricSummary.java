package io.aegate.evaluation;

import io.aegate.metric.MetricInfo;

/**
 * A metric's value over the set.
 *
 * @param info which metric
 * @param value the mean over images of an instance metric, or the set's value; NaN where it could not be had
 * @param n the number of images that have a value
 */
public record MetricSummary(MetricInfo info, double value, int n) {}
