package io.aegate.metric;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values of an instance metric, by image.
 *
 * <p>They are kept whole, in order of the images, so that the mean does not depend on how the pairs were split: not nearly, exactly.
 */
public final class InstanceState implements MetricState {

    private final MetricId metric;
    private final boolean everywhere;
    private final SortedMap<Integer, Double> values;

    private InstanceState(MetricId metric, boolean everywhere, SortedMap<Integer, Double> values) {
        this.metric = metric;
        this.everywhere = everywhere;
        this.values = values;
    }

    /** The value of an image, or NaN where it has none or this state has not seen it. */
    public double valueOf(int image) {
        return values.getOrDefault(image, Double.NaN);
    }

    @Override
    public double value() {
        return Sample.of(values.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .filter(value -> everywhere || !Double.isNaN(value))
                        .toArray())
                .mean();
    }

    @Override
    public int count() {
        return (int) values.values().stream().filter(value -> !value.isNaN()).count();
    }

    @Override
    public InstanceState merge(MetricState other) {
        if (!(other instanceof InstanceState state) || !state.metric.equals(metric)) {
            throw new IllegalArgumentException("a state of " + metric + " merges only with another of it");
        }
        Builder both = new Builder(metric, everywhere);
        values.forEach(both::put);
        state.values.forEach(both::put);
        return both.build();
    }

    /** Collects values; used by one thread. */
    static final class Builder {

        private final MetricId metric;
        private final boolean everywhere;
        private final SortedMap<Integer, Double> values = new TreeMap<>();

        /** @param everywhere whether an image without a value is a fault, and not one that the metric passes over */
        Builder(MetricId metric, boolean everywhere) {
            this.metric = metric;
            this.everywhere = everywhere;
        }

        void put(int image, double value) {
            if (values.putIfAbsent(image, value) != null) {
                throw new IllegalArgumentException(metric + " has seen image " + image + " twice");
            }
        }

        InstanceState build() {
            return new InstanceState(metric, everywhere, new TreeMap<>(values));
        }
    }
}
