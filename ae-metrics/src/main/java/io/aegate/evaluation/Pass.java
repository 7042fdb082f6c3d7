package io.aegate.evaluation;

import io.aegate.evaluation.Reconstructing.Read;
import io.aegate.image.ImagePairs;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.image.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The flow of one pass over images: they are read ahead and measured on a pool of threads, while the calling thread runs the checkpoint.
 *
 * <p>What is in flight is bounded, so memory does not grow with the set. Images are grouped by size, because a network takes batches of
 * one size; the values do not depend on the grouping.
 */
final class Pass implements AutoCloseable {

    /** Pixels that a batch has where nobody says how many images: eight of 256², or a few large ones, so that activations stay small. */
    private static final long PIXELS_A_BATCH = 8L << 16;

    private static final int READ_AHEAD = 4;

    private final ImagePairs pairs;
    private final Step step;
    private final int threads;
    private final int batchSize;
    private final ExecutorService pool;

    private final Map<String, List<Read>> waiting = new LinkedHashMap<>();
    private final Deque<Future<Integer>> measured = new ArrayDeque<>();

    /** Why images cannot be read, collected so that the user hears of all of them. */
    private final List<String> unreadable = new ArrayList<>();

    private int done;

    /** What is done with the images of a batch. */
    interface Step {

        /** How many images a batch should have at least. */
        int atOnce();

        /** Takes a batch on the calling thread, and gives the work that is left for the pool. */
        Runnable take(List<Read> batch);
    }

    Pass(ImagePairs pairs, Step step, int threads, int batchSize) {
        this.pairs = pairs;
        this.step = step;
        this.threads = threads;
        this.batchSize = batchSize;
        this.pool = Workers.pool(threads);
    }

    void run(String phase, Progress progress) {
        int n = pairs.size();
        Deque<Future<Read>> ahead = new ArrayDeque<>();
        int next = 0;
        while (next < n || !ahead.isEmpty()) {
            while (next < n && ahead.size() < READ_AHEAD * threads) {
                int index = next++;
                ahead.add(pool.submit(() -> read(index)));
            }
            take(ahead.remove());
            progress.at(phase, done, n);
        }
        while (!waiting.isEmpty()) {
            measure(largest());
            progress.at(phase, done, n);
        }
        while (!measured.isEmpty()) {
            done += Workers.result(measured.remove());
            progress.at(phase, done, n);
        }
        if (!unreadable.isEmpty()) {
            throw new RefusedInputException(RefusedInputException.named(unreadable));
        }
    }

    private Read read(int index) {
        RgbImage reference = pairs.reference(index);
        Optional<RgbImage> reconstruction =
                pairs.hasReconstructions() ? Optional.of(pairs.reconstruction(index)) : Optional.empty();
        return new Read(index, pairs.references().get(index).name(), reference, reconstruction);
    }

    private void take(Future<Read> future) {
        Read read;
        try {
            read = Workers.result(future);
        } catch (RefusedInputException e) {
            unreadable.add(e.getMessage());
            return;
        }
        String size = read.reference().size();
        List<Read> batch = waiting.computeIfAbsent(size, s -> new ArrayList<>());
        batch.add(read);
        int full = imagesABatch(read.reference());
        if (batch.size() >= full) {
            measure(size);
        } else if (waiting.values().stream().mapToInt(List::size).sum() > 4 * full) {
            measure(largest());
        }
    }

    private int imagesABatch(RgbImage image) {
        long fitting = PIXELS_A_BATCH / ((long) image.width() * image.height());
        return batchSize > 0 ? batchSize : (int) Math.max(step.atOnce(), fitting);
    }

    private String largest() {
        return waiting.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow()
                .getKey();
    }

    private void measure(String size) {
        List<Read> batch = Optional.ofNullable(waiting.remove(size)).orElseThrow();
        if (!unreadable.isEmpty()) {
            // The run is lost; go on reading only, so that every offender is named at once.
            return;
        }
        Runnable work = step.take(batch);
        while (measured.size() >= 2 * threads
                || (!measured.isEmpty() && measured.element().isDone())) {
            done += Workers.result(measured.remove());
        }
        measured.add(pool.submit(() -> {
            work.run();
            return batch.size();
        }));
    }

    /** Ends the pool, and waits for what it is doing: extractors are closed next. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                // A task in native code cannot be interrupted, but it ends.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
