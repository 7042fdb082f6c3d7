package io.aegate.evaluation;

import io.aegate.metric.MetricId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Facts with provenance: what an evaluation leaves behind and all that the gate and the reports read.
 *
 * @param metrics a summary of each metric
 * @param images the per-image table of the instance metrics
 * @param slices named parts of the set
 * @param provenance what was measured, with what, and where
 * @param warnings what a reader should know before trusting the numbers, a sentence each
 */
public record Measurements(
        Map<MetricId, MetricSummary> metrics,
        ImageTable images,
        Slices slices,
        Provenance provenance,
        List<String> warnings) {

    public Measurements {
        SortedMap<MetricId, MetricSummary> sorted = new TreeMap<>(metrics);
        metrics = Collections.unmodifiableSortedMap(sorted);
        warnings = List.copyOf(warnings);
    }
}
