package io.aegate.weights;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a download bears a bad network.
 *
 * @param idle without a byte before a connection is given up
 * @param attempts to get the whole file, each going on where the one before ended
 * @param pause waits
 */
record Patience(Duration idle, int attempts, Pause pause) {

    static final Patience USUAL =
            new Patience(Duration.ofSeconds(30), 5, time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Waits; other in tests. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** Waits after so many failed attempts, each time twice as long. */
    void afterFailures(int failures) throws InterruptedException {
        pause.of(FIRST.multipliedBy(1L << (failures - 1)));
    }

    /** Waits a moment for somebody else. */
    void forAMoment() throws InterruptedException {
        pause.of(POLL);
    }
}
