package io.aegate.evaluation;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one network sees in the references, in their reconstructions and in generated images; filled by several threads. */
final class FeatureTables implements AutoCloseable {

    private final ImageFeatures network;
    private final Map<FeatureKey, FeatureRows> references;
    private final Map<FeatureKey, FeatureRows> reconstructions;
    private final Map<FeatureKey, FeatureRows> generated;
    private final boolean referencesKnown;

    /**
     * Tables to be filled.
     *
     * @param known what the network saw in the references before, if that is at hand
     * @param images how many references there are
     * @param reconstructed whether it is to look at reconstructions
     * @param generated how many generated images it is to look at
     */
    FeatureTables(
            ImageFeatures network,
            Optional<Map<FeatureKey, FeatureRows>> known,
            int images,
            boolean reconstructed,
            int generated) {
        this.network = network;
        this.referencesKnown = known.isPresent();
        this.references = known.orElseGet(() -> tables(images));
        this.reconstructions = reconstructed ? tables(images) : Map.of();
        this.generated = generated > 0 ? tables(generated) : Map.of();
    }

    private Map<FeatureKey, FeatureRows> tables(int images) {
        Map<FeatureKey, FeatureRows> tables = new LinkedHashMap<>();
        network.layers().forEach((layer, width) -> tables.put(layer, FeatureRows.create(images, width)));
        return tables;
    }

    boolean gives(FeatureKey layer) {
        return network.layers().containsKey(layer);
    }

    boolean referencesKnown() {
        return referencesKnown;
    }

    /** By layer. */
    Map<FeatureKey, FeatureRows> references() {
        return references;
    }

    /** By layer; empty where it was not to look at them. */
    Map<FeatureKey, FeatureRows> reconstructions() {
        return reconstructions;
    }

    /** By layer; empty where there are none. */
    Map<FeatureKey, FeatureRows> generated() {
        return generated;
    }

    /** Looks at pairs of one size: at both sides together, and at an image that both sides share once. */
    void addPairs(List<Pair> pairs) {
        List<Place> places = new ArrayList<>();
        List<RgbImage> images = new ArrayList<>();
        List<Integer> identical = new ArrayList<>();
        for (Pair pair : pairs) {
            if (!referencesKnown) {
                places.add(new Place(references, pair.index()));
                images.add(pair.reference());
            }
            if (reconstructions.isEmpty()) {
                continue;
            }
            if (Arrays.equals(pair.reference().pixels(), pair.reconstruction().pixels())) {
                identical.add(pair.index());
            } else {
                places.add(new Place(reconstructions, pair.index()));
                images.add(pair.reconstruction());
            }
        }
        look(places, images);
        reconstructions.forEach((layer, rows) -> {
            FeatureRows originals = Optional.ofNullable(references.get(layer)).orElseThrow();
            identical.forEach(image -> rows.put(image, originals.row(image)));
        });
    }

    /** Looks at references of one size, where there are no reconstructions. */
    void addReferences(List<Integer> indices, List<RgbImage> images) {
        look(indices.stream().map(index -> new Place(references, index)).toList(), images);
    }

    /** Looks at generated images of one size. */
    void addGenerated(List<Integer> indices, List<RgbImage> images) {
        look(indices.stream().map(index -> new Place(generated, index)).toList(), images);
    }

    /** Where an image's features go. */
    private record Place(Map<FeatureKey, FeatureRows> tables, int index) {}

    private void look(List<Place> places, List<RgbImage> images) {
        if (images.isEmpty()) {
            return;
        }
        network.extract(images).forEach((layer, rows) -> {
            for (int i = 0; i < rows.length; i++) {
                Place place = places.get(i);
                Optional.ofNullable(place.tables().get(layer)).orElseThrow().put(place.index(), rows[i]);
            }
        });
    }

    @Override
    public void close() {
        references.values().forEach(FeatureRows::close);
        reconstructions.values().forEach(FeatureRows::close);
        generated.values().forEach(FeatureRows::close);
    }
}
