package io.aegate.gate;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * How sure a judgement of a regression has to be.
 *
 * @param confidence of each bound, over 0.5 and under 1; empty to compare what was measured as if nothing were left to chance
 * @param minSamples the number of images, at least 2, under which means and quantiles stay inconclusive
 * @param inconclusiveOnlyWarns whether an inconclusive budget is reported without failing
 */
public record Rules(OptionalDouble confidence, int minSamples, boolean inconclusiveOnlyWarns) {

    /** How often images are drawn again for the bounds of a quantile. */
    public static final int RESAMPLES = 2000;

    /** What that drawing begins with, so that the same measurements get the same bounds everywhere. */
    public static final long SEED = 20_261_122;

    public static final Rules DEFAULT = new Rules(OptionalDouble.of(0.95), 30, false);

    public Rules {
        if (confidence.isPresent() && !(confidence.getAsDouble() > 0.5 && confidence.getAsDouble() < 1)) {
            throw new IllegalArgumentException(
                    "confidence is over 0.5 and under 1, or none, not " + confidence.getAsDouble());
        }
        if (minSamples < 2) {
            throw new IllegalArgumentException("minSamples is at least 2, not " + minSamples);
        }
    }

    /** The confidence in words, {@code 95% sure}. */
    String sure() {
        return BigDecimal.valueOf(confidence.orElseThrow())
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString() + "% sure";
    }
}
