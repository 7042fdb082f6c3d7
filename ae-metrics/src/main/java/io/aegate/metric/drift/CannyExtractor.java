package io.aegate.metric.drift;

import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;

/**
 * Canny edges of both images of each pair: {@code {share of pixels that differ, edge pixels of the reference, of the reconstruction}}.
 *
 * <p>A reconstruction enters by its rounded image, because Canny is defined on 8 bit.
 */
final class CannyExtractor implements FeatureExtractor {

    static final int DIFFERING_SHARE = 0;

    @Override
    public FeatureKey key() {
        return DriftMetrics.CANNY;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        Pair first = batch.pairs().get(0);
        Canny x = new Canny(first.width(), first.height());
        Canny y = new Canny(first.width(), first.height());
        double area = (double) first.width() * first.height();
        return batch.pairs().stream()
                .map(pair -> {
                    x.detect(pair.reference());
                    y.detect(pair.reconstruction());
                    return new double[] {x.differences(y) / area, x.edges(), y.edges()};
                })
                .toArray(double[][]::new);
    }
}
