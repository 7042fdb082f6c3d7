package io.aegate.metric.pixel;

import java.util.Arrays;

/**
 * Structural similarity of two images that arrive row by row.
 *
 * <pre>
 *   SSIM     = (2 μx μy + C1)(2 σxy + C2) / ((μx² + μy² + C1)(σx² + σy² + C2))
 *   contrast =                (2 σxy + C2) / (σx² + σy² + C2)
 *   C1 = 0.01², C2 = 0.03²; μ, σ under an 11×11 Gaussian of σ = 1.5, biased covariance
 * </pre>
 *
 * <p>Source: Wang, Bovik, Sheikh, Simoncelli, <i>Image Quality Assessment</i>, IEEE TIP 13(4), 2004. Only the last eleven filtered
 * rows are kept, so memory grows with the width alone. What is summed is 1 − SSIM, which is exactly 0 where the images agree.
 *
 * <p>A row is cut into bands that lie side by side in memory ({@link GaussianFilter#LANES}): value {@code c} of column {@code b} of
 * band {@code k} is at {@code 24b + k·channels + c}. Bands overlap by the filter's reach; the last may run past the image, and what it
 * yields there is not counted. Used by one thread.
 */
final class StructureWindow {

    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final int RADIUS = GaussianFilter.RADIUS;
    private static final int TAPS = GaussianFilter.TAPS;
    private static final int LANES = GaussianFilter.LANES;

    /** The moments: E[x], E[y], E[x² + y²], E[xy]; SSIM needs σx² and σy² only in their sum. */
    private static final int MOMENTS = 4;

    private final int width;
    private final int height;
    private final int channels;
    private final boolean reflected;
    private final int bandWidth;
    private final int length;
    private final int[] sources;
    private final double[][] values;
    private final double[][][] ring = new double[MOMENTS][TAPS][];
    private final double[][] around = new double[TAPS][];
    private final double[][] moments;
    private final double[] loss;
    private final double[] contrastLoss;
    private final double[] borderLoss;
    private final double[] borderContrastLoss;
    private int seen;

    private StructureWindow(int width, int height, int channels, boolean reflected) {
        int smallest = reflected ? RADIUS + 1 : TAPS;
        if (Math.min(width, height) < smallest) {
            throw new IllegalArgumentException(
                    "the window needs %d pixels a side, not %d×%d".formatted(smallest, width, height));
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.reflected = reflected;
        int bands = LANES / channels;
        bandWidth = (columns() + bands - 1) / bands;
        length = bandWidth * LANES;
        sources = sources();
        values = new double[MOMENTS][sources.length];
        moments = new double[MOMENTS][length];
        for (double[][] rows : ring) {
            for (int i = 0; i < TAPS; i++) {
                rows[i] = new double[length];
            }
        }
        loss = new double[length];
        contrastLoss = new double[length];
        borderLoss = new double[length];
        borderContrastLoss = new double[length];
    }

    /** Over the region where the window lies within the image. */
    static StructureWindow within(int width, int height, int channels) {
        return new StructureWindow(width, height, channels, false);
    }

    /** Over every pixel too, the image being reflected about its outermost pixels. */
    static StructureWindow reflected(int width, int height, int channels) {
        return new StructureWindow(width, height, channels, true);
    }

    void reset() {
        seen = 0;
        for (double[] sum : new double[][] {loss, contrastLoss, borderLoss, borderContrastLoss}) {
            Arrays.fill(sum, 0);
        }
    }

    /** Takes the next row of both images, {@code width × channels} values in [0, 1]. */
    void add(double[] x, double[] y) {
        double[] bandedX = values[0];
        double[] bandedY = values[1];
        gather(x, sources, bandedX);
        gather(y, sources, bandedY);
        products(bandedX, bandedY, values[2], values[3], sources.length);
        int slot = seen % TAPS;
        for (int m = 0; m < MOMENTS; m++) {
            GaussianFilter.alongRow(values[m], ring[m][slot], length);
        }
        seen++;
        int centre = seen - 1 - RADIUS;
        if (centre >= firstCentre()) {
            score(centre);
        }
        if (seen == height && reflected) {
            for (int below = Math.max(0, height - RADIUS); below < height; below++) {
                score(below);
            }
        }
    }

    /** Mean SSIM where the window lies within the image; NaN where it never does. */
    double similarity() {
        return 1 - inner(loss) / innerCount();
    }

    /** Mean of the contrast-structure term, in the same region. */
    double contrast() {
        return 1 - inner(contrastLoss) / innerCount();
    }

    /** Mean SSIM over every pixel of the reflected image. */
    double fullSimilarity() {
        double sum = sum(loss, 0, columns()) + sum(borderLoss, 0, columns());
        return 1 - sum / ((double) width * height * channels);
    }

    private int columns() {
        return reflected ? width : width - 2 * RADIUS;
    }

    private int firstCentre() {
        return reflected ? 0 : RADIUS;
    }

    private int[] sources() {
        int[] map = new int[(bandWidth + 2 * RADIUS) * LANES];
        for (int i = 0; i < map.length; i++) {
            int band = i % LANES / channels;
            int column = band * bandWidth + i / LANES - (reflected ? RADIUS : 0);
            map[i] = reflect(Math.min(column, width + RADIUS - 1), width) * channels + i % channels;
        }
        return map;
    }

    private static int reflect(int position, int size) {
        return position < 0 ? -position : position < size ? position : 2 * (size - 1) - position;
    }

    private void score(int centre) {
        for (int m = 0; m < MOMENTS; m++) {
            for (int k = 0; k < TAPS; k++) {
                around[k] = ring[m][reflect(centre - RADIUS + k, height) % TAPS];
            }
            GaussianFilter.acrossRows(around, moments[m], length);
        }
        if (centre >= RADIUS && centre < height - RADIUS) {
            addLosses(moments, loss, contrastLoss, length);
        } else {
            addLosses(moments, borderLoss, borderContrastLoss, length);
        }
    }

    private static void gather(double[] row, int[] sources, double[] banded) {
        for (int i = 0; i < sources.length; i++) {
            banded[i] = row[sources[i]];
        }
    }

    private static void products(double[] x, double[] y, double[] energy, double[] product, int length) {
        for (int i = 0; i < length; i++) {
            double ofX = x[i];
            double ofY = y[i];
            energy[i] = ofX * ofX + ofY * ofY;
            product[i] = ofX * ofY;
        }
    }

    /** Adds 1 − SSIM and 1 − contrast of a row, in loops small enough to become vector code; overwrites the moments. */
    private static void addLosses(double[][] moments, double[] loss, double[] contrastLoss, int length) {
        double[] luminance = moments[0];
        double[] luminanceLimit = moments[1];
        double[] structureLimit = moments[2];
        double[] structure = moments[3];
        structureTerms(luminance, luminanceLimit, structureLimit, structure, length);
        luminanceTerms(luminance, luminanceLimit, length);
        addLoss(luminance, luminanceLimit, structure, structureLimit, loss, length);
        addContrastLoss(structure, structureLimit, contrastLoss, length);
    }

    /** {@code E[x² + y²] → σx² + σy² + C2} and {@code E[xy] → 2 σxy + C2}. */
    private static void structureTerms(double[] meanX, double[] meanY, double[] energy, double[] product, int length) {
        for (int i = 0; i < length; i++) {
            double x = meanX[i];
            double y = meanY[i];
            energy[i] = (energy[i] - (x * x + y * y)) + C2;
            product[i] = 2 * (product[i] - x * y) + C2;
        }
    }

    /** {@code μx → 2 μx μy + C1} and {@code μy → μx² + μy² + C1}. */
    private static void luminanceTerms(double[] meanX, double[] meanY, int length) {
        for (int i = 0; i < length; i++) {
            double x = meanX[i];
            double y = meanY[i];
            meanX[i] = 2 * (x * y) + C1;
            meanY[i] = (x * x + y * y) + C1;
        }
    }

    private static void addLoss(
            double[] luminance,
            double[] luminanceLimit,
            double[] structure,
            double[] structureLimit,
            double[] loss,
            int length) {
        for (int i = 0; i < length; i++) {
            double limit = luminanceLimit[i] * structureLimit[i];
            loss[i] += (limit - luminance[i] * structure[i]) / limit;
        }
    }

    private static void addContrastLoss(double[] structure, double[] structureLimit, double[] loss, int length) {
        for (int i = 0; i < length; i++) {
            double limit = structureLimit[i];
            loss[i] += (limit - structure[i]) / limit;
        }
    }

    private double inner(double[] sums) {
        return reflected ? sum(sums, RADIUS, width - RADIUS) : sum(sums, 0, columns());
    }

    private double innerCount() {
        return (double) Math.max(0, width - 2 * RADIUS) * Math.max(0, height - 2 * RADIUS) * channels;
    }

    private double sum(double[] sums, int firstColumn, int endColumn) {
        double total = 0;
        for (int i = 0; i < length; i++) {
            int column = i % LANES / channels * bandWidth + i / LANES;
            if (column >= firstColumn && column < endColumn) {
                total += sums[i];
            }
        }
        return total;
    }
}
