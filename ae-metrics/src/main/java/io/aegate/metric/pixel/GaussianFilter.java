package io.aegate.metric.pixel;

/**
 * The 11-tap Gaussian of σ = 1.5 along one axis: {@code w(k) = exp(−k² / 2σ²) / Σ}, k = −5 … 5.
 *
 * <p>The taps are added in three passes of four or fewer inputs: the virtual machine turns loops of this size into vector code, and
 * leaves one loop over all eleven taps scalar.
 */
final class GaussianFilter {

    static final int RADIUS = 5;
    static final int TAPS = 2 * RADIUS + 1;

    /**
     * How many values lie between horizontal neighbours. A multiple of the widest vector (8 doubles), so that all taps are aligned
     * alike; the virtual machine vectorises nothing else.
     */
    static final int LANES = 24;

    private static final double SIGMA = 1.5;
    private static final double[] WEIGHTS = weights();
    private static final double W0 = WEIGHTS[0];
    private static final double W1 = WEIGHTS[1];
    private static final double W2 = WEIGHTS[2];
    private static final double W3 = WEIGHTS[3];
    private static final double W4 = WEIGHTS[4];
    private static final double W5 = WEIGHTS[5];

    private GaussianFilter() {}

    private static double[] weights() {
        double[] half = new double[RADIUS + 1];
        double sum = 0;
        for (int k = RADIUS; k >= 0; k--) {
            half[k] = Math.exp(-k * k / (2 * SIGMA * SIGMA));
            sum += k == 0 ? half[k] : 2 * half[k];
        }
        for (int k = 0; k <= RADIUS; k++) {
            half[k] /= sum;
        }
        return half;
    }

    /** The window's weights from its centre outwards, six of them. */
    static double[] halfWindow() {
        return WEIGHTS.clone();
    }

    /** Filters along a row whose horizontal neighbours are {@value #LANES} values apart: {@code to[i]} sees {@code from[i + 24k]}. */
    static void alongRow(double[] from, double[] to, int length) {
        rowCentre(from, to, length);
        rowMiddle(from, to, length);
        rowTails(from, to, length);
    }

    private static void rowCentre(double[] v, double[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = W0 * v[i + 5 * LANES] + W1 * (v[i + 4 * LANES] + v[i + 6 * LANES]);
        }
    }

    private static void rowMiddle(double[] v, double[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] += W2 * (v[i + 3 * LANES] + v[i + 7 * LANES]) + W3 * (v[i + 2 * LANES] + v[i + 8 * LANES]);
        }
    }

    private static void rowTails(double[] v, double[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] += W4 * (v[i + LANES] + v[i + 9 * LANES]) + W5 * (v[i] + v[i + 10 * LANES]);
        }
    }

    /** Filters across eleven rows, top to bottom. */
    static void acrossRows(double[][] rows, double[] to, int length) {
        columnCentre(rows[5], rows[4], rows[6], to, length);
        columnPairs(W2, rows[3], rows[7], W3, rows[2], rows[8], to, length);
        columnPairs(W4, rows[1], rows[9], W5, rows[0], rows[10], to, length);
    }

    private static void columnCentre(double[] centre, double[] above, double[] below, double[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = W0 * centre[i] + W1 * (above[i] + below[i]);
        }
    }

    private static void columnPairs(
            double near,
            double[] nearAbove,
            double[] nearBelow,
            double far,
            double[] farAbove,
            double[] farBelow,
            double[] to,
            int length) {
        for (int i = 0; i < length; i++) {
            to[i] += near * (nearAbove[i] + nearBelow[i]) + far * (farAbove[i] + farBelow[i]);
        }
    }
}
