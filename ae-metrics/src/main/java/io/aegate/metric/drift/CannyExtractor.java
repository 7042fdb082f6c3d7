package io.aegate.metric.drift;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import java.util.Optional;

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
    public Optional<Seen> show(Pair pair) {
        return Optional.of(new Seen(edges(pair.reference()), edges(pair.reconstruction())));
    }

    private static RgbImage edges(RgbImage image) {
        boolean[] map = new Canny(image.width(), image.height()).detect(image).map();
        float[] levels = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            levels[i] = map[i] ? 1 : 0;
        }
        return Pictures.of(false, image, levels);
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
