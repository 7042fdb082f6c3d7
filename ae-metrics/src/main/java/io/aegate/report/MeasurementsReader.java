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
import io.aegate.metric.ProjectorSpec;
import io.aegate.metric.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads measurements back and trusts nothing: the table must yield the values that the JSON says. */
final class MeasurementsReader {

    // A mean may differ in its last digits between Java versions, whose sums compensate differently.
    private static final double SAME = 1e-12;

    private final StoredJson json;
    private final StoredText csv;
    private final Map<String, MetricInfo> catalog;

    /** Metrics of projectors that are not declared any more. */
    private final List<MetricId> forgotten = new ArrayList<>();

    MeasurementsReader(StoredJson json, StoredText csv, Map<MetricId, MetricInfo> catalog) {
        this.json = json;
        this.csv = csv;
        this.catalog = catalog.values().stream()
                .collect(Collectors.toMap(info -> info.id().value(), Function.identity()));
    }

    Measurements read(Slices slices) {
        SortedMap<MetricId, MetricSummary> metrics = metrics(json.object("metrics"));
        Provenance provenance = provenance(json.object("provenance"));
        ImageTable table = table(metrics);
        if (table.size() != provenance.references().count()) {
            throw csv.origin()
                    .refused("it has " + table.size() + " rows, and " + jsonSays()
                            + provenance.references().count() + " references");
        }
        metrics.values().forEach(summary -> check(summary, table));
        return new Measurements(metrics, table, slices, provenance, warnings());
    }

    private SortedMap<MetricId, MetricSummary> metrics(StoredJson parts) {
        List<String> unknown = new ArrayList<>();
        SortedMap<MetricId, MetricSummary> metrics = new TreeMap<>();
        for (String name : (Iterable<String>) parts.node()::fieldNames) {
            MetricInfo info = catalog.get(name);
            if (info == null && isOfProjector(name)) {
                forgotten.add(new MetricId(name));
            } else if (info == null) {
                unknown.add(name);
            } else {
                metrics.put(
                        info.id(),
                        summary(
                                info,
                                new StoredJson(parts.origin(), parts.node().path(name))));
            }
        }
        if (!unknown.isEmpty()) {
            throw json.refused((unknown.size() == 1
                            ? "the metric " + unknown.get(0) + " is"
                            : "the metrics " + RefusedInputException.named(unknown) + " are")
                    + " not known");
        }
        return metrics;
    }

    /** Whether it is a metric of a projector of the user's own: one that is not declared any more takes nothing from the others. */
    private boolean isOfProjector(String name) {
        return name.startsWith(ProjectorSpec.PREFIX)
                && json.node().at("/provenance/projectors").has(name.substring(ProjectorSpec.PREFIX.length()));
    }

    private MetricSummary summary(MetricInfo info, StoredJson part) {
        expect(info, "kind", info.kind().word(), part.text("kind"));
        expect(info, "direction", info.direction().word(), part.text("direction"));
        expect(info, "unit", info.unit(), part.node().path("unit").asText());
        JsonNode value = part.node().path("value");
        if (!value.isNull() && !(value.isNumber() && Double.isFinite(value.doubleValue()))) {
            throw json.refused("the value of " + info.id() + " is not a number");
        }
        JsonNode n = part.node().path("n");
        if (!n.canConvertToInt() || !n.canConvertToExactIntegral() || n.intValue() < 0) {
            throw json.refused("the n of " + info.id() + " is not a number of images");
        }
        return new MetricSummary(
                info, value.isNull() ? Double.NaN : value.doubleValue(), n.intValue(), standardError(info, part));
    }

    private OptionalDouble standardError(MetricInfo info, StoredJson part) {
        JsonNode error = part.node().path("standardError");
        if (error.isMissingNode()) {
            return OptionalDouble.empty();
        }
        if (!error.isNumber() || !(error.doubleValue() >= 0) || !Double.isFinite(error.doubleValue())) {
            throw json.refused("the standardError of " + info.id() + " is not a number of at least 0");
        }
        return OptionalDouble.of(error.doubleValue());
    }

    private void expect(MetricInfo info, String what, String known, String found) {
        if (!known.equals(found)) {
            throw json.refused("the " + what + " of " + info.id() + " is \"" + found + "\", not \"" + known + "\"");
        }
    }

    private Provenance provenance(StoredJson part) {
        ObjectNode whole = part.node().deepCopy();
        for (String set : List.of("reconstructions", "generated")) {
            if (!whole.has(set)) {
                whole.set(set, Json.tree(Provenance.ImageSetFacts.NONE));
            }
        }
        if (!whole.has("projectors")) {
            whole.putObject("projectors");
        }
        try {
            return Json.MAPPER.treeToValue(whole, Provenance.class);
        } catch (JsonProcessingException e) {
            throw json.origin().refused("its provenance is incomplete (" + e.getOriginalMessage() + ")", e);
        }
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (JsonNode warning : json.node().path("warnings")) {
            if (!warning.isTextual()) {
                throw json.refused("one of its warnings is not text");
            }
            warnings.add(warning.textValue());
        }
        return warnings;
    }

    private ImageTable table(SortedMap<MetricId, MetricSummary> metrics) {
        List<MetricId> columns = metrics.values().stream()
                .map(MetricSummary::info)
                .filter(info -> info.kind() == Kind.INSTANCE)
                .map(MetricInfo::id)
                .toList();
        try {
            ImageTable table = PerImageCsv.read(
                    csv.text(),
                    Stream.concat(columns.stream(), forgotten.stream()).sorted().toList());
            SortedMap<MetricId, double[]> known = new TreeMap<>(table.columns());
            known.keySet().removeAll(forgotten);
            return new ImageTable(table.images(), table.hashes(), known);
        } catch (PerImageCsv.Malformed e) {
            throw csv.origin().refused(e.wrong(), e);
        }
    }

    private void check(MetricSummary summary, ImageTable table) {
        double[] column = table.columns().get(summary.info().id());
        if (column == null) {
            return;
        }
        Sample present = Spread.present(column);
        if (present.size() != summary.n()) {
            throw csv.origin()
                    .refused("it has " + present.size() + " values of "
                            + summary.info().id() + ", and " + jsonSays() + summary.n());
        }
        boolean complete = present.size() == column.length && column.length > 0;
        boolean same = Double.isNaN(summary.value())
                ? !complete
                : Math.abs(summary.value() - present.mean()) <= SAME * Math.abs(present.mean());
        if (!same) {
            throw csv.origin()
                    .refused("the mean of its " + summary.info().id() + " is " + present.mean() + ", and " + jsonSays()
                            + (Double.isNaN(summary.value()) ? "null" : summary.value()));
        }
    }

    private String jsonSays() {
        return json.origin().name() + " says ";
    }
}
