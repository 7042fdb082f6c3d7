package io.aegate.image;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Work on many images by a small pool that lasts as long as the call. */
final class Workers {

    private static final int MOST = 8;

    private Workers() {}

    /** The results for 0 to {@code count − 1}, in that order. */
    static <T> List<T> map(int count, IntFunction<T> work) {
        int threads =
                Math.max(1, Math.min(count, Math.min(MOST, Runtime.getRuntime().availableProcessors())));
        ExecutorService pool = Executors.newFixedThreadPool(threads, Workers::thread);
        try {
            List<Future<T>> pending = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int index = i;
                pending.add(pool.submit(() -> work.apply(index)));
            }
            List<T> results = new ArrayList<>(count);
            for (Future<T> result : pending) {
                results.add(result.get());
            }
            return results;
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
            throw new IllegalStateException("interrupted while reading images", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "ae-gate-images");
        thread.setDaemon(true);
        return thread;
    }
}
