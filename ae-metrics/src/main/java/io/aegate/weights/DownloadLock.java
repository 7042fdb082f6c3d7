package io.aegate.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Lets one thread of one process fetch a file at a time.
 *
 * <p>The lock is the operating system's, so it ends with the process that holds it; the empty file stays.
 */
final class DownloadLock {

    private DownloadLock() {}

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException, InterruptedException;
    }

    static <T> T holding(Path file, Patience patience, DownloadProgress progress, Action<T> action)
            throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            boolean told = false;
            while (tryLock(channel).isEmpty()) {
                if (!told) {
                    progress.waiting();
                    told = true;
                }
                patience.forAMoment();
            }
            return action.run();
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM has it.
            return Optional.empty();
        }
    }
}
