package io.aegate.metric.drift;

import io.aegate.image.ImageSize;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.KeptRows;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ProjectionException;
import io.aegate.metric.Projector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The distances of a projector between both images of each pair; 0, or what equal projections give, where both are the same bytes.
 *
 * <p>A reconstruction enters by its rounded image, because projectors are defined on 8 bit.
 */
final class ProjectionExtractor implements FeatureExtractor {

    private final FeatureKey key;
    private final Projector projector;
    private final KeptRows references;

    /**
     * Takes the projector over, and closes it with itself.
     *
     * @param references projections of references that are at hand, or are to be kept
     */
    ProjectionExtractor(FeatureKey key, Projector projector, KeptRows references) {
        this.key = key;
        this.projector = projector;
        this.references = references;
    }

    @Override
    public FeatureKey key() {
        return key;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        float[][] originals = references(batch);
        float[][] projections = reconstructions(batch, originals);
        double[][] rows = new double[originals.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = projector.distances(originals[i], projections[i]);
        }
        return rows;
    }

    private float[][] references(PairBatch batch) {
        float[][] projections = new float[batch.pairs().size()][];
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < projections.length; i++) {
            Optional<float[]> known = references.find(batch.pairs().get(i).index());
            if (known.isPresent()) {
                projections[i] = known.get();
            } else {
                unknown.add(i);
            }
        }
        if (!unknown.isEmpty()) {
            project(batch, unknown, batch.references(projector.input()), projections);
            unknown.forEach(i -> references.keep(batch.pairs().get(i).index(), projections[i]));
        }
        return projections;
    }

    private float[][] reconstructions(PairBatch batch, float[][] originals) {
        float[][] projections = originals.clone();
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < projections.length; i++) {
            Pair pair = batch.pairs().get(i);
            if (!pair.reference().equals(pair.reconstruction())) {
                differing.add(i);
            }
        }
        if (!differing.isEmpty()) {
            project(batch, differing, batch.reconstructions(projector.input()), projections);
        }
        return projections;
    }

    private void project(PairBatch batch, List<Integer> which, List<RgbImage> images, float[][] projections) {
        Pair first = batch.pairs().get(0);
        float[][] rows = projector.project(
                which.stream().map(images::get).toList(), new ImageSize(first.width(), first.height()));
        for (int i = 0; i < rows.length; i++) {
            int place = which.get(i);
            projections[place] = finite(rows[i], batch.pairs().get(place).index());
        }
    }

    private float[] finite(float[] row, int image) {
        for (int i = 0; i < row.length; i++) {
            if (!Float.isFinite(row[i])) {
                throw new ProjectionException(
                        image, "the projector " + key.network() + " gives " + row[i] + " at position " + i);
            }
        }
        return row;
    }

    @Override
    public Optional<Seen> show(Pair pair) {
        ImageSize size = new ImageSize(pair.width(), pair.height());
        float[][] reference = projector.project(List.of(projector.input().apply(pair.reference())), size);
        float[][] reconstruction = projector.project(List.of(projector.input().apply(pair.reconstruction())), size);
        return Optional.of(new Seen(
                projector.picture(pair.reference(), reference[0]),
                projector.picture(pair.reconstruction(), reconstruction[0])));
    }

    @Override
    public void close() {
        projector.close();
    }
}
