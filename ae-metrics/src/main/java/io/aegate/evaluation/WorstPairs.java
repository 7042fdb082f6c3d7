package io.aegate.evaluation;

import io.aegate.image.Resampler;
import io.aegate.image.Resampler.Filter;
import io.aegate.image.RgbImage;
import io.aegate.metric.Direction;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureExtractor.Seen;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is seen in the few pairs that a metric is worst in, for a report: at most {@value #KEPT} a metric, of at most {@value #SIDE} pixels a
 * side, whatever the set.
 *
 * <p>What a pair's projections look like is computed again when the pair turns out to be one of the worst so far, which of n pairs
 * happens to about {@code KEPT · ln n}.
 */
final class WorstPairs {

    static final int KEPT = 3;
    static final int SIDE = 512;

    private final List<Worst> metrics;

    /** Of those metrics whose extractor has something to show. */
    WorstPairs(List<InstanceMetric> metrics, Map<FeatureKey, FeatureExtractor> extractors) {
        this.metrics = metrics.stream()
                .flatMap(metric -> Optional.ofNullable(extractors.get(metric.features())).stream()
                        .map(extractor -> new Worst(metric, extractor)))
                .toList();
    }

    /** Looks at a batch whose features are computed. Safe for several threads. */
    void add(PairBatch batch) {
        for (Worst worst : metrics) {
            double[][] rows = batch.features(worst.metric.features());
            for (int i = 0; i < rows.length; i++) {
                double value = worst.metric.score().applyAsDouble(rows[i]);
                worst.offer(batch.pairs().get(i), value);
            }
        }
    }

    /** @param names of the images, in name order */
    List<Evidence> evidence(List<String> names) {
        List<Evidence> all = new ArrayList<>();
        for (Worst worst : metrics) {
            int rank = 0;
            for (Found found : worst.found()) {
                rank++;
                all.add(new Evidence(
                        worst.metric.id(),
                        rank,
                        names.get(found.image()),
                        found.value(),
                        found.seen().reference(),
                        found.seen().reconstruction()));
            }
        }
        return all;
    }

    private record Found(int image, double value, double badness, Seen seen) {}

    private static final class Worst {

        private final InstanceMetric metric;
        private final FeatureExtractor extractor;
        private final TreeSet<Found> found = new TreeSet<>(
                Comparator.comparingDouble(Found::badness).reversed().thenComparingInt(Found::image));

        Worst(InstanceMetric metric, FeatureExtractor extractor) {
            this.metric = metric;
            this.extractor = extractor;
        }

        void offer(Pair pair, double value) {
            boolean lower = metric.info().direction() == Direction.LOWER;
            // Not 1 - value, which would make equals of values that a report ranks apart.
            double badness = lower ? value : -value;
            if (!(badness > (lower ? 0 : -1)) || !isAmongWorst(pair.index(), badness)) {
                return;
            }
            extractor
                    .show(pair)
                    .ifPresent(seen -> keep(new Found(
                            pair.index(),
                            value,
                            badness,
                            new Seen(bounded(seen.reference()), bounded(seen.reconstruction())))));
        }

        private synchronized boolean isAmongWorst(int image, double badness) {
            if (found.size() < KEPT) {
                return true;
            }
            Found last = found.last();
            return badness > last.badness() || (badness == last.badness() && image < last.image());
        }

        private synchronized void keep(Found pair) {
            found.add(pair);
            if (found.size() > KEPT) {
                found.pollLast();
            }
        }

        private synchronized List<Found> found() {
            return List.copyOf(found);
        }

        private static RgbImage bounded(RgbImage image) {
            int longest = Math.max(image.width(), image.height());
            return longest <= SIDE
                    ? image
                    : Resampler.resize(
                            image,
                            Math.max(1, image.width() * SIDE / longest),
                            Math.max(1, image.height() * SIDE / longest),
                            Filter.BOX);
        }
    }
}
