package io.aegate.metric;

import io.aegate.network.LinearAlgebra;

/**
 * How far a metric of a set would move with other images of the same kind: the block jackknife (Quenouille 1956, Tukey 1958).
 *
 * <pre>
 *   SE² = (G − 1)/G · Σ (θ₍g₎ − θ̄)²
 * </pre>
 *
 * <p>where θ₍g₎ is the metric without the g-th of G blocks of images in their order, equal in size or nearly, and θ̄ the mean of these.
 * Blocks keep neighbours together, so that tiles or frames that go together in name order count as one draw.
 */
public final class Jackknife {

    private static final int BLOCKS = 10;

    private Jackknife() {}

    /**
     * The standard error, of at most ten blocks; it costs the metric once for each.
     *
     * @param paired whether row i of both sides belongs together, as a reference and its reconstruction do: then the same images are left
     *     out of both. Otherwise, and where the references are moments, blocks of the subject alone are left out: the references are then
     *     taken as given
     * @throws io.aegate.image.RefusedInputException if a side is too small for the metric without a block
     */
    public static double standardError(
            SetMetric.Statistic statistic,
            Distribution references,
            FeatureRows subject,
            LinearAlgebra algebra,
            boolean paired) {
        int n = subject.count();
        if (paired && references instanceof FeatureRows rows && rows.count() != n) {
            throw new IllegalArgumentException("pairs are as many on both sides, not " + rows.count() + " and " + n);
        }
        int blocks = Math.min(BLOCKS, n);
        double[] left = new double[blocks];
        for (int block = 0; block < blocks; block++) {
            int from = (int) ((long) block * n / blocks);
            int to = (int) ((long) (block + 1) * n / blocks);
            Distribution others =
                    paired && references instanceof FeatureRows rows ? rows.without(from, to) : references;
            left[block] = statistic.withoutDrawing(others, subject.without(from, to), algebra);
        }
        Sample sample = Sample.of(left);
        // std() has G − 1 below the sum of squares, and the jackknife (G − 1)/G before it.
        return sample.std() * (blocks - 1) / Math.sqrt(blocks);
    }
}
