package io.aegate;

import io.aegate.evaluation.MetricCatalog;
import io.aegate.gate.Budget;
import io.aegate.gate.Budgets;
import io.aegate.gate.Vocabulary;
import io.aegate.image.NearestNames;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.SetMetric;
import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.weights.OfficialWeights;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics that settings name, and what they need. */
final class NamedMetrics {

    private static final Pattern SLICE = Pattern.compile("\\[([^\\]]*)]");
    private static final Pattern ANCHOR = Pattern.compile("\\bvs\\s+([^\\s)]+)");

    private final MetricCatalog catalog;

    NamedMetrics(MetricCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The metric of a name.
     *
     * @throws RefusedInputException if there is none
     */
    private static MetricId named(String name, Set<MetricId> known) {
        return known.stream()
                .filter(metric -> metric.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedInputException("metrics names '" + name + "', which is no metric; "
                        + NearestNames.hint(
                                name, known.stream().map(MetricId::value).toList()) + "."));
    }

    /** The weights of metrics. */
    SortedSet<OfficialWeights> weights(Collection<MetricId> metrics) {
        return metrics.stream()
                .flatMap(id -> catalog.metric(id).info().weights().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The weights of the metrics that settings name, which may say nothing of images. */
    SortedSet<OfficialWeights> weights(Settings settings) {
        return weights(of(settings, catalog.infos()));
    }

    /**
     * What a gate measures: what its budgets, metrics and protocol name, and where they name nothing, all that can be had of its images
     * without weights.
     *
     * @param paired whether the references have reconstructions
     * @throws RefusedInputException if a metric is not known, or compares images that there are none of
     */
    SortedSet<MetricId> of(GateSpec spec, List<Budget> budgets, boolean paired) {
        boolean generated = spec.sets().generated().isPresent();
        SortedSet<MetricId> metrics = new TreeSet<>(Budgets.metrics(budgets));
        spec.metrics().forEach(name -> metrics.add(named(name, catalog.infos().keySet())));
        spec.protocol().ifPresent(protocol -> metrics.addAll(protocol.metrics()));
        if (metrics.isEmpty() && paired) {
            metrics.addAll(catalog.withoutWeights());
        }
        if (metrics.isEmpty()) {
            throw new RefusedInputException(
                    "Nothing says what to measure of the generated images; set metrics or budgets, for example metrics=gfid.");
        }
        for (MetricId id : metrics) {
            boolean ofGenerated = catalog.metric(id).ofGenerated();
            if (ofGenerated && !generated) {
                throw new RefusedInputException(id
                        + " compares generated images with the references, but generated is not set; set it, or leave "
                        + id + " out.");
            }
            if (!ofGenerated && !paired) {
                throw new RefusedInputException(
                        id + " compares references with their reconstructions, but neither reconstructions nor a"
                                + " checkpoint is set; set one of them, or leave " + id + " out.");
            }
        }
        requireOneKindOfStatistics(spec.sets(), metrics);
        metrics.forEach(id -> requireParts(id, metrics));
        return metrics;
    }

    /** A mean of metrics is nothing to trust where nobody sees the parts. */
    private static void requireParts(MetricId id, Set<MetricId> measured) {
        List<MetricId> parts = DriftMetrics.parts(id);
        List<String> lacking = parts.stream()
                .filter(part -> !measured.contains(part))
                .map(MetricId::value)
                .toList();
        if (!lacking.isEmpty()) {
            throw new RefusedInputException(id + " is the mean of "
                    + parts.stream().map(MetricId::value).collect(Collectors.joining(", ")) + ", but "
                    + String.join(", ", lacking) + (lacking.size() == 1 ? " is" : " are")
                    + " not measured; add to metrics what is missing.");
        }
    }

    /** A file of mean and covariance is of one network and of one way of resizing for it, and says neither. */
    private void requireOneKindOfStatistics(SetSpec sets, Collection<MetricId> metrics) {
        List<SetMetric> frechet = metrics.stream()
                .map(catalog::metric)
                .filter(SetMetric.class::isInstance)
                .map(SetMetric.class::cast)
                .filter(DistributionMetrics::isFrechet)
                .toList();
        if (sets.exported().isPresent()) {
            long kinds = frechet.stream().map(SetMetric::features).distinct().count();
            if (kinds != 1) {
                throw new RefusedInputException(
                        "exportStatistics writes the mean and covariance that one form of FID reads, but "
                                + (kinds == 0 ? "none is measured" : kinds + " are measured")
                                + "; measure one, for example rfid, or drop exportStatistics.");
            }
        }
        if (sets.statistics().isPresent()) {
            // Of spatial features a file may hold others beside.
            List<String> ofOneLayer = frechet.stream()
                    .filter(SetMetric::ofGenerated)
                    .filter(metric -> !metric.features().layer().equals("spatial"))
                    .map(metric -> metric.id().value())
                    .toList();
            if (ofOneLayer.size() > 1) {
                throw new RefusedInputException("statistics is one file, which was made by one way of resizing, but "
                        + String.join(" and ", ofOneLayer)
                        + " each have their own; leave all but the one that it was made for.");
            }
        }
    }

    static SortedSet<MetricId> of(Settings settings, Map<MetricId, MetricInfo> infos) {
        SortedSet<MetricId> metrics = new TreeSet<>();
        GateSpec.metrics(settings).forEach(name -> metrics.add(named(name, infos.keySet())));
        GateSpec.protocol(settings).ifPresent(protocol -> metrics.addAll(protocol.metrics()));
        List<String> budgets = GateSpec.budgets(settings);
        if (!budgets.isEmpty()) {
            // Without the images nobody knows which slices there are, so whatever is named will do.
            Vocabulary vocabulary = new Vocabulary(infos, found(SLICE, budgets), found(ANCHOR, budgets));
            metrics.addAll(Budgets.metrics(Budgets.parse(budgets, vocabulary)));
        }
        if (metrics.isEmpty()) {
            throw new RefusedInputException(
                    "Neither metrics nor budgets are set, so nothing says which weights are needed; set metrics, for example"
                            + " -Dae-gate.metrics=lpips,rfid, or name the execution of the POM that has them"
                            + " (mvn ae-gate:weights@EXECUTION).");
        }
        return metrics;
    }

    private static Set<String> found(Pattern pattern, List<String> budgets) {
        return budgets.stream()
                .flatMap(budget -> pattern.matcher(budget).results())
                .map(match -> match.group(1).strip())
                .collect(Collectors.toSet());
    }
}
