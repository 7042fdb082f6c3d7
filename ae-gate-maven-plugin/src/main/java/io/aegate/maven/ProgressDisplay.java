package io.aegate.maven;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.maven.plugin.logging.Log;

/** Shows how far the worker is: a bar on a terminal, elsewhere a line every few seconds. */
interface ProgressDisplay extends AutoCloseable {

    void at(String phase, int done, int total);

    @Override
    void close();

    static ProgressDisplay of(boolean terminal, Log log) {
        return terminal ? new Bar() : new Lines(log);
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
            bar.maxHint(total);
            bar.stepTo(done);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Sparse lines for a log. */
    final class Lines implements ProgressDisplay {

        private static final long SECONDS = 5;

        private final Log log;
        private final long started = System.nanoTime();
        private long last = started;

        Lines(Log log) {
            this.log = log;
        }

        @Override
        public void at(String phase, int done, int total) {
            long now = System.nanoTime();
            if (now - last >= TimeUnit.SECONDS.toNanos(SECONDS)) {
                long elapsed = TimeUnit.NANOSECONDS.toSeconds(now - started);
                String left = done == 0 ? "" : ", about " + Math.max(1, elapsed * (total - done) / done) + " s left";
                log.info("ae-gate: " + phase + " " + done + " of " + total + " images" + left);
                last = now;
            }
        }

        @Override
        public void close() {}
    }
}
