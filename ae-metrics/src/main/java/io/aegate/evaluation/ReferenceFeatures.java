package io.aegate.evaluation;

import io.aegate.metric.FeatureCache;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What networks saw in the references of this run before.
 *
 * @param cache where that is kept
 * @param identity all besides the network that decides it: the images, how they are prepared, precision, device and versions
 * @param networks what decides the network of a feature: the hashes of its files, and what declares it
 */
public record ReferenceFeatures(
        FeatureCache cache, List<String> identity, Function<FeatureKey, List<String>> networks) {

    public ReferenceFeatures {
        identity = List.copyOf(identity);
    }

    /** The features of that layer, if they are at hand for that many images with that many features each. */
    Optional<FeatureRows> find(FeatureKey layer, int images, int width) {
        return cache.find(key(layer), images, width);
    }

    /** The features of that layer, if they are at hand for that many images. */
    Optional<FeatureRows> find(FeatureKey layer, int images) {
        return cache.find(key(layer), images);
    }

    /** Keeps them for a later run. */
    void store(FeatureKey layer, FeatureRows rows) {
        cache.store(key(layer), rows);
    }

    private String key(FeatureKey layer) {
        List<String> parts = new ArrayList<>(identity);
        parts.addAll(networks.apply(layer));
        parts.addAll(List.of(layer.network(), layer.layer(), layer.input()));
        return FeatureCache.key(parts);
    }
}
