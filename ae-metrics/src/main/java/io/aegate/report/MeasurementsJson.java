package io.aegate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.util.Map;

/** Measurements as JSON, without the per-image table: {@code metrics}, {@code provenance} and {@code warnings}. */
final class MeasurementsJson {

    private MeasurementsJson() {}

    static void put(ObjectNode root, Measurements measurements) {
        ObjectNode metrics = root.putObject("metrics");
        measurements.metrics().forEach((id, summary) -> metrics.set(id.value(), metric(measurements, summary)));
        root.set("provenance", Json.tree(measurements.provenance()));
        ArrayNode warnings = root.putArray("warnings");
        measurements.warnings().forEach(warnings::add);
    }

    private static ObjectNode metric(Measurements measurements, MetricSummary summary) {
        MetricInfo info = summary.info();
        ObjectNode node = Json.MAPPER.createObjectNode();
        Json.put(node, "value", summary.value());
        if (!info.unit().isEmpty()) {
            node.put("unit", info.unit());
        }
        node.put("direction", info.direction().word());
        node.put("kind", info.kind().word());
        node.put("n", summary.n());
        summary.standardError().ifPresent(error -> Json.put(node, "standardError", error));
        Spread.of(measurements, info.id()).ifPresent(spread -> {
            Sample sample = spread.sample();
            Json.put(node, "std", sample.std());
            Json.put(node, "min", sample.min());
            Json.put(node, "p01", sample.quantile(0.01));
            Json.put(node, "p05", sample.quantile(0.05));
            Json.put(node, "median", sample.median());
            Json.put(node, "p95", sample.quantile(0.95));
            Json.put(node, "p99", sample.quantile(0.99));
            Json.put(node, "max", sample.max());
            Map<String, Sample> slices = spread.slices(measurements.slices().members());
            if (!slices.isEmpty()) {
                ObjectNode parts = node.putObject("slices");
                slices.forEach((slice, part) -> {
                    ObjectNode values = parts.putObject(slice);
                    Json.put(values, "value", part.mean());
                    values.put("n", part.size());
                });
            }
        });
        return node;
    }
}
