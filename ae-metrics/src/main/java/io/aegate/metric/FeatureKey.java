package io.aegate.metric;

/**
 * Names a computation whose result several metrics read, so that one pass does it once.
 *
 * @param network what computes it, for example {@code pixel} or {@code inception}
 * @param layer which of its results
 * @param input the convention by which pixels enter it
 */
public record FeatureKey(String network, String layer, String input) {}
