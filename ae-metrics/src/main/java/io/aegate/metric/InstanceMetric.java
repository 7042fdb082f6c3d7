package io.aegate.metric;

import java.util.function.ToDoubleFunction;

/**
 * A metric with one value an image: a pure function of the features that it names.
 *
 * @param info what it is
 * @param minimumSide the shorter side below which it is not defined
 * @param features which features it reads
 * @param score the value of an image from its features
 */
public record InstanceMetric(MetricInfo info, int minimumSide, FeatureKey features, ToDoubleFunction<double[]> score)
        implements Metric {

    /** A fresh accumulator; not safe for use by several threads, which take one each and merge their states. */
    public Accumulator accumulator() {
        return new Accumulator() {
            private final InstanceState.Builder values =
                    new InstanceState.Builder(info.id(), info.presence().isEverywhere());

            @Override
            public void add(PairBatch batch) {
                double[][] rows = batch.features(features);
                for (int i = 0; i < rows.length; i++) {
                    values.put(batch.pairs().get(i).index(), score.applyAsDouble(rows[i]));
                }
            }

            @Override
            public MetricState state() {
                return values.build();
            }
        };
    }
}
