package io.aegate.gate;

import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names that budgets may use.
 *
 * @param metrics the known metrics
 * @param slices the names of the configured slices
 * @param anchors the names of the configured anchors
 */
public record Vocabulary(Map<MetricId, MetricInfo> metrics, Set<String> slices, Set<String> anchors) {

    public Vocabulary {
        SortedMap<MetricId, MetricInfo> sorted = new TreeMap<>(metrics);
        metrics = Collections.unmodifiableSortedMap(sorted);
        slices = Collections.unmodifiableSet(new TreeSet<>(slices));
        anchors = Collections.unmodifiableSet(new TreeSet<>(anchors));
    }

    Optional<MetricInfo> metric(String name) {
        return metrics.values().stream()
                .filter(info -> info.id().value().equals(name))
                .findFirst();
    }

    List<String> metricNames() {
        return metrics.keySet().stream().map(MetricId::value).toList();
    }
}
