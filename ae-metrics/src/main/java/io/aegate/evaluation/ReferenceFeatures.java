package io.aegate.evaluation;

import io.aegate.metric.FeatureCache;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What networks saw in the references of this run before.
 *
 * @param cache where that is kept
 * @param identity all besides the layer that decides it: the images, how they are prepared, the weights, precision, device and versions
 */
public record ReferenceFeatures(FeatureCache cache, List<String> identity) {

    public ReferenceFeatures {
        identity = List.copyOf(identity);
    }

    /** The features of that layer, if they are at hand for that many images with that many features each. */
    Optional<FeatureRows> find(FeatureKey layer, int images, int width) {
        return cache.find(key(layer), images, width);
    }

    /** Keeps them for a later run. */
    void store(FeatureKey layer, FeatureRows rows) {
        cache.store(key(layer), rows);
    }

    private String key(FeatureKey layer) {
        List<String> parts = new ArrayList<>(identity);
        parts.addAll(List.of(layer.network(), layer.layer(), layer.input()));
        return FeatureCache.key(parts);
    }
}
