package io.aegate.evaluation;

import java.util.Arrays;

/**
 * A Gaussian blur in place, along rows and then across them: {@code w(k) = exp(−k² / 2σ²) / Σ}, k = −5 … 5, with replicated edges.
 *
 * <p>Sums are doubles, so that a constant plane keeps its exact value.
 */
final class GaussianBlur {

    static final double SIGMA = 1.5;

    private static final int RADIUS = (int) Math.ceil(3 * SIGMA);
    private static final int TAPS = 2 * RADIUS + 1;
    private static final double[] WEIGHTS = weights();

    private final int width;
    private final int height;
    private final double[] padded;
    private final double[] sums;

    /** Row r of a plane, blurred along itself, is number r mod {@link #TAPS}; older rows are no longer needed. */
    private final double[][] rows;

    private GaussianBlur(int width, int height) {
        this.width = width;
        this.height = height;
        this.padded = new double[width + 2 * RADIUS];
        this.sums = new double[width];
        this.rows = new double[TAPS][width];
    }

    private static double[] weights() {
        double[] weights = new double[TAPS];
        for (int k = 0; k < TAPS; k++) {
            int distance = k - RADIUS;
            weights[k] = StrictMath.exp(-distance * distance / (2 * SIGMA * SIGMA));
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    static void apply(float[] planes, int width, int height) {
        GaussianBlur blur = new GaussianBlur(width, height);
        for (int plane = 0; plane < planes.length; plane += width * height) {
            blur.plane(planes, plane);
        }
    }

    private void plane(float[] planes, int plane) {
        for (int row = 0; row < Math.min(RADIUS, height); row++) {
            alongRow(planes, plane, row);
        }
        for (int row = 0; row < height; row++) {
            if (row + RADIUS < height) {
                alongRow(planes, plane, row + RADIUS);
            }
            acrossRows(planes, plane, row);
        }
    }

    private void alongRow(float[] planes, int plane, int row) {
        int start = plane + row * width;
        for (int i = 0; i < padded.length; i++) {
            padded[i] = planes[start + within(i - RADIUS, width)];
        }
        double[] to = rows[row % TAPS];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int k = 0; k < TAPS; k++) {
                sum += WEIGHTS[k] * padded[i + k];
            }
            to[i] = sum;
        }
    }

    private void acrossRows(float[] planes, int plane, int row) {
        Arrays.fill(sums, 0);
        for (int k = 0; k < TAPS; k++) {
            double weight = WEIGHTS[k];
            double[] from = rows[within(row + k - RADIUS, height) % TAPS];
            for (int i = 0; i < width; i++) {
                sums[i] += weight * from[i];
            }
        }
        int start = plane + row * width;
        for (int i = 0; i < width; i++) {
            planes[start + i] = (float) sums[i];
        }
    }

    private static int within(int index, int length) {
        return Math.max(0, Math.min(length - 1, index));
    }
}
