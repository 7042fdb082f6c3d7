package io.aegate.metric;

/** A stateless definition of a metric; it knows neither device nor files. */
public sealed interface Metric permits InstanceMetric, SetMetric {

    MetricInfo info();

    /** The shorter side, in pixels, below which the metric is not defined. */
    int minimumSide();

    /** What it reads. */
    FeatureKey features();

    /** Whether it looks at generated images, which belong to no reference, instead of reconstructions. */
    default boolean ofGenerated() {
        return false;
    }

    default MetricId id() {
        return info().id();
    }
}
