package io.aegate.metric;

/** A stateless definition of a metric; it knows neither device nor files. */
public interface Metric {

    MetricInfo info();

    /** The shorter side, in pixels, below which the metric is not defined. */
    int minimumSide();

    /** A fresh accumulator; not safe for use by several threads, which take one each and merge their states. */
    Accumulator accumulator();

    default MetricId id() {
        return info().id();
    }
}
