package io.aegate.gate;

import io.aegate.metric.Sample;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Confidence bounds of a mean by Student's t, corrected for skewness.
 *
 * <pre>
 *   w    = (x̄ − μ) / s
 *   g(w) = w + γ w² / 3 + γ² w³ / 27 + γ / (6n)      √n · g(w) is nearly t-distributed with n − 1 degrees
 *   μ    = x̄ − s · g⁻¹(± t / √n)
 * </pre>
 *
 * <p>γ is the sample's skewness, the mean of (x − x̄)³ over s³. Losses of single images are skewed: a few ruined images carry most of
 * the mean, and the plain t interval would then pass too often. g rises everywhere, so there is one inverse; without skewness it is
 * the plain interval.
 *
 * <p>Source: P. Hall, On the removal of skewness by transformation, Journal of the Royal Statistical Society B 54 (1992), 221–228.
 */
final class HallInterval {

    private HallInterval() {}

    /** The bounds of the mean of at least two values, each of which holds with the given confidence. */
    static Interval of(double[] values, double confidence) {
        int n = values.length;
        Sample sample = Sample.of(values);
        double mean = sample.mean();
        double s = sample.std();
        if (s == 0) {
            return new Interval(mean, mean);
        }
        double cubes = 0;
        for (double value : values) {
            double z = (value - mean) / s;
            cubes += z * z * z;
        }
        double skewness = cubes / n;
        double t = new TDistribution(n - 1).inverseCumulativeProbability(confidence) / Math.sqrt(n);
        return new Interval(mean - s * inverse(t, skewness, n), mean - s * inverse(-t, skewness, n));
    }

    /** The w of which g is y: with 1 + γw/3 = c, g(w) = (c³ − 1) / γ + γ / (6n), and (c − 1)(c² + c + 1) = c³ − 1. */
    private static double inverse(double y, double skewness, int n) {
        double unshifted = y - skewness / (6.0 * n);
        double c = Math.cbrt(1 + skewness * unshifted);
        return 3 * unshifted / (c * c + c + 1);
    }
}
