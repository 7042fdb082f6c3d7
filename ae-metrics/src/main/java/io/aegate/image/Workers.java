package io.aegate.image;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Pools of threads that work on many images, and what becomes of their work. */
public final class Workers {

    private static final int MOST = 8;

    private Workers() {}

    /** A pool of threads that keep no process alive; shut it down when done. */
    public static ExecutorService pool(int threads) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "ae-gate-images");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Waits for a result; what the work threw, exception or error, is thrown here. */
    public static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while working on images", e);
        }
    }

    /** The results for 0 to {@code count − 1}, in that order, by a small pool that lasts as long as the call. */
    static <T> List<T> map(int count, IntFunction<T> work) {
        int threads =
                Math.max(1, Math.min(count, Math.min(MOST, Runtime.getRuntime().availableProcessors())));
        ExecutorService pool = pool(threads);
        try {
            List<Future<T>> pending = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int index = i;
                pending.add(pool.submit(() -> work.apply(index)));
            }
            return pending.stream().map(Workers::result).toList();
        } finally {
            pool.shutdownNow();
        }
    }
}
