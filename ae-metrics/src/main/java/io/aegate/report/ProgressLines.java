package io.aegate.report;

import io.aegate.evaluation.Progress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Progress as sparse lines of a log: one when a phase begins, the next soon, the others seldom; of a phase that counts nothing its name. */
public final class ProgressLines implements Progress {

    private static final long FIRST = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN = TimeUnit.SECONDS.toNanos(5);

    private final Consumer<String> log;
    private final LongSupplier nanos;
    private String current = "";
    private long next;
    private long firstSeen;
    private int firstDone;

    /** Lines for a log, from now on. */
    public ProgressLines(Consumer<String> log) {
        this(log, System::nanoTime);
    }

    ProgressLines(Consumer<String> log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
        this.next = nanos.getAsLong() + FIRST;
    }

    @Override
    public void at(String phase, int done, int total) {
        long now = nanos.getAsLong();
        boolean begins = !phase.equals(current) && (total > 0 || now - next >= 0);
        if (begins) {
            log.accept("ae-gate: " + phase + (total == 0 ? "" : " " + total + (total == 1 ? " image" : " images")));
            current = phase;
            firstDone = 0;
        } else if (done > 0 && done < total && now - next >= 0) {
            log.accept("ae-gate: " + phase + " " + done + " of " + total + " images" + left(now, done, total));
            next = now + BETWEEN;
        }
        if (done > 0 && firstDone == 0) {
            firstDone = done;
            firstSeen = now;
        }
    }

    /** At the speed since the first images were done: before them much is loaded that comes once. */
    private String left(long now, int done, int total) {
        if (firstDone == 0 || done == firstDone) {
            return "";
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds((now - firstSeen) / (done - firstDone) * (total - done));
        return ", about " + Math.max(1, seconds) + " s left";
    }
}
