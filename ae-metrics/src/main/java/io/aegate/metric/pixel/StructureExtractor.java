package io.aegate.metric.pixel;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;

/**
 * Structural similarity of the RGB images: {@code {SSIM where the window lies within, SSIM over every pixel, contrast where the window
 * lies within}}; the third is the first scale of MS-SSIM. NaN where no window lies within.
 */
final class StructureExtractor implements FeatureExtractor {

    @Override
    public FeatureKey key() {
        return PixelMetrics.STRUCTURE;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        Pair first = batch.pairs().get(0);
        StructureWindow window = StructureWindow.reflected(first.width(), first.height(), RgbImage.CHANNELS);
        double[] x = new double[first.width() * RgbImage.CHANNELS];
        double[] y = new double[x.length];
        return batch.pairs().stream()
                .map(pair -> {
                    window.reset();
                    for (int row = 0; row < pair.height(); row++) {
                        PairRows.reference(pair, row, x);
                        PairRows.reconstruction(pair, row, y);
                        window.add(x, y);
                    }
                    return new double[] {window.similarity(), window.fullSimilarity(), window.contrast()};
                })
                .toArray(double[][]::new);
    }
}
