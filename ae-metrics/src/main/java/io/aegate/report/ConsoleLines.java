package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Provenance;
import io.aegate.report.ConsoleReport.Level;
import io.aegate.report.ConsoleReport.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of a log, as they are made: with Maven's prefixes none is wider than a terminal, and words below each other stay so. */
final class ConsoleLines {

    private static final int LONGEST_SUBJECT = 60;
    private static final int SHORT_HASH = 8;

    private static final Pattern BOUND = Pattern.compile("\\)\\s*(>=|<=|≥|≤|at least|at most)[^)]*$");

    private final List<Line> lines = new ArrayList<>();

    List<Line> lines() {
        return List.copyOf(lines);
    }

    void add(Level level, String text) {
        lines.add(new Line(level, text));
    }

    /**
     * The first line.
     *
     * @param what is said of the measurements
     * @param beside more of the thing under test, or empty
     */
    void heading(Level level, String what, Measurements measurements, String beside) {
        Provenance provenance = measurements.provenance();
        String name = Columns.keepEnd(Escaped.terminal(provenance.checkpoint().name()), LONGEST_SUBJECT);
        int images = measurements.images().size();
        String start = "ae-gate: " + what + "  " + name + " ("
                + shortened(provenance.checkpoint().hash()) + ")" + beside;
        String end =
                images + (images == 1 ? " image, " : " images, ") + provenance.precision() + ", " + provenance.device();
        if (Columns.width(start + "   " + end) <= ConsoleReport.WIDTH - level.width()) {
            add(level, start + "   " + end);
        } else {
            add(level, start);
            add(level, level.indent() + end);
        }
    }

    static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /** Words after the start of a line, on as many lines as they take, each where the first begins. */
    void wrapped(Level level, String start, String words) {
        int room = ConsoleReport.WIDTH - level.width() - Columns.width(start);
        String indent = " ".repeat(Columns.width(start));
        String lead = start;
        for (String part : Columns.wrap(Escaped.terminal(words), room)) {
            add(level, lead + part);
            lead = indent;
        }
    }

    /** The smallest effects that can be told from chance, if there are any. */
    void power(List<String> effects) {
        if (!effects.isEmpty()) {
            wrapped(Level.INFO, Level.INFO.indent() + "told from chance with 80% power: ", String.join(", ", effects));
        }
    }

    /** An effect, and what a budget bounds without the bound. */
    static String effect(String effect, String budget) {
        return effect + " of " + BOUND.matcher(budget).replaceFirst(")");
    }

    void notes(List<String> warnings) {
        warnings.forEach(warning -> wrapped(Level.WARN, Level.WARN.indent() + "note: ", warning));
    }
}
