package io.aegate.metric.drift;

import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.KeptRows;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ProjectionException;
import io.aegate.metric.Projector;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Sight sight = new Sight();

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
        for (int i = 0; i < projections.length; i++) {
            sight.add(batch.pairs().get(i).reference(), projections[i]);
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
                projector.picture(pair.reference(), reference[0], reference[0]),
                projector.picture(pair.reconstruction(), reconstruction[0], reference[0])));
    }

    @Override
    public void requireSight() {
        if (!projector.mayFindNothing() && sight.isBlind()) {
            throw new RefusedInputException("The projector " + key.network()
                    + " sees the same in all references, so that nothing could drift; check its input keys, its result and its"
                    + " network, or measure images that differ in what it sees.");
        }
    }

    @Override
    public void close() {
        projector.close();
    }

    /** Whether different images were projected differently, found out by comparing all with the first until one differs. */
    private static final class Sight {

        private Optional<RgbImage> image = Optional.empty();
        private float[] row = {};
        private boolean others;
        private volatile boolean varied;

        void add(RgbImage reference, float[] projection) {
            if (!varied) {
                compare(reference, projection);
            }
        }

        private synchronized void compare(RgbImage reference, float[] projection) {
            if (image.isEmpty()) {
                image = Optional.of(reference);
                row = projection;
            } else if (!image.get().equals(reference)) {
                others = true;
                varied |= !same(row, projection);
            }
        }

        /** Of images of two sizes, rows are the same that hold one number only, and the same one. */
        private static boolean same(float[] a, float[] b) {
            return Arrays.equals(a, b) || (a.length != b.length && isFlat(a, b[0]) && isFlat(b, a[0]));
        }

        private static boolean isFlat(float[] values, float level) {
            for (float value : values) {
                if (value != level) {
                    return false;
                }
            }
            return true;
        }

        synchronized boolean isBlind() {
            return others && !varied;
        }
    }
}
