package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLockTest {

    private static final int THREADS = 4;

    @TempDir
    private Path folder;

    @Test
    void modules_that_are_built_at_once_measure_one_after_the_other() throws Exception {
        Path file = folder.resolve("cache/worker.lock");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(THREADS - 1);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<WrittenLog>> modules = IntStream.range(0, THREADS)
                    .mapToObj(module -> pool.submit(() -> {
                        WrittenLog log = new WrittenLog() {
                            @Override
                            public void info(CharSequence content) {
                                super.info(content);
                                waiting.countDown();
                            }
                        };
                        return WorkerLock.holding(file, log, () -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            await(waiting);
                            inside.decrementAndGet();
                            return log;
                        });
                    }))
                    .toList();
            int told = 0;
            for (Future<WrittenLog> module : modules) {
                List<String> lines = module.get(1, TimeUnit.MINUTES).lines();
                assertThat(lines)
                        .hasSizeLessThanOrEqualTo(1)
                        .allMatch("Waiting for another ae-gate worker on this machine to finish."::equals);
                told += lines.size();
            }
            assertThat(told).isEqualTo(THREADS - 1);
            assertThat(most).hasValue(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_worker_that_fails_lets_the_next_one_run() throws Exception {
        Path file = folder.resolve("worker.lock");
        WrittenLog log = new WrittenLog();
        AtomicInteger runs = new AtomicInteger();

        assertThatThrownBy(() -> WorkerLock.holding(file, log, () -> {
                    throw new MojoExecutionException("died");
                }))
                .hasMessage("died");
        WorkerLock.holding(file, log, runs::incrementAndGet);

        assertThat(runs).hasValue(1);
        assertThat(log.lines()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
