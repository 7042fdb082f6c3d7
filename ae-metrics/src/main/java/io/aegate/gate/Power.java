package io.aegate.gate;

import java.util.OptionalDouble;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The smallest effect that images tell from chance with a power of 80 %.
 *
 * <pre>
 *   mean        δ = (t(c, n − 1) + z(0.8)) · s / √n      s the standard deviation of the losses, c the confidence
 *   quantile    δ = (z(c) + z(0.8)) · s                  s the standard deviation of the bootstrap's losses
 *   share       p with P(X ≥ k | n, p) = 0.8             k the fewest hits of n that fail
 * </pre>
 *
 * <p>A checkpoint that is equal to the baseline passes in 80 % of the evaluations just where the margin is δ or more, and one that is
 * worse by the margin and δ fails in 80 % of them. Where a share has to be large, hits and misses change places.
 */
final class Power {

    /** How often an effect is to be told from chance. */
    static final String IN_WORDS = "80% power";

    private static final double POWER = 0.8;

    private Power() {}

    /** The loss of a mean that n losses tell from chance. */
    static double ofMean(double std, int n, double confidence) {
        double t = new TDistribution(n - 1).inverseCumulativeProbability(confidence);
        return (t + z(POWER)) * std / Math.sqrt(n);
    }

    /** The loss of a quantile that can be told from chance, by the spread of resampled losses. */
    static double ofQuantile(double std, double confidence) {
        return (z(confidence) + z(POWER)) * std;
    }

    private static double z(double probability) {
        return new NormalDistribution().inverseCumulativeProbability(probability);
    }

    /**
     * The true share, 0 to 1, of hits that fail the budget in 80 % of the evaluations of n images; of misses if it asks for at least
     * so many hits. Empty if no count fails.
     */
    static OptionalDouble ofShare(Budget budget, int n, double confidence) {
        if (!fails(n, budget, n, confidence)) {
            return OptionalDouble.empty();
        }
        int most = n;
        int least = 0;
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (fails(middle, budget, n, confidence)) {
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        // P(X >= k | n, p) is the beta distribution's probability of at most p.
        return OptionalDouble.of(new BetaDistribution(least, n - least + 1.0).inverseCumulativeProbability(POWER));
    }

    /** Whether so many images on the worse side of the budget fail it. */
    private static boolean fails(int worse, Budget budget, int n, double confidence) {
        int hits = budget.bound() == Bound.AT_MOST ? worse : n - worse;
        return BinomialBounds.of(hits, n, confidence)
                        .status(budget.bound(), budget.amount().value())
                == Status.FAIL;
    }
}
