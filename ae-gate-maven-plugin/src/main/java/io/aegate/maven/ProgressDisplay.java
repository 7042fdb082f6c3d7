package io.aegate.maven;

import io.aegate.evaluation.Progress;
import io.aegate.report.ProgressLines;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.maven.plugin.logging.Log;

/** Shows how far the worker is: a bar on a terminal, elsewhere a line every few seconds. */
interface ProgressDisplay extends Progress, AutoCloseable {

    @Override
    void close();

    static ProgressDisplay of(boolean terminal, Log log) {
        return terminal ? new Bar() : new Lines(new ProgressLines(log::info));
    }

    /** A bar that is redrawn in place. */
    final class Bar implements ProgressDisplay {

        private static final int COLUMNS = 100;

        private final ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("ae-gate")
                .setUnit(" images", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(COLUMNS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .build();

        @Override
        public void at(String phase, int done, int total) {
            bar.setExtraMessage(phase);
            if (total > 0) {
                bar.maxHint(total);
                bar.stepTo(done);
            }
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Lines for a log, which need no closing. */
    record Lines(Progress lines) implements ProgressDisplay {

        @Override
        public void at(String phase, int done, int total) {
            lines.at(phase, done, total);
        }

        @Override
        public void close() {}
    }
}
