package io.aegate.metric;

/**
 * Mean and covariance of features, in double precision.
 *
 * @param count of how many images; 0 where that is not known
 * @param mean μ, d values
 * @param covariance Σ with n − 1, d × d values in C order
 */
public record Moments(int count, double[] mean, double[] covariance) implements Distribution {

    @Override
    public int width() {
        return mean.length;
    }
}
