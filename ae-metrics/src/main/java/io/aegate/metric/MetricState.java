package io.aegate.metric;

/**
 * What a metric has seen of a set of pairs.
 *
 * <p>For every split of a set, {@code add(all)} equals {@code merge(add(a), add(b))}: this lets threads and resumed runs share
 * the work. Immutable.
 */
public interface MetricState {

    /** The metric's value over the pairs that have one; NaN where none has, or where one has no number that should have one. */
    double value();

    /** How many of the pairs seen have a value. */
    int count();

    /**
     * The state of both sets of pairs together.
     *
     * @throws IllegalArgumentException if the other state is of another metric, or saw one of the same pairs
     */
    MetricState merge(MetricState other);
}
