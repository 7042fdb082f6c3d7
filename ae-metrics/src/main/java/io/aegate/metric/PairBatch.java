package io.aegate.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs of one size that are measured together, and the features of them that metrics ask for, each computed once.
 *
 * <p>Used by one thread.
 */
public final class PairBatch {

    private final List<Pair> pairs;
    private final Map<FeatureKey, FeatureExtractor> extractors;
    private final Map<FeatureKey, double[][]> features = new HashMap<>();

    public PairBatch(List<Pair> pairs, Map<FeatureKey, FeatureExtractor> extractors) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one pair");
        }
        if (pairs.stream()
                .anyMatch(pair -> !pair.reference().sameSizeAs(pairs.get(0).reference()))) {
            throw new IllegalArgumentException("the pairs of a batch have one size");
        }
        this.pairs = List.copyOf(pairs);
        this.extractors = extractors;
    }

    public List<Pair> pairs() {
        return pairs;
    }

    /**
     * The features named by the key, one row a pair.
     *
     * @throws IllegalStateException if the run has no extractor for the key
     */
    public double[][] features(FeatureKey key) {
        double[][] known = features.get(key);
        if (known != null) {
            return known;
        }
        FeatureExtractor extractor = extractors.get(key);
        if (extractor == null) {
            throw new IllegalStateException("no extractor for " + key);
        }
        double[][] extracted = extractor.extract(this);
        features.put(key, extracted);
        return extracted;
    }
}
