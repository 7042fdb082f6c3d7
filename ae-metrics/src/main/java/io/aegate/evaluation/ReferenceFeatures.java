package io.aegate.evaluation;

import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import java.util.Optional;

/** What networks saw in the references of this run before. */
public interface ReferenceFeatures {

    /** The features of that layer, if they are at hand for that many images with that many features each. */
    Optional<FeatureRows> find(FeatureKey layer, int images, int width);

    /** Keeps them for a later run. */
    void store(FeatureKey layer, FeatureRows rows);
}
