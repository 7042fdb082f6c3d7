package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Protocol;
import io.aegate.gate.Baseline;
import io.aegate.gate.Baselines;
import io.aegate.gate.Judged;
import io.aegate.gate.Regressed;
import io.aegate.gate.Severity;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.gate.WorstImage;
import io.aegate.metric.Direction;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The report for people in GitHub's Markdown, {@code report.md}: verdict, metrics, worst images, slices, provenance. */
public final class MarkdownReport {

    public static final String FILE = "report.md";

    private final Measurements measurements;
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport(Measurements measurements) {
        this.measurements = measurements;
    }

    /**
     * The report of a verdict.
     *
     * @param protocol whose script's numbers are given as well
     * @param command what measures and judges again, for example {@code mvn ae-gate:verify}
     * @param accept what makes the measurements the baseline, as far as its reason
     */
    public static String text(
            Verdict verdict, Measurements measurements, Optional<Protocol> protocol, String command, String accept) {
        MarkdownReport report = new MarkdownReport(measurements);
        report.heading(icon(verdict) + " ae-gate: " + verdict.outcome());
        report.against(verdict.baselines());
        report.budgets(verdict);
        report.facts(Stream.concat(measurements.warnings().stream(), verdict.warnings().stream())
                .toList());
        protocol.ifPresent(report::protocol);
        report.worstImages(verdict);
        report.power(verdict);
        report.origin(command);
        if (verdict.budgets().stream()
                .anyMatch(judged -> judged.regression()
                        .filter(regression -> regression.anchor().isEmpty())
                        .isPresent())) {
            report.accepting(accept);
        }
        return report.text.toString();
    }

    /** The report of measurements that no budget judges. */
    public static String text(Measurements measurements, String command) {
        MarkdownReport report = new MarkdownReport(measurements);
        report.heading("ae-gate: measured");
        report.facts(measurements.warnings());
        report.origin(command);
        return report.text.toString();
    }

    private void heading(String title) {
        line("# " + title);
        line("");
        int images = measurements.images().size();
        line("**" + Escaped.markdown(measurements.provenance().checkpoint().name()) + "** ("
                + MarkdownProvenance.shortHash(
                        measurements.provenance().checkpoint().hash())
                + "), " + images + (images == 1 ? " image, " : " images, ")
                + Escaped.markdown(measurements.provenance().precision()) + ", "
                + Escaped.markdown(measurements.provenance().device()));
    }

    private void against(Baselines baselines) {
        baselines.usual().ifPresent(baseline -> against("the baseline", baseline));
        baselines.anchors().forEach((name, anchor) -> against("the anchor " + Escaped.markdown(name), anchor));
    }

    private void against(String what, Baseline baseline) {
        line("");
        line("Against " + what + " of " + baseline.day() + " (" + MarkdownProvenance.shortHash(baseline.hash()) + "), "
                + Escaped.markdown(
                        baseline.measurements().provenance().checkpoint().name())
                + (baseline.measuredAgain() ? ", measured again here" : "") + ": "
                + Escaped.markdown(baseline.acceptance().reason()));
    }

    private void budgets(Verdict verdict) {
        section("Budgets");
        table(List.of("", "budget", "measured", "images"), List.of("---", "---", "---:", "---:"));
        for (Judged judged : verdict.budgets()) {
            String reading = judged.reading().isEmpty() ? Decimals.NONE : Escaped.markdown(judged.reading());
            row(List.of(status(judged), Escaped.markdownCell(judged.text()), reading, String.valueOf(judged.n())));
        }
        List<String> messages = verdict.budgets().stream()
                .filter(judged -> judged.status() != Status.PASS)
                .map(judged -> "- " + Escaped.markdown(judged.message()) + explanation(judged))
                .toList();
        if (!messages.isEmpty()) {
            line("");
            messages.forEach(this::line);
        }
    }

    private static String explanation(Judged judged) {
        return judged.regression()
                .flatMap(Regressed::explanation)
                .map(where -> "  \n  " + Escaped.markdown(where))
                .orElse("");
    }

    /** What the images can tell at all, so that nobody asks more of them. */
    private void power(Verdict verdict) {
        List<List<String>> rows = verdict.budgets().stream()
                .flatMap(judged -> judged.regression().flatMap(Regressed::detectable).stream()
                        .map(effect -> List.of(Escaped.markdownCell(judged.text()), Escaped.markdown(effect))))
                .toList();
        if (!rows.isEmpty()) {
            section("Smallest effects told from chance with 80% power");
            table(List.of("budget", "effect"), List.of("---", "---:"));
            rows.forEach(this::row);
        }
    }

    private void facts(List<String> warnings) {
        if (!warnings.isEmpty()) {
            section("Warnings");
            warnings.forEach(warning -> line("- " + Escaped.markdown(warning)));
        }
        metrics();
        slices();
        MarkdownDrift.facts(measurements).forEach(this::line);
    }

    private void metrics() {
        section("Metrics");
        table(
                List.of("metric", "value", "std", "min", "p05", "median", "p95", "max", "n", "better"),
                List.of("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---"));
        for (MetricSummary summary : measurements.metrics().values()) {
            MetricInfo info = summary.info();
            List<String> cells = new ArrayList<>();
            cells.add(Escaped.markdownCell(info.id().value()));
            String unit = info.unit().isEmpty() ? "" : " " + Escaped.markdown(info.unit());
            cells.add("**" + Decimals.value(summary.value(), info) + "**" + error(summary) + unit);
            Optional<Sample> sample = Spread.of(measurements, info.id()).map(Spread::sample);
            cells.add(sample.map(spread -> Decimals.spread(spread.std(), info)).orElse(Decimals.NONE));
            Stream.of(
                            sample.map(Sample::min),
                            sample.map(spread -> spread.quantile(0.05)),
                            sample.map(Sample::median),
                            sample.map(spread -> spread.quantile(0.95)),
                            sample.map(Sample::max))
                    .map(value ->
                            value.map(number -> Decimals.value(number, info)).orElse(Decimals.NONE))
                    .forEach(cells::add);
            cells.add(String.valueOf(summary.n()));
            cells.add(info.direction() == Direction.HIGHER ? "↑ higher" : "↓ lower");
            row(cells);
        }
    }

    private static String error(MetricSummary summary) {
        OptionalDouble error = summary.standardError();
        return error.isPresent() ? " ± " + Decimals.spread(error.getAsDouble(), summary.info()) : "";
    }

    private void protocol(Protocol protocol) {
        section("As " + Escaped.markdown(protocol.script()) + " prints it");
        table(List.of("number", "value", "from"), List.of("---", "---:", "---"));
        for (Protocol.Line each : protocol.lines()) {
            row(List.of(
                    Escaped.markdown(each.name()),
                    ProtocolReport.value(each, measurements),
                    Escaped.markdown(each.how())));
        }
    }

    private void slices() {
        if (measurements.slices().members().isEmpty()) {
            return;
        }
        section("Slices");
        table(List.of("slice", "metric", "value", "n"), List.of("---", "---", "---:", "---:"));
        for (String slice : measurements.slices().members().keySet()) {
            for (MetricSummary summary : measurements.metrics().values()) {
                Spread.of(measurements, summary.info().id())
                        .map(spread -> spread.slices(measurements.slices().members()))
                        .map(samples -> samples.get(slice))
                        .ifPresent(sample -> row(List.of(
                                Escaped.markdown(slice),
                                Escaped.markdownCell(summary.info().id().value()),
                                Decimals.value(sample.mean(), summary.info())
                                        + (summary.info().unit().isEmpty()
                                                ? ""
                                                : " "
                                                        + Escaped.markdown(
                                                                summary.info().unit())),
                                String.valueOf(sample.size()))));
            }
        }
    }

    private void worstImages(Verdict verdict) {
        Map<List<WorstImage>, List<String>> budgets = new LinkedHashMap<>();
        verdict.budgets()
                .forEach(judged -> budgets.computeIfAbsent(judged.images(), images -> new ArrayList<>())
                        .add(Escaped.markdownCode(judged.text())));
        budgets.remove(List.of());
        if (!budgets.isEmpty()) {
            section("Worst images");
        }
        String gap = "";
        for (Map.Entry<List<WorstImage>, List<String>> images : budgets.entrySet()) {
            text.append(gap);
            line(String.join(", ", images.getValue()));
            line("");
            table(List.of("image", images.getKey().get(0).figure().word()), List.of("---", "---:"));
            images.getKey()
                    .forEach(worst -> row(List.of(
                            Escaped.markdown(worst.image()),
                            worst.printed() + (worst.unit().isEmpty() ? "" : " " + Escaped.markdown(worst.unit())))));
            gap = "\n";
        }
    }

    private void origin(String command) {
        section("Provenance");
        table(List.of("", ""), List.of("---", "---"));
        MarkdownProvenance.rows(measurements.provenance()).forEach(this::row);
        section("How to reproduce");
        line("With the same configuration, checkpoint, references and versions as above:");
        line("");
        // Indented, so that nothing in the command can end the block.
        line("    " + Escaped.terminal(command));
    }

    private void accepting(String accept) {
        section("How to accept");
        line("If these measurements are to be the new baseline:");
        line("");
        line("    " + Escaped.terminal(accept + " -Dae-gate.reason=\"...\""));
    }

    private static String icon(Verdict verdict) {
        return verdict.passed() ? "✅" : "❌";
    }

    private static String status(Judged judged) {
        return switch (judged.status()) {
            case PASS -> "✅ PASS";
            case FAIL -> judged.severity() == Severity.ERROR ? "❌ FAIL" : "⚠️ " + judged.severity();
            case INCONCLUSIVE -> judged.severity() == Severity.ERROR ? "❌ INCONCLUSIVE" : "⚠️ INCONCLUSIVE";
            case NOT_MEASURED -> "❌ NOT\\_MEASURED";
        };
    }

    private void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void table(List<String> header, List<String> alignment) {
        row(header);
        row(alignment);
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
