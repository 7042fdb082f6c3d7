package io.aegate.maven;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
        return terminal ? new Bar() : new Lines(log, System::nanoTime);
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

    /** Sparse lines for a log: one when it begins, the next soon, the others seldom. */
    final class Lines implements ProgressDisplay {

        private static final long FIRST = TimeUnit.SECONDS.toNanos(2);
        private static final long BETWEEN = TimeUnit.SECONDS.toNanos(5);

        private final Log log;
        private final LongSupplier nanos;
        private final long started;
        private boolean begun;
        private long next;

        Lines(Log log, LongSupplier nanos) {
            this.log = log;
            this.nanos = nanos;
            this.started = nanos.getAsLong();
            this.next = started + FIRST;
        }

        @Override
        public void at(String phase, int done, int total) {
            long now = nanos.getAsLong();
            if (!begun) {
                log.info("ae-gate: " + phase + " " + total + (total == 1 ? " image" : " images"));
                begun = true;
            } else if (done > 0 && done < total && now - next >= 0) {
                long left = TimeUnit.NANOSECONDS.toSeconds((now - started) / done * (total - done));
                log.info("ae-gate: " + phase + " " + done + " of " + total + " images, about " + Math.max(1, left)
                        + " s left");
                next = now + BETWEEN;
            }
        }

        @Override
        public void close() {}
    }
}
