package io.aegate.maven;

import io.aegate.weights.DownloadProgress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.maven.plugin.logging.Log;

/** Shows how far a download is: a bar on a terminal, elsewhere a line now and then. */
interface DownloadDisplay extends DownloadProgress, AutoCloseable {

    @Override
    void close();

    static DownloadDisplay of(String file, boolean terminal, Log log) {
        return terminal ? new Bar(file, log) : new Lines(file, log, System::nanoTime);
    }

    private static String waiting(String file) {
        return "Waiting for another ae-gate on this machine that fetches " + file + ".";
    }

    /** A bar that is redrawn in place. */
    final class Bar implements DownloadDisplay {

        private static final int COLUMNS = 100;
        private static final long KIBIBYTE = 1024;

        private final String file;
        private final Log log;
        private final ProgressBar bar;

        Bar(String file, Log log) {
            this.file = file;
            this.log = log;
            this.bar = new ProgressBarBuilder()
                    .setTaskName("ae-gate")
                    .setUnit(" KiB", KIBIBYTE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setMaxRenderedLength(COLUMNS)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                    .build();
        }

        @Override
        public void at(long done, long total) {
            bar.maxHint(total);
            bar.stepTo(done);
        }

        @Override
        public void waiting() {
            log.info(DownloadDisplay.waiting(file));
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Lines for a log, which need no closing. */
    final class Lines implements DownloadDisplay {

        private static final long BETWEEN = TimeUnit.SECONDS.toNanos(10);
        private static final long MEBIBYTE = 1 << 20;

        private final String file;
        private final Log log;
        private final LongSupplier nanos;
        private long next;

        Lines(String file, Log log, LongSupplier nanos) {
            this.file = file;
            this.log = log;
            this.nanos = nanos;
            this.next = nanos.getAsLong() + BETWEEN;
        }

        @Override
        public void at(long done, long total) {
            long now = nanos.getAsLong();
            if (done < total && now - next >= 0) {
                log.info(file + ": " + done / MEBIBYTE + " of " + total / MEBIBYTE + " MiB");
                next = now + BETWEEN;
            }
        }

        @Override
        public void waiting() {
            log.info(DownloadDisplay.waiting(file));
        }

        @Override
        public void close() {}
    }
}
