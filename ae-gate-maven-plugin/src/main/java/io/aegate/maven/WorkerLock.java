package io.aegate.maven;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/**
 * Lets one worker of this user run at a time on the machine: two of them, as {@code -T} would start, only fight for the cores.
 *
 * <p>The lock is the operating system's, so it ends with the process that holds it.
 */
final class WorkerLock {

    private static final long POLL_MILLIS = 200;

    private WorkerLock() {}

    /** What is done while the lock is held. */
    interface Action<T> {
        T run() throws IOException, MojoExecutionException;
    }

    static <T> T holding(Log log, Action<T> action) throws IOException, MojoExecutionException {
        return holding(cache().resolve("worker.lock"), log, action);
    }

    static <T> T holding(Path file, Log log, Action<T> action) throws IOException, MojoExecutionException {
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            boolean told = false;
            while (!tryLock(channel)) {
                if (!told) {
                    log.info("Waiting for another ae-gate worker on this machine to finish.");
                    told = true;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return action.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("ae-gate was interrupted while it waited for another worker.", e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another module of this very build holds it.
            return false;
        }
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("ae-gate");
    }
}
