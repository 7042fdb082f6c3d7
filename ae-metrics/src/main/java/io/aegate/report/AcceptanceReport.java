package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.gate.Baseline;
import io.aegate.gate.Detectable;
import io.aegate.metric.Direction;
import io.aegate.metric.MetricInfo;
import io.aegate.report.ConsoleReport.Level;
import io.aegate.report.ConsoleReport.Line;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people read before and after measurements become a baseline. */
public final class AcceptanceReport {

    private static final String GAP = "    ";

    private AcceptanceReport() {}

    /**
     * What becomes of each metric.
     *
     * @param replaced the baseline that there is
     * @param anchor the name of the anchor, if it is not the usual baseline
     * @param detectable what the images will tell from chance
     */
    public static List<Line> of(
            Measurements measurements,
            Optional<Baseline> replaced,
            Optional<String> anchor,
            List<Detectable> detectable) {
        ConsoleLines lines = new ConsoleLines();
        String what = anchor.map(name -> "anchor " + name).orElse("baseline");
        lines.heading(
                Level.INFO,
                replaced.isPresent() ? "new " + what : "first " + what,
                measurements,
                replaced.map(before -> " in the place of that of " + before.day() + " ("
                                + ConsoleLines.shortened(before.hash()) + ")")
                        .orElse(""));
        metrics(lines, measurements, replaced);
        replaced.map(before -> before.differencesFrom(measurements)).stream()
                .flatMap(List::stream)
                .forEach(difference -> lines.notes(List.of("it differs in " + difference)));
        lines.power(detectable.stream()
                .map(effect ->
                        ConsoleLines.effect((effect.estimated() ? "about " : "") + effect.effect(), effect.budget()))
                .toList());
        if (detectable.stream().anyMatch(Detectable::estimated)) {
            lines.wrapped(
                    Level.INFO,
                    Level.INFO.indent(),
                    "about, and mostly less: how losses scatter only another checkpoint will show");
        }
        detectable.stream()
                .map(Detectable::warning)
                .flatMap(Optional::stream)
                .forEach(each -> lines.notes(List.of(each)));
        return lines.lines();
    }

    /** That it is written, and what is left to do. */
    public static List<Line> of(Baseline accepted, String file) {
        ConsoleLines lines = new ConsoleLines();
        String table = file.replaceFirst("\\.json$", ".csv");
        lines.wrapped(
                Level.INFO,
                Level.INFO.indent(),
                "written: " + file + " and " + table + " (" + ConsoleLines.shortened(accepted.hash())
                        + "); commit both");
        return lines.lines();
    }

    private static void metrics(ConsoleLines lines, Measurements now, Optional<Baseline> replaced) {
        List<MetricSummary> metrics = List.copyOf(now.metrics().values());
        int names = Columns.widest(
                metrics.stream().map(metric -> metric.info().id().value()).toList());
        for (MetricSummary metric : metrics) {
            String start = Level.INFO.indent() + Columns.pad(metric.info().id().value(), names) + GAP;
            Optional<MetricSummary> before = replaced.map(baseline ->
                    baseline.measurements().metrics().get(metric.info().id()));
            lines.wrapped(
                    Level.INFO, start, before.map(was -> change(was, metric)).orElseGet(() -> value(metric)));
        }
        replaced.stream()
                .flatMap(baseline -> baseline.measurements().metrics().keySet().stream())
                .filter(metric -> !now.metrics().containsKey(metric))
                .forEach(metric -> lines.notes(List.of(metric + " was in the baseline, and will not be")));
    }

    private static String change(MetricSummary before, MetricSummary now) {
        MetricInfo info = now.info();
        double by = info.direction() == Direction.HIGHER ? now.value() - before.value() : before.value() - now.value();
        String word = by == 0 ? "the same" : (by > 0 ? "better by " : "worse by ") + Decimals.change(by, info);
        return Decimals.value(before.value(), info) + " -> " + value(now) + ", " + word;
    }

    private static String value(MetricSummary metric) {
        return Stream.of(
                        Decimals.value(metric.value(), metric.info()),
                        metric.info().unit())
                .filter(text -> !text.isEmpty())
                .reduce((value, unit) -> value + " " + unit)
                .orElseThrow();
    }
}
