package io.aegate.metric;

import io.aegate.network.LinearAlgebra;
import java.util.Arrays;

/**
 * Mean and covariance of features, in double precision.
 *
 * @param count of how many images; 0 where that is not known
 * @param mean μ, d values
 * @param covariance Σ with n − 1, d × d values in C order
 */
public record Moments(int count, double[] mean, double[] covariance) implements Distribution {

    public Moments {
        if (mean.length == 0 || covariance.length != (long) mean.length * mean.length) {
            throw new IllegalArgumentException(
                    "a mean of " + mean.length + " values does not go with a covariance of " + covariance.length);
        }
        if (count < 0 || count == 1) {
            throw new IllegalArgumentException("a covariance is of 2 images at least, not " + count);
        }
    }

    /** The moments of at least two rows; they are centred first, and summed in blocks. */
    public static Moments of(FeatureRows rows, LinearAlgebra algebra) {
        double[] mean = algebra.mean(rows);
        return new Moments(rows.count(), mean, algebra.covariance(rows, mean));
    }

    /**
     * The moments of both sets together (Chan, Golub and LeVeque 1983).
     *
     * <pre>
     *   μ = μ₁ + δ n₂/n,   (n − 1) Σ = (n₁ − 1) Σ₁ + (n₂ − 1) Σ₂ + δδᵀ n₁n₂/n,   δ = μ₂ − μ₁,   n = n₁ + n₂
     * </pre>
     *
     * @throws IllegalArgumentException if the other has another width, or one of the counts is not known
     */
    public Moments merge(Moments other) {
        if (other.width() != width()) {
            throw new IllegalArgumentException(
                    "moments of " + width() + " features do not merge with those of " + other.width());
        }
        if (count == 0 || other.count == 0) {
            throw new IllegalArgumentException("moments merge only where it is known of how many images they are");
        }
        int d = width();
        int n = Math.addExact(count, other.count);
        double[] delta = new double[d];
        double[] merged = new double[d];
        for (int i = 0; i < d; i++) {
            delta[i] = other.mean[i] - mean[i];
            merged[i] = mean[i] + delta[i] * other.count / n;
        }
        double share = (double) count * other.count / n;
        double[] product = new double[covariance.length];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                int at = i * d + j;
                product[at] = ((count - 1) * covariance[at]
                                + (other.count - 1) * other.covariance[at]
                                + delta[i] * delta[j] * share)
                        / (n - 1);
            }
        }
        return new Moments(n, merged, product);
    }

    /** tr Σ. */
    public double trace() {
        double trace = 0;
        for (int i = 0; i < width(); i++) {
            trace += covariance[i * (width() + 1)];
        }
        return trace;
    }

    /** Whether mean and covariance are the other's to the bit; the counts may differ. */
    public boolean sameContentAs(Moments other) {
        return Arrays.equals(mean, other.mean) && Arrays.equals(covariance, other.covariance);
    }

    @Override
    public int width() {
        return mean.length;
    }
}
