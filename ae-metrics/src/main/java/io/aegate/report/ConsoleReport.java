package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.gate.Judged;
import io.aegate.gate.Regressed;
import io.aegate.gate.Severity;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.gate.WorstImage;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What people read in the log of a build: a line for the whole, a line a budget, those that fail first.
 *
 * <p>With Maven's prefixes a line has at most {@value #WIDTH} columns, and budgets stand below each other whatever their level.
 */
public final class ConsoleReport {

    /** Columns of a line together with Maven's prefix. */
    static final int WIDTH = 120;

    private static final int LONGEST_BUDGET = 48;
    private static final int LONGEST_NAME = 40;
    private static final String GAP = "    ";

    private final ConsoleLines lines = new ConsoleLines();

    private ConsoleReport() {}

    /** How a line is logged. */
    public enum Level {
        INFO("[INFO] "),
        WARN("[WARNING] "),
        ERROR("[ERROR] ");

        private static final int COLUMN = 10;

        private final String word;
        private final int prefix;

        Level(String word) {
            this.word = word;
            this.prefix = word.length();
        }

        /** Columns that Maven's prefix takes. */
        int width() {
            return prefix;
        }

        /** What brings a line below a heading to the same column after Maven's prefix of this level. */
        String indent() {
            return " ".repeat(COLUMN - prefix);
        }
    }

    /**
     * One line of a log.
     *
     * @param level how it is logged
     * @param text printable characters only, and no command to a CI service
     */
    public record Line(Level level, String text) {

        public Line {
            text = Escaped.logLine(text);
        }

        /** As Maven prints it, for where no log puts its level before a line. */
        public String prefixed() {
            return level.word + text;
        }
    }

    /**
     * The lines of a verdict.
     *
     * @param report the report for people
     * @param from the folder to which its path is given
     * @param accept what makes these measurements the baseline
     */
    public static List<Line> of(Verdict verdict, Measurements measurements, Path report, Path from, String accept) {
        ConsoleReport console = new ConsoleReport();
        Level level = verdict.passed() ? Level.INFO : Level.ERROR;
        console.lines.heading(level, verdict.outcome().name(), measurements, against(verdict));
        console.budgets(verdict.budgets());
        console.power(verdict.budgets());
        console.lines.notes(measurements.warnings());
        console.lines.notes(verdict.warnings());
        Optional<Judged> worst = verdict.violations().stream()
                .filter(judged -> !judged.images().isEmpty())
                .findFirst();
        console.lastLine(level, worst, "report: " + relative(report, from));
        console.hint(verdict, accept);
        return console.lines.lines();
    }

    private static String against(Verdict verdict) {
        return verdict.baselines()
                .usual()
                .map(baseline -> " against the baseline of " + baseline.day() + " ("
                        + ConsoleLines.shortened(baseline.hash()) + ")")
                .orElse("");
    }

    /** The lines of measurements that no budget judges: each metric's value and, over images, its spread. */
    public static List<Line> of(Measurements measurements, Path report, Path from) {
        ConsoleReport console = new ConsoleReport();
        console.lines.heading(Level.INFO, "measured", measurements, "");
        console.metrics(measurements);
        console.lines.notes(measurements.warnings());
        console.lastLine(Level.INFO, Optional.empty(), "report: " + relative(report, from));
        return console.lines.lines();
    }

    private void budgets(List<Judged> budgets) {
        List<Judged> sorted = new ArrayList<>(budgets);
        sorted.sort(Comparator.comparing(ConsoleReport::level, Comparator.reverseOrder()));
        int words = Columns.widest(sorted.stream().map(ConsoleReport::word).toList());
        int texts = Columns.widest(sorted.stream().map(ConsoleReport::shortened).toList());
        for (Judged judged : sorted) {
            Level level = level(judged);
            String start = level.indent() + Columns.pad(word(judged), words) + "  "
                    + Columns.pad(shortened(judged), texts) + GAP;
            lines.wrapped(level, start, judged.reading().isEmpty() ? judged.message() : judged.reading());
            judged.regression()
                    .flatMap(Regressed::explanation)
                    .ifPresent(where -> lines.wrapped(level, " ".repeat(Columns.width(start)), where));
        }
    }

    private void power(List<Judged> budgets) {
        lines.power(budgets.stream()
                .flatMap(judged -> judged.regression().flatMap(Regressed::detectable).stream()
                        .map(effect -> ConsoleLines.effect(effect, judged.text())))
                .toList());
    }

    /** What to do where the change is wanted, or better than what it is held to. */
    private void hint(Verdict verdict, String accept) {
        // What the images leave open is not there to be accepted, but to be measured better.
        boolean regressed = verdict.violations().stream()
                .filter(judged -> judged.status() != Status.INCONCLUSIVE)
                .anyMatch(ConsoleReport::isOfUsualBaseline);
        boolean improved = verdict.passed()
                && verdict.budgets().stream()
                        .filter(ConsoleReport::isOfUsualBaseline)
                        .anyMatch(judged ->
                                judged.regression().map(Regressed::improved).orElse(false));
        if (regressed) {
            boolean first = verdict.baselines().usual().isEmpty();
            command(Level.ERROR, first ? "To make this the first baseline: " : "Intended? ", accept);
        } else if (improved) {
            command(Level.INFO, "Better than the baseline; to hold it: ", accept);
        }
    }

    /** A command is there to be copied, so it is on one line or in the report. */
    private void command(Level level, String question, String accept) {
        String line = level.indent() + question + accept + " -Dae-gate.reason=\"...\"";
        boolean fits = Columns.width(line) <= WIDTH - level.width();
        lines.add(level, fits ? line : level.indent() + question + "the report ends with the command that accepts it");
    }

    private static boolean isOfUsualBaseline(Judged judged) {
        return judged.regression()
                .filter(regression -> regression.anchor().isEmpty())
                .isPresent();
    }

    private void metrics(Measurements measurements) {
        List<MetricSummary> metrics = List.copyOf(measurements.metrics().values());
        int names = Columns.widest(
                metrics.stream().map(metric -> metric.info().id().value()).toList());
        int values = Columns.widest(metrics.stream().map(ConsoleReport::value).toList());
        for (MetricSummary metric : metrics) {
            MetricInfo info = metric.info();
            String spread = Spread.of(measurements, info.id())
                    .map(Spread::sample)
                    .map(sample -> spread(sample, info))
                    .orElseGet(() -> error(metric) + "n " + metric.n());
            String start = Level.INFO.indent() + Columns.pad(info.id().value(), names) + "  "
                    + Columns.pad(value(metric), values) + GAP;
            lines.wrapped(Level.INFO, start, spread);
        }
    }

    private static String value(MetricSummary metric) {
        String unit = metric.info().unit();
        return Decimals.value(metric.value(), metric.info()) + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String error(MetricSummary metric) {
        OptionalDouble error = metric.standardError();
        return error.isPresent() ? "standard error " + Decimals.spread(error.getAsDouble(), metric.info()) + ", " : "";
    }

    private static String spread(Sample sample, MetricInfo info) {
        return "std " + Decimals.spread(sample.std(), info) + ", min " + Decimals.value(sample.min(), info)
                + ", median "
                + Decimals.value(sample.median(), info) + ", max " + Decimals.value(sample.max(), info) + ", n "
                + sample.size();
    }

    private void lastLine(Level level, Optional<Judged> judged, String report) {
        String line = level.indent();
        if (judged.isPresent()) {
            List<WorstImage> images = judged.get().images();
            int room = WIDTH - level.prefix - Columns.width("   " + report) - Columns.width(", ...");
            line += "worst: " + worst(images.get(0));
            int shown = 1;
            while (shown < images.size() && Columns.width(line + ", " + worst(images.get(shown))) <= room) {
                line += ", " + worst(images.get(shown));
                shown++;
            }
            line += shown < images.size() ? ", ..." : "";
            if (Columns.width(line + "   " + report) > WIDTH - level.prefix) {
                lines.add(level, line);
                line = level.indent();
            } else {
                line += "   ";
            }
        }
        lines.add(level, line + report);
    }

    private static String worst(WorstImage worst) {
        return Columns.keepEnd(Escaped.terminal(worst.image()), LONGEST_NAME) + " " + worst.printed()
                + (worst.unit().isEmpty() ? "" : " " + worst.unit());
    }

    private static Level level(Judged judged) {
        if (judged.fails()) {
            return Level.ERROR;
        }
        return judged.status() == Status.PASS ? Level.INFO : Level.WARN;
    }

    private static String word(Judged judged) {
        return judged.status() == Status.FAIL && judged.severity() != Severity.ERROR
                ? judged.severity().name()
                : judged.status().name();
    }

    private static String shortened(Judged judged) {
        // That it only warns is said where it matters, by the word before it.
        String text = Escaped.terminal(judged.text()).replaceFirst(" or warn$", "");
        return Columns.keepEnds(text, LONGEST_BUDGET);
    }

    private static String relative(Path report, Path from) {
        Path file = report.toAbsolutePath().normalize();
        Path folder = from.toAbsolutePath().normalize();
        String path = file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
        return path.replace('\\', '/');
    }
}
