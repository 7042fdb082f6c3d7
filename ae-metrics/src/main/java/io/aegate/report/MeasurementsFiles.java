package io.aegate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Slices;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.nio.file.Path;
import java.util.Map;

/** Writes measurements as {@code measurements.json} and {@code per-image.csv}, and reads them back. */
public final class MeasurementsFiles {

    public static final String JSON = "measurements.json";
    public static final String CSV = "per-image.csv";

    static final String SCHEMA = "ae-gate/measurements/1";

    private MeasurementsFiles() {}

    /**
     * Writes both files into a folder, the JSON last, so that it never stands beside a table that was not written.
     *
     * @throws io.aegate.image.RefusedInputException if the folder cannot be written
     */
    public static void write(Path folder, Measurements measurements) {
        AtomicFiles.write(folder.resolve(CSV), PerImageCsv.text(measurements.images()));
        AtomicFiles.write(folder.resolve(JSON), json(measurements));
    }

    /**
     * Reads both files from a folder.
     *
     * @param catalog the known metrics
     * @param slices the configured slices, which the files do not hold
     * @throws io.aegate.image.RefusedInputException if a file is missing, is of another schema, or the two contradict each other
     */
    public static Measurements read(Path folder, Map<MetricId, MetricInfo> catalog, Slices slices) {
        return new MeasurementsReader(folder, catalog).read(slices);
    }

    private static String json(Measurements measurements) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        ObjectNode metrics = root.putObject("metrics");
        measurements.metrics().forEach((id, summary) -> metrics.set(id.value(), metric(measurements, summary)));
        root.set("provenance", Json.tree(measurements.provenance()));
        ArrayNode warnings = root.putArray("warnings");
        measurements.warnings().forEach(warnings::add);
        return Json.text(root);
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
