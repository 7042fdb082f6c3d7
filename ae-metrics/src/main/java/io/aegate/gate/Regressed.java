package io.aegate.gate;

import java.util.Optional;

/**
 * What is known of a regression beside its judgement.
 *
 * @param anchor the named baseline that it compares with; empty for the usual one
 * @param detectable the smallest effect that so many images tell from chance with 80 % power, with its unit or {@code %}; of a share
 *     the true one that fails in 80 % of evaluations; absent where nothing was left to chance, and where too few images tell anything
 * @param explanation of one that is not met, how many images the loss is in; absent where no image lost anything, and of a set metric
 * @param improved whether a mean or a quantile is surely better than before: both its confidence bounds are. A share of images that
 *     became worse is never better than none, and a set metric has no bounds
 */
public record Regressed(
        Optional<String> anchor, Optional<String> detectable, Optional<String> explanation, boolean improved) {

    /** What is known where nothing was measured. */
    static Regressed notMeasured(Optional<String> anchor) {
        return new Regressed(anchor, Optional.empty(), Optional.empty(), false);
    }
}
