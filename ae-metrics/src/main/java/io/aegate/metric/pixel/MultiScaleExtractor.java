package io.aegate.metric.pixel;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Multi-scale structural similarity of the RGB images: {@code {MS-SSIM}}.
 *
 * <pre>
 *   MS-SSIM = Π relu(contrast at scale s)^w(s), s = 1 … 4, times relu(SSIM at scale 5)^w(5)
 *   scale s + 1 is scale s averaged over 2×2 pixels (an odd last row or column is dropped)
 * </pre>
 *
 * <p>Source: Wang, Simoncelli, Bovik, <i>Multiscale structural similarity for image quality assessment</i>, 2003. The first scale is
 * read from {@link PixelMetrics#STRUCTURE}.
 */
final class MultiScaleExtractor implements FeatureExtractor {

    /** In single precision, as torchmetrics holds them: it moves a value by some 1e-9. */
    private static final float[] WEIGHTS = {0.0448f, 0.2856f, 0.3001f, 0.2363f, 0.1333f};

    /** Where {@link StructureExtractor} puts the contrast. */
    private static final int CONTRAST = 2;

    @Override
    public FeatureKey key() {
        return PixelMetrics.MULTI_SCALE;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        double[][] firstScale = batch.features(PixelMetrics.STRUCTURE);
        Pair first = batch.pairs().get(0);
        Scales scales = new Scales(first.width(), first.height());
        List<Pair> pairs = batch.pairs();
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> new double[] {product(firstScale[i], scales.terms(pairs.get(i)))})
                .toArray(double[][]::new);
    }

    /** MS-SSIM from the features of {@link PixelMetrics#STRUCTURE} and the terms of the four coarser scales. */
    static double product(double[] structure, double[] coarser) {
        double product = weighted(structure[CONTRAST], 0);
        for (int scale = 1; scale < WEIGHTS.length; scale++) {
            product *= weighted(coarser[scale - 1], scale);
        }
        return product;
    }

    private static double weighted(double term, int scale) {
        return Math.pow(Math.max(0, term), WEIGHTS[scale]);
    }

    /** The windows of the coarser scales, fed row by row; each scale keeps two rows. */
    private static final class Scales {

        private final StructureWindow[] windows = new StructureWindow[WEIGHTS.length];
        private final double[][][] x = new double[WEIGHTS.length][2][];
        private final double[][][] y = new double[WEIGHTS.length][2][];

        Scales(int width, int height) {
            for (int scale = 0; scale < WEIGHTS.length; scale++) {
                int columns = width >> scale;
                for (int parity = 0; parity < 2; parity++) {
                    x[scale][parity] = new double[columns * RgbImage.CHANNELS];
                    y[scale][parity] = new double[columns * RgbImage.CHANNELS];
                }
                if (scale > 0) {
                    windows[scale] = StructureWindow.within(columns, height >> scale, RgbImage.CHANNELS);
                }
            }
        }

        /** The contrast of scales 2 to 4, and the similarity of scale 5. */
        double[] terms(Pair pair) {
            read(pair);
            double[] terms = new double[windows.length - 1];
            for (int scale = 1; scale < windows.length; scale++) {
                boolean last = scale == windows.length - 1;
                terms[scale - 1] = last ? windows[scale].similarity() : windows[scale].contrast();
            }
            return terms;
        }

        private void read(Pair pair) {
            for (int scale = 1; scale < windows.length; scale++) {
                windows[scale].reset();
            }
            for (int row = 0; row < pair.height(); row++) {
                PairRows.reference(pair, row, x[0][row & 1]);
                PairRows.reconstruction(pair, row, y[0][row & 1]);
                pool(row);
            }
        }

        /** Passes on to the next scale what a row of the finest completes there, and so on. */
        private void pool(int finestRow) {
            int row = finestRow;
            for (int scale = 1; scale < windows.length && (row & 1) == 1; scale++) {
                row >>= 1;
                double[] pooledX = x[scale][row & 1];
                double[] pooledY = y[scale][row & 1];
                average(x[scale - 1], pooledX);
                average(y[scale - 1], pooledY);
                windows[scale].add(pooledX, pooledY);
            }
        }

        private static void average(double[][] rows, double[] to) {
            double[] upper = rows[0];
            double[] lower = rows[1];
            for (int i = 0; i < to.length; i += RgbImage.CHANNELS) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    int left = 2 * i + channel;
                    int right = left + RgbImage.CHANNELS;
                    to[i + channel] = ((upper[left] + upper[right]) + (lower[left] + lower[right])) / 4;
                }
            }
        }
    }
}
