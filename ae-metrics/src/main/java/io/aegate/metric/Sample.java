package io.aegate.metric;

import java.util.Arrays;

/**
 * Values of a metric over images, and their summaries.
 *
 * <p>Every summary is NaN if the sample is empty or one of the values is NaN.
 */
public final class Sample {

    private final double mean;
    private final double std;
    private final double[] sorted;

    private Sample(double[] values) {
        mean = Arrays.stream(values).sum() / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        std = values.length == 1 ? squares : values.length == 0 ? mean : Math.sqrt(squares / (values.length - 1));
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    public static Sample of(double[] values) {
        return new Sample(values);
    }

    public int size() {
        return sorted.length;
    }

    public double mean() {
        return mean;
    }

    /** Standard deviation with n − 1; 0 for a single value. */
    public double std() {
        return std;
    }

    public double min() {
        return quantile(0);
    }

    public double median() {
        return quantile(0.5);
    }

    public double max() {
        return quantile(1);
    }

    /**
     * The quantile by linear interpolation between order statistics at {@code p · (n − 1)}: numpy's default, Hyndman and Fan's type 7.
     *
     * @param p 0 to 1
     */
    public double quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a quantile is between 0 and 1, not " + p);
        }
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            return Double.NaN;
        }
        double position = p * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
