package io.aegate.evaluation;

import io.aegate.metric.Metric;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.ProjectorSpec;
import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.metric.perceptual.PerceptualMetrics;
import io.aegate.metric.pixel.PixelMetrics;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every metric that this version computes, and those of projectors that users declare. */
public final class MetricCatalog {

    private final Map<MetricId, Metric> metrics;

    /** With no projectors but the bundled ones. */
    public MetricCatalog() {
        this(List.of());
    }

    /**
     * With projectors of the user's own.
     *
     * @throws io.aegate.image.RefusedInputException if one of them has the name of a metric that there is already
     */
    public MetricCatalog(Collection<ProjectorSpec> declared) {
        metrics = Stream.<List<? extends Metric>>of(
                        PixelMetrics.metrics(),
                        PerceptualMetrics.metrics(),
                        DistributionMetrics.metrics(),
                        DriftMetrics.metrics(),
                        declared.stream().map(DriftMetrics::metric).toList())
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(
                        Metric::id, Function.identity(), MetricCatalog::refuseTwo, LinkedHashMap::new));
    }

    private static Metric refuseTwo(Metric one, Metric other) {
        throw new IllegalStateException("two metrics are called " + one.id());
    }

    /** What is known of each metric, in the order of the manual. */
    public Map<MetricId, MetricInfo> infos() {
        Map<MetricId, MetricInfo> infos = new LinkedHashMap<>();
        metrics.forEach((id, metric) -> infos.put(id, metric.info()));
        return infos;
    }

    /** Those that are computed without weight files, in the same order. */
    public List<MetricId> withoutWeights() {
        return metrics.values().stream()
                .filter(metric -> metric.info().weights().isEmpty())
                .map(Metric::id)
                .toList();
    }

    /**
     * The definition of a metric.
     *
     * @throws IllegalArgumentException for an id that is not in the catalog
     */
    public Metric metric(MetricId id) {
        Metric metric = metrics.get(id);
        if (metric == null) {
            throw new IllegalArgumentException("no metric " + id);
        }
        return metric;
    }
}
