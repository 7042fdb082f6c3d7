package io.aegate.checkpoint;

import io.aegate.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * An autoencoder on the CPU that takes images one at a time, several at once on a thread each.
 *
 * <p>Where a network has few channels and many pixels this beats batches whose every operation is shared by all threads: an image's
 * activations stay in the cache, no thread waits for another after each operation, and memory is that of one image a thread.
 */
final class Lanes implements Autoencoder {

    private final List<Autoencoder> lanes;
    private final ExecutorService pool;

    /**
     * Makes the lanes.
     *
     * @param lane makes an autoencoder for one thread; all are of one module
     * @param prepare what each thread does first
     */
    Lanes(int count, Supplier<Autoencoder> lane, Runnable prepare) {
        List<Autoencoder> made = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            made.add(lane.get());
        }
        this.lanes = List.copyOf(made);
        this.pool = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(
                    () -> {
                        prepare.run();
                        task.run();
                    },
                    "ae-gate-network");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public List<float[]> reconstruct(List<RgbImage> images) {
        float[][] outputs = new float[images.size()][];
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>(lanes.size());
        for (Autoencoder lane : lanes) {
            running.add(pool.submit(() -> {
                for (int i = next.getAndIncrement(); i < outputs.length; i = next.getAndIncrement()) {
                    outputs[i] = lane.reconstruct(List.of(images.get(i))).get(0);
                }
            }));
        }
        // All are waited for, so that none still runs when the module is closed.
        List<Throwable> failures =
                running.stream().flatMap(lane -> failure(lane).stream()).toList();
        if (!failures.isEmpty()) {
            throwAsItIs(failures.get(0));
        }
        return List.of(outputs);
    }

    private static Optional<Throwable> failure(Future<?> lane) {
        try {
            lane.get();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new IllegalStateException("the reconstruction was interrupted", e));
        } catch (ExecutionException e) {
            return Optional.of(Optional.ofNullable(e.getCause()).orElse(e));
        }
    }

    private static void throwAsItIs(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }

    @Override
    public int atOnce() {
        return lanes.size();
    }

    @Override
    public void close() {
        pool.shutdown();
        // They share one module.
        lanes.get(0).close();
    }
}
