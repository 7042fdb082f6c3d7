package io.aegate.gate;

import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * Exact one-sided confidence bounds of a share that was counted.
 *
 * <p>Source: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial,
 * Biometrika 26 (1934), 404–413.
 */
final class BinomialBounds {

    private BinomialBounds() {}

    /** The bounds of the share, 0 to 1, each of which holds with at least the given confidence. */
    static Interval of(int hits, int n, double confidence) {
        double lower =
                hits == 0 ? 0 : new BetaDistribution(hits, n - hits + 1.0).inverseCumulativeProbability(1 - confidence);
        double upper =
                hits == n ? 1 : new BetaDistribution(hits + 1.0, n - hits).inverseCumulativeProbability(confidence);
        return new Interval(lower, upper);
    }
}
