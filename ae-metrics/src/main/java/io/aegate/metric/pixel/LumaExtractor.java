package io.aegate.metric.pixel;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;

/** Structural similarity of luma, {@code Y = .299 R + .587 G + .114 B}, where the window lies within the image: {@code {SSIM}}. */
final class LumaExtractor implements FeatureExtractor {

    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    @Override
    public FeatureKey key() {
        return PixelMetrics.LUMA;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        Pair first = batch.pairs().get(0);
        StructureWindow window = StructureWindow.within(first.width(), first.height(), 1);
        double[] colours = new double[first.width() * RgbImage.CHANNELS];
        double[] x = new double[first.width()];
        double[] y = new double[first.width()];
        return batch.pairs().stream()
                .map(pair -> {
                    window.reset();
                    for (int row = 0; row < pair.height(); row++) {
                        PairRows.reference(pair, row, colours);
                        luma(colours, x);
                        PairRows.reconstruction(pair, row, colours);
                        luma(colours, y);
                        window.add(x, y);
                    }
                    return new double[] {window.similarity()};
                })
                .toArray(double[][]::new);
    }

    private static void luma(double[] colours, double[] to) {
        for (int column = 0; column < to.length; column++) {
            int i = column * RgbImage.CHANNELS;
            to[column] = RED * colours[i] + GREEN * colours[i + 1] + BLUE * colours[i + 2];
        }
    }
}
