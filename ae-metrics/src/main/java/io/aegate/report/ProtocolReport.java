package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Protocol;
import io.aegate.report.ConsoleReport.Level;
import io.aegate.report.ConsoleReport.Line;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** What people read of a protocol: the numbers that a repository's script prints, a line each. */
public final class ProtocolReport {

    private static final int DECIMALS = 4;
    private static final String GAP = "    ";

    private ProtocolReport() {}

    /** The lines. */
    public static List<Line> of(Protocol protocol, Measurements measurements) {
        ConsoleLines lines = new ConsoleLines();
        lines.wrapped(Level.INFO, Level.INFO.indent(), "as " + protocol.script() + " prints it:");
        int names = Columns.widest(
                protocol.lines().stream().map(Protocol.Line::name).toList());
        int values = Columns.widest(
                protocol.lines().stream().map(line -> value(line, measurements)).toList());
        for (Protocol.Line line : protocol.lines()) {
            lines.wrapped(
                    Level.INFO,
                    Level.INFO.indent() + "  " + Columns.pad(line.name(), names) + "  "
                            + Columns.pad(value(line, measurements), values) + GAP,
                    line.how());
        }
        return lines.lines();
    }

    /** As tables in papers have it: four decimals, rounded to the nearest. */
    static String value(Protocol.Line line, Measurements measurements) {
        return Protocol.value(line, measurements.images())
                .map(value -> BigDecimal.valueOf(value)
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .toPlainString())
                .orElse(Decimals.NONE);
    }
}
