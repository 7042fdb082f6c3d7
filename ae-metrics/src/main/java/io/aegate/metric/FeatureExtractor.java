package io.aegate.metric;

/** Computes one kind of feature of pairs, on whatever device it was made for. Safe for use by several threads. */
public interface FeatureExtractor extends AutoCloseable {

    FeatureKey key();

    /** The features of each pair of the batch, in its order; all pairs of a batch are of one size. */
    double[][] extract(PairBatch batch);

    /** Releases what is native; nothing to do for those that have nothing of the kind. */
    @Override
    default void close() {}
}
