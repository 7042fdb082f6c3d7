package io.aegate.gate;

import java.util.Optional;

/**
 * What a budget on a regression can tell from chance with 80 % power.
 *
 * @param budget its text, with {@code [*]} replaced by the slice
 * @param effect the smallest loss of a mean or a quantile, with its unit or {@code %}; of a share the true one that fails
 * @param estimated whether there was nothing to pair with, so that the effect is the one of values that have nothing in common but how
 *     they scatter; those of the same images in two checkpoints mostly go together, and then less is told, too
 * @param warning that the budget's margin lies below the effect, and what to do
 */
public record Detectable(String budget, String effect, boolean estimated, Optional<String> warning) {}
