package io.aegate.report;

import io.aegate.evaluation.DriftFacts;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.metric.Direction;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the report says of condition drift: what it means for a model, and what it looks like where it is worst. */
final class MarkdownDrift {

    private static final List<String> QUALITIES = List.of("psnr", "ssim", "lpips");

    private MarkdownDrift() {}

    /** The section on what the drifts mean; empty where none was measured. */
    static List<String> facts(Measurements measurements) {
        List<DriftFacts> facts = DriftFacts.of(measurements);
        if (facts.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(
                "",
                "## Condition drift",
                "",
                "A floor is what a model on these latents, however good, misses its condition by on average; only the autoencoder can"
                        + " lower it. A ratio is an image's drift over how far its pixels moved (root mean square); the largest estimates the"
                        + " projector's Lipschitz constant from below. A rank correlation of 1 means that the images that lose most"
                        + " quality drift most.",
                "",
                "| metric | floor | ratio p99 | ratio max | rank with psnr | with ssim | with lpips |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (DriftFacts fact : facts) {
            MetricInfo info = summary(measurements, fact.metric()).info();
            List<String> cells = new ArrayList<>();
            cells.add(Escaped.markdownCell(fact.metric().value()));
            cells.add(Decimals.value(fact.floor(), info));
            cells.add(fact.ratio().map(ratio -> number(ratio.p99(), 3)).orElse(Decimals.NONE));
            cells.add(fact.ratio().map(ratio -> number(ratio.max(), 3)).orElse(Decimals.NONE));
            for (String quality : QUALITIES) {
                cells.add(Optional.ofNullable(fact.ranks().get(new MetricId(quality)))
                        .map(rank -> number(rank, 2))
                        .orElse(Decimals.NONE));
            }
            lines.add("| " + String.join(" | ", cells) + " |");
        }
        return lines;
    }

    /** The section with pictures of the worst pairs, as far as they lie in the folder; empty where none does. */
    static String evidence(Path folder, Measurements measurements) {
        StringBuilder rows = new StringBuilder();
        for (MetricSummary summary : measurements.metrics().values()) {
            MetricInfo info = summary.info();
            double[] column = measurements.images().columns().get(info.id());
            if (column != null) {
                rows(folder, measurements, info, column)
                        .forEach(row -> rows.append(row).append('\n'));
            }
        }
        return rows.isEmpty() ? "" : """

                        ## Evidence

                        What projectors see in the images that drift most.

                        | metric | image | value | reference | reconstruction |
                        | --- | --- | ---: | --- | --- |
                        """ + rows;
    }

    private static List<String> rows(Path folder, Measurements measurements, MetricInfo info, double[] column) {
        Comparator<Integer> ascending = Comparator.comparingDouble(row -> column[row]);
        List<Integer> worst = IntStream.range(0, column.length)
                .filter(row -> Double.isFinite(column[row]))
                .boxed()
                .sorted(info.direction() == Direction.HIGHER ? ascending : ascending.reversed())
                .toList();
        List<String> rows = new ArrayList<>();
        for (int rank = 1; rank <= worst.size(); rank++) {
            List<String> files = EvidenceFiles.of(folder, info.id(), rank);
            if (files.size() < 2) {
                break;
            }
            int image = worst.get(rank - 1);
            rows.add("| "
                    + Stream.of(
                                    Escaped.markdownCell(info.id().value()),
                                    Escaped.markdown(
                                            measurements.images().images().get(image)),
                                    Decimals.value(column[image], info),
                                    "![reference](" + files.get(0) + ")",
                                    "![reconstruction](" + files.get(1) + ")")
                            .reduce((a, b) -> a + " | " + b)
                            .orElseThrow()
                    + " |");
        }
        return rows;
    }

    private static MetricSummary summary(Measurements measurements, MetricId metric) {
        Map<MetricId, MetricSummary> metrics = measurements.metrics();
        return Optional.ofNullable(metrics.get(metric)).orElseThrow();
    }

    private static String number(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }
}
