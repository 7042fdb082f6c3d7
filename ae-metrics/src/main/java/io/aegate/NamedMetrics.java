package io.aegate;

import io.aegate.evaluation.MetricCatalog;
import io.aegate.gate.Budgets;
import io.aegate.gate.Vocabulary;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
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

    private NamedMetrics() {}

    /**
     * The metric of a name.
     *
     * @throws RefusedInputException if there is none
     */
    static MetricId named(String name, Set<MetricId> known) {
        return known.stream()
                .filter(metric -> metric.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedInputException("metrics names '" + name + "', which is none of "
                        + RefusedInputException.named(
                                known.stream().map(MetricId::value).toList()) + "."));
    }

    /** The weights of metrics. */
    static SortedSet<OfficialWeights> weights(Collection<MetricId> metrics, MetricCatalog catalog) {
        return metrics.stream()
                .flatMap(id -> catalog.metric(id).info().weights().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The weights of the metrics that settings name, which may say nothing of images. */
    static SortedSet<OfficialWeights> weights(Settings settings) {
        MetricCatalog catalog = new MetricCatalog();
        return weights(of(settings, catalog.infos()), catalog);
    }

    static SortedSet<MetricId> of(Settings settings, Map<MetricId, MetricInfo> infos) {
        SortedSet<MetricId> metrics = new TreeSet<>();
        GateSpec.metrics(settings).forEach(name -> metrics.add(named(name, infos.keySet())));
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
