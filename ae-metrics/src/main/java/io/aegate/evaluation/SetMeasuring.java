package io.aegate.evaluation;

import io.aegate.evaluation.Reconstructing.Read;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.Jackknife;
import io.aegate.metric.Moments;
import io.aegate.metric.Pair;
import io.aegate.metric.SetMetric;
import io.aegate.metric.SetMetric.Subject;
import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.distribution.StatisticsFile;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import io.aegate.network.TorchModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** All set metrics of a run: the features that they read, kept by image, and their values in the end. */
final class SetMeasuring implements AutoCloseable {

    private static final String COMPARING = "comparing the sets";

    private final List<SetMetric> metrics;
    private final SetOptions options;
    private final List<FeatureTables> tables = new ArrayList<>();

    /**
     * Prepares the tables of what is not at hand already.
     *
     * @param references how many there are
     * @param generated how many generated images there are
     */
    SetMeasuring(
            List<SetMetric> metrics, List<ImageFeatures> networks, SetOptions options, int references, int generated) {
        this.metrics = metrics;
        this.options = options;
        for (ImageFeatures network : networks) {
            tables.add(new FeatureTables(
                    network,
                    known(network, references),
                    references,
                    reads(network, Subject.RECONSTRUCTIONS),
                    reads(network, Subject.GENERATED) ? generated : 0));
        }
    }

    private boolean reads(ImageFeatures network, Subject subject) {
        return metrics.stream()
                .anyMatch(metric ->
                        metric.subject() == subject && network.layers().containsKey(metric.features()));
    }

    private Optional<Map<FeatureKey, FeatureRows>> known(ImageFeatures network, int references) {
        boolean needed = options.exported().isPresent()
                || metrics.stream()
                        .filter(metric -> network.layers().containsKey(metric.features()))
                        .anyMatch(metric -> !comparesWithStatistics(metric));
        if (!needed) {
            return Optional.of(Map.of());
        }
        Map<FeatureKey, FeatureRows> known = new LinkedHashMap<>();
        network.layers()
                .forEach((layer, width) -> options.references()
                        .flatMap(cache -> cache.find(layer, references, width))
                        .ifPresent(rows -> known.put(layer, rows)));
        if (known.size() == network.layers().size()) {
            return Optional.of(known);
        }
        known.values().forEach(FeatureRows::close);
        return Optional.empty();
    }

    private boolean comparesWithStatistics(SetMetric metric) {
        return options.statistics().isPresent() && metric.ofGenerated() && DistributionMetrics.isFrechet(metric);
    }

    /** Whether all networks know the references already. */
    boolean knowsReferences() {
        return tables.stream().allMatch(FeatureTables::referencesKnown);
    }

    void add(List<Pair> pairs) {
        tables.forEach(table -> table.addPairs(pairs));
    }

    /** Looks at references without reconstructions. */
    Pass.Step references() {
        return step(table -> table::addReferences);
    }

    /** Looks at generated images. */
    Pass.Step generated() {
        return step(table -> table::addGenerated);
    }

    @FunctionalInterface
    private interface Adding {
        void add(List<Integer> indices, List<RgbImage> images);
    }

    private Pass.Step step(Function<FeatureTables, Adding> how) {
        return new Pass.Step() {
            @Override
            public int atOnce() {
                return 1;
            }

            @Override
            public Runnable take(List<Read> batch) {
                List<Integer> indices = batch.stream().map(Read::index).toList();
                List<RgbImage> images = batch.stream().map(Read::reference).toList();
                return () -> tables.forEach(table -> how.apply(table).add(indices, images));
            }
        };
    }

    /**
     * The metrics' values, once all images were seen; what was seen of the references is kept for the next run.
     *
     * @throws io.aegate.image.RefusedInputException if a set is too small for a metric, or statistics cannot be read or written
     */
    List<MetricSummary> summaries(Device device, int threads, Progress progress) {
        if (metrics.isEmpty()) {
            return List.of();
        }
        keepReferences();
        TorchModule.setThreads(threads);
        List<MetricSummary> summaries = new ArrayList<>();
        try (LinearAlgebra algebra = LinearAlgebra.on(device)) {
            for (SetMetric metric : metrics) {
                progress.at(COMPARING, 0, 0);
                summaries.add(summary(metric, algebra));
            }
            options.exported().ifPresent(file -> export(file, algebra));
        }
        return summaries;
    }

    /** What a reader should know before trusting the values, a sentence each. */
    List<String> warnings() {
        return metrics.stream()
                .flatMap(metric -> {
                    int subject = rows(metric).count();
                    int references = comparesWithStatistics(metric)
                            ? subject
                            : references(metric).count();
                    return DistributionMetrics.smallSample(metric, Math.min(subject, references)).stream();
                })
                .toList();
    }

    private MetricSummary summary(SetMetric metric, LinearAlgebra algebra) {
        FeatureRows subject = rows(metric);
        Distribution references = references(metric);
        double value = metric.statistic().of(references, subject, algebra);
        OptionalDouble error = options.standardErrors()
                ? OptionalDouble.of(standardError(metric, references, subject, algebra))
                : OptionalDouble.empty();
        return new MetricSummary(metric.info(), value, subject.count(), error);
    }

    private static double standardError(
            SetMetric metric, Distribution references, FeatureRows subject, LinearAlgebra algebra) {
        try {
            return Jackknife.standardError(
                    metric.statistic(), references, subject, algebra, metric.subject() == Subject.RECONSTRUCTIONS);
        } catch (RefusedInputException e) {
            throw new RefusedInputException(
                    "standardErrors computes " + metric.id() + " without a tenth of the images, for which "
                            + subject.count() + " are too few; measure more images, or drop standardErrors.",
                    e);
        }
    }

    private void export(Path file, LinearAlgebra algebra) {
        List<FeatureKey> layers = metrics.stream()
                .filter(DistributionMetrics::isFrechet)
                .map(SetMetric::features)
                .distinct()
                .toList();
        if (layers.size() != 1) {
            throw new IllegalArgumentException("one form of features is exported, not " + layers);
        }
        FeatureRows rows = Optional.ofNullable(table(layers.get(0)).references().get(layers.get(0)))
                .orElseThrow();
        StatisticsFile.write(file, Moments.of(rows, algebra));
    }

    private FeatureRows rows(SetMetric metric) {
        FeatureTables table = table(metric.features());
        return Optional.ofNullable(
                        (metric.ofGenerated() ? table.generated() : table.reconstructions()).get(metric.features()))
                .orElseThrow();
    }

    private Distribution references(SetMetric metric) {
        if (comparesWithStatistics(metric)) {
            return StatisticsFile.read(options.statistics().orElseThrow(), metric.features());
        }
        return Optional.ofNullable(table(metric.features()).references().get(metric.features()))
                .orElseThrow();
    }

    private FeatureTables table(FeatureKey layer) {
        return tables.stream().filter(table -> table.gives(layer)).findFirst().orElseThrow();
    }

    private void keepReferences() {
        for (FeatureTables table : tables) {
            if (!table.referencesKnown()) {
                options.references().ifPresent(cache -> table.references().forEach(cache::store));
            }
        }
    }

    @Override
    public void close() {
        tables.forEach(FeatureTables::close);
    }
}
