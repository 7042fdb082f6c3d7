package io.aegate.gate;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import io.aegate.weights.OfficialWeights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measurements made up for tests of the gate and of the reports, and the vocabulary that goes with them. */
public final class ExampleMeasurements {

    public static final Map<MetricId, MetricInfo> CATALOG = Stream.of(
                    info("psnr", Kind.INSTANCE, Direction.HIGHER, "dB"),
                    info("ssim", Kind.INSTANCE, Direction.HIGHER, ""),
                    info("lpips", Kind.INSTANCE, Direction.LOWER, ""),
                    info("drift.canny", Kind.INSTANCE, Direction.LOWER, ""),
                    info("face-recall", Kind.INSTANCE, Direction.HIGHER, ""),
                    info("rfid", Kind.SET, Direction.LOWER, ""))
            .collect(Collectors.toMap(MetricInfo::id, info -> info));

    public static final Vocabulary VOCABULARY =
            new Vocabulary(CATALOG, Set.of("faces", "night street"), Set.of("release"));

    private final SortedMap<MetricId, double[]> columns = new TreeMap<>();
    private final SortedMap<MetricId, MetricSummary> summaries = new TreeMap<>();
    private final Map<String, Set<String>> slices = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private List<String> images = List.of();
    private UnaryOperator<Provenance> provenance = UnaryOperator.identity();

    public static ExampleMeasurements measured(String metric, double... values) {
        return new ExampleMeasurements().and(metric, values);
    }

    /** An instance metric's values, by image in name order; image names are {@code 0000}, {@code 0001}, ... unless given. */
    public ExampleMeasurements and(String metric, double... values) {
        MetricInfo info = known(metric);
        if (images.size() != values.length) {
            images = IntStream.range(0, values.length)
                    .mapToObj(image -> String.format("%04d", image))
                    .toList();
        }
        int present = (int) Arrays.stream(values).filter(Double::isFinite).count();
        columns.put(info.id(), values);
        summaries.put(info.id(), new MetricSummary(info, Sample.of(values).mean(), present));
        return this;
    }

    public ExampleMeasurements andSet(String metric, double value, int n) {
        MetricInfo info = known(metric);
        summaries.put(info.id(), new MetricSummary(info, value, n));
        return this;
    }

    public ExampleMeasurements named(String... names) {
        images = List.of(names);
        return this;
    }

    public ExampleMeasurements slice(String slice, String... members) {
        slices.put(slice, Set.of(members));
        return this;
    }

    /** What is otherwise in the provenance. */
    ExampleMeasurements provenance(UnaryOperator<Provenance> change) {
        provenance = change;
        return this;
    }

    public ExampleMeasurements warning(String warning) {
        warnings.add(warning);
        return this;
    }

    public Measurements build() {
        List<String> hashes = IntStream.range(0, images.size())
                .mapToObj(image -> String.format("%064x", image + 1))
                .toList();
        return new Measurements(
                summaries,
                new ImageTable(images, hashes, columns),
                new Slices(slices),
                provenance.apply(provenance(images.size())),
                warnings);
    }

    public Verdict judgedBy(String... budgets) {
        return Gate.judge(build(), Budgets.parse(List.of(budgets), VOCABULARY));
    }

    public static Provenance provenance(int images) {
        return new Provenance(
                new Provenance.Subject(
                        "models/vae.pt", Map.of("vae.pt", "7c1e9a2f" + "0".repeat(56)), "7c1e9a2f" + "0".repeat(56)),
                new Provenance.ImageSetFacts(images, "ab".repeat(32)),
                Provenance.ImageSetFacts.NONE,
                Provenance.ImageSetFacts.NONE,
                Map.of("alexnet-owt-7be5be79.pth", new Provenance.WeightFile("7be5".repeat(16), true)),
                Map.of(),
                Map.of("resize", "none", "quantize", "round"),
                "cpu",
                "fp32",
                Map.of("ae-gate", "0.1.0", "pytorch", "2.5.1"),
                Instant.parse("2026-11-22T13:06:00Z"),
                12.34);
    }

    private static MetricInfo known(String metric) {
        return Objects.requireNonNull(CATALOG.get(new MetricId(metric)), metric);
    }

    private static MetricInfo info(String id, Kind kind, Direction direction, String unit) {
        return new MetricInfo(
                new MetricId(id),
                kind,
                direction,
                unit,
                "an example",
                id.equals("lpips") ? Set.of(OfficialWeights.ALEXNET) : Set.of());
    }
}
