package io.aegate.maven;

import io.aegate.report.ConsoleReport;
import java.util.List;
import org.apache.maven.plugin.logging.Log;

/** Prints report lines at the log level that they ask for. */
final class ConsoleLog {

    private ConsoleLog() {}

    static void print(Log log, List<ConsoleReport.Line> lines) {
        for (ConsoleReport.Line line : lines) {
            switch (line.level()) {
                case INFO -> log.info(line.text());
                case WARN -> log.warn(line.text());
                case ERROR -> log.error(line.text());
            }
        }
    }
}
