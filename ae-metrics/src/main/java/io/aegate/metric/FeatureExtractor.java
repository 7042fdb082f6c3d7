package io.aegate.metric;

import io.aegate.image.RgbImage;
import java.util.Optional;

/** Computes one kind of feature of pairs, on whatever device it was made for. Safe for use by several threads. */
public interface FeatureExtractor extends AutoCloseable {

    FeatureKey key();

    /** The features of each pair of the batch, in its order; all pairs of a batch are of one size. */
    double[][] extract(PairBatch batch);

    /** What it sees in both images of a pair, for people to look at; empty where there is nothing to see. */
    default Optional<Seen> show(Pair pair) {
        return Optional.empty();
    }

    /**
     * Refuses what is no measurement, as it turns out only when all pairs are measured.
     *
     * @throws io.aegate.image.RefusedInputException if it saw the same in all references, however they differ
     */
    default void requireSight() {}

    /** What was seen in a reference and in its reconstruction. */
    record Seen(RgbImage reference, RgbImage reconstruction) {}

    /** Releases what is native; nothing to do for those that have nothing of the kind. */
    @Override
    default void close() {}
}
