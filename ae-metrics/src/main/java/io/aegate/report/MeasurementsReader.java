package io.aegate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads measurements back and trusts nothing: the table must yield the values that the JSON says. */
final class MeasurementsReader {

    private static final long LARGEST_JSON = 64L << 20;
    // A mean may differ in its last digits between Java versions, whose sums compensate differently.
    private static final double SAME = 1e-12;

    private final Path folder;
    private final Map<String, MetricInfo> catalog;

    MeasurementsReader(Path folder, Map<MetricId, MetricInfo> catalog) {
        this.folder = folder;
        this.catalog = catalog.values().stream()
                .collect(Collectors.toMap(info -> info.id().value(), Function.identity()));
    }

    Measurements read(Slices slices) {
        JsonNode root = json();
        String schema = text(root, "schema");
        if (!schema.equals(MeasurementsFiles.SCHEMA)) {
            throw refused(MeasurementsFiles.JSON, "its schema is " + schema + ", not " + MeasurementsFiles.SCHEMA);
        }
        SortedMap<MetricId, MetricSummary> metrics = metrics(object(root, "metrics"));
        Provenance provenance = provenance(object(root, "provenance"));
        ImageTable table = table(metrics);
        if (table.size() != provenance.references().count()) {
            throw refused(
                    MeasurementsFiles.CSV,
                    "it has " + table.size() + " rows, and measurements.json says "
                            + provenance.references().count() + " references");
        }
        metrics.values().forEach(summary -> check(summary, table));
        return new Measurements(metrics, table, slices, provenance, warnings(root));
    }

    private JsonNode json() {
        Path file = existing(MeasurementsFiles.JSON);
        try {
            if (Files.size(file) > LARGEST_JSON) {
                throw refused(MeasurementsFiles.JSON, "it has " + Files.size(file) + " bytes");
            }
            return Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw refused(MeasurementsFiles.JSON, "it is not JSON (" + e.getOriginalMessage() + ")", e);
        } catch (IOException e) {
            throw refused(MeasurementsFiles.JSON, "it cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private SortedMap<MetricId, MetricSummary> metrics(ObjectNode nodes) {
        SortedMap<MetricId, MetricSummary> metrics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : nodes.properties()) {
            MetricInfo info = catalog.get(entry.getKey());
            if (info == null) {
                throw refused(MeasurementsFiles.JSON, "the metric " + entry.getKey() + " is not known");
            }
            metrics.put(info.id(), summary(info, entry.getValue()));
        }
        return metrics;
    }

    private MetricSummary summary(MetricInfo info, JsonNode node) {
        expect(info, "kind", info.kind().word(), text(node, "kind"));
        expect(info, "direction", info.direction().word(), text(node, "direction"));
        expect(info, "unit", info.unit(), node.path("unit").asText());
        JsonNode value = node.path("value");
        if (!value.isNumber() && !value.isNull()) {
            throw refused(MeasurementsFiles.JSON, "the value of " + info.id() + " is not a number");
        }
        JsonNode n = node.path("n");
        if (!n.canConvertToInt() || !n.isIntegralNumber() || n.intValue() < 0) {
            throw refused(MeasurementsFiles.JSON, "the n of " + info.id() + " is not a number of images");
        }
        return new MetricSummary(info, value.isNull() ? Double.NaN : value.doubleValue(), n.intValue());
    }

    private void expect(MetricInfo info, String what, String known, String found) {
        if (!known.equals(found)) {
            throw refused(
                    MeasurementsFiles.JSON,
                    "the " + what + " of " + info.id() + " is \"" + found + "\", not \"" + known + "\"");
        }
    }

    private Provenance provenance(ObjectNode node) {
        ObjectNode whole = node.deepCopy();
        if (!whole.has("reconstructions")) {
            whole.set("reconstructions", Json.tree(Provenance.ImageSetFacts.NONE));
        }
        try {
            return Json.MAPPER.treeToValue(whole, Provenance.class);
        } catch (JsonProcessingException e) {
            throw refused(MeasurementsFiles.JSON, "its provenance is incomplete (" + e.getOriginalMessage() + ")", e);
        }
    }

    private List<String> warnings(JsonNode root) {
        List<String> warnings = new ArrayList<>();
        for (JsonNode warning : root.path("warnings")) {
            if (!warning.isTextual()) {
                throw refused(MeasurementsFiles.JSON, "one of its warnings is not text");
            }
            warnings.add(warning.textValue());
        }
        return warnings;
    }

    private ImageTable table(SortedMap<MetricId, MetricSummary> metrics) {
        Path file = existing(MeasurementsFiles.CSV);
        List<MetricId> columns = metrics.values().stream()
                .map(MetricSummary::info)
                .filter(info -> info.kind() == Kind.INSTANCE)
                .map(MetricInfo::id)
                .toList();
        try {
            return PerImageCsv.read(file, columns);
        } catch (PerImageCsv.Malformed e) {
            throw refused(MeasurementsFiles.CSV, e.wrong(), e);
        } catch (IOException e) {
            throw refused(MeasurementsFiles.CSV, "it cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void check(MetricSummary summary, ImageTable table) {
        double[] column = table.columns().get(summary.info().id());
        if (column == null) {
            return;
        }
        Sample present = Spread.present(column);
        if (present.size() != summary.n()) {
            throw refused(
                    MeasurementsFiles.CSV,
                    "it has " + present.size() + " values of " + summary.info().id() + ", and measurements.json says "
                            + summary.n());
        }
        boolean complete = present.size() == column.length && column.length > 0;
        boolean same = Double.isNaN(summary.value())
                ? !complete
                : Math.abs(summary.value() - present.mean()) <= SAME * Math.abs(present.mean());
        if (!same) {
            throw refused(
                    MeasurementsFiles.CSV,
                    "the mean of its " + summary.info().id() + " is " + present.mean()
                            + ", and measurements.json says "
                            + (Double.isNaN(summary.value()) ? "null" : summary.value()));
        }
    }

    private ObjectNode object(JsonNode node, String name) {
        if (node.path(name) instanceof ObjectNode object) {
            return object;
        }
        throw refused(MeasurementsFiles.JSON, "it has no " + name);
    }

    private String text(JsonNode node, String name) {
        if (!node.path(name).isTextual()) {
            throw refused(MeasurementsFiles.JSON, "it has no " + name);
        }
        return node.path(name).textValue();
    }

    private Path existing(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException(file + " is missing; delete the folder " + folder + " and measure again");
        }
        return file;
    }

    private RefusedInputException refused(String name, String found) {
        return new RefusedInputException(message(name, found));
    }

    private RefusedInputException refused(String name, String found, Exception cause) {
        return new RefusedInputException(message(name, found), cause);
    }

    private String message(String name, String found) {
        return folder.resolve(name) + " cannot be used: " + Escaped.terminal(found) + "; delete the folder " + folder
                + " and measure again";
    }
}
