package io.aegate.metric.pixel;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;

/**
 * Structural similarity of the RGB images: {@code {SSIM where the window lies within, SSIM over every pixel, contrast where the window
 * lies within}}; the third is the first scale of MS-SSIM. NaN where no window lies within.
 *
 * @param offset what is added to each value; with −½ the luminance term is that of 2x − 1 over a range of 2, for
 *     {@code (2 (2μx − 1)(2μy − 1) + 4C1) / ((2μx − 1)² + (2μy − 1)² + 4C1)} is that of {@code μ − ½} with C1, and variances stay
 */
record StructureExtractor(FeatureKey key, double offset) implements FeatureExtractor {

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
                        shift(x);
                        shift(y);
                        window.add(x, y);
                    }
                    return new double[] {window.similarity(), window.fullSimilarity(), window.contrast()};
                })
                .toArray(double[][]::new);
    }

    private void shift(double[] row) {
        if (offset != 0) {
            for (int i = 0; i < row.length; i++) {
                row[i] += offset;
            }
        }
    }
}
