package io.aegate.metric;

import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Pairs of one size that are measured together, and what metrics ask for of them: features and resized images, each computed once.
 *
 * <p>Used by one thread.
 */
public final class PairBatch {

    private final List<Pair> pairs;
    private final Map<FeatureKey, FeatureExtractor> extractors;
    private final Map<FeatureKey, double[][]> features = new HashMap<>();
    private final Map<Resize, List<RgbImage>> references = new HashMap<>();
    private final Map<Resize, List<RgbImage>> reconstructions = new HashMap<>();

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

    /** The references, resized by a rule. */
    public List<RgbImage> references(Resize rule) {
        return resized(references, rule, Pair::reference);
    }

    /** The reconstructions on 8 bit, resized by a rule. */
    public List<RgbImage> reconstructions(Resize rule) {
        return resized(reconstructions, rule, Pair::reconstruction);
    }

    private List<RgbImage> resized(Map<Resize, List<RgbImage>> known, Resize rule, Function<Pair, RgbImage> side) {
        return known.computeIfAbsent(
                rule, r -> pairs.stream().map(side).map(r::apply).toList());
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
