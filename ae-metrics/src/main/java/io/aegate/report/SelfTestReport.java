package io.aegate.report;

import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Judged;
import io.aegate.gate.SelfTest;
import io.aegate.gate.Verdict;
import io.aegate.report.ConsoleReport.Level;
import io.aegate.report.ConsoleReport.Line;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What people read of a self-test: a line for each thing that the gate had to pass or to fail. */
public final class SelfTestReport {

    private static final String ITSELF = "itself";
    private static final String GAP = "    ";

    private SelfTestReport() {}

    /** The lines, those of what went wrong as errors. */
    public static List<Line> of(SelfTest test, Measurements measurements) {
        ConsoleLines lines = new ConsoleLines();
        Level level = test.passed() ? Level.INFO : Level.ERROR;
        lines.heading(level, "self-test " + (test.passed() ? "PASS" : "FAIL"), measurements, "");
        int names = Math.max(
                ITSELF.length(),
                Columns.widest(
                        Arrays.stream(Damage.values()).map(Damage::toString).toList()));
        Verdict itself = test.itself();
        lines.wrapped(
                itself.passed() ? Level.INFO : Level.ERROR,
                start(itself.passed() ? Level.INFO : Level.ERROR, itself.passed(), ITSELF, names),
                itself.passed() ? "passes, as it has to" : "does not pass: " + texts(itself.violations()));
        for (Damage damage : Damage.values()) {
            Level own = test.sees(damage) ? Level.INFO : Level.ERROR;
            List<String> seeing = test.seeing(damage);
            List<String> blind = test.blind(damage);
            String seen = seeing.isEmpty() ? "seen by no budget" : "seen by " + String.join(", ", seeing);
            lines.wrapped(
                    own,
                    start(own, test.sees(damage), damage.toString(), names),
                    damage.description() + ": " + seen
                            + (blind.isEmpty() ? "" : "; blind to it: " + String.join(", ", blind)));
        }
        if (test.passed() && !test.blindToAll().isEmpty()) {
            lines.notes(List.of(String.join(", ", test.blindToAll()) + " saw none of the damage"));
        }
        return lines.lines();
    }

    private static String start(Level level, boolean passed, String name, int names) {
        return level.indent() + (passed ? "PASS" : "FAIL") + "  " + Columns.pad(name, names) + GAP;
    }

    private static String texts(List<Judged> budgets) {
        return budgets.stream().map(Judged::text).collect(Collectors.joining(", "));
    }
}
