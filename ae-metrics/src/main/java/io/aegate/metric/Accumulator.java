package io.aegate.metric;

/** Takes batches of pairs and gives an immutable snapshot of what it has seen; mutable and single-threaded. */
public interface Accumulator {

    void add(PairBatch batch);

    MetricState state();
}
