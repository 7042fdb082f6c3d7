package io.aegate.report;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files whole or not at all: a reader sees the old contents or the new, never a part. */
public final class AtomicFiles {

    private AtomicFiles() {}

    /** Writes text as UTF-8, as {@link #write(Path, byte[])} does. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file beside its place and moves it there, making parent folders as needed.
     *
     * @throws RefusedInputException if the place cannot be written
     */
    public static void write(Path file, byte[] contents) {
        Path place = file.toAbsolutePath();
        Path folder = place.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " is not a file's name");
        }
        // Not createTempFile: its files are readable by their owner alone, and the move would keep that.
        Path temporary = folder.resolve("." + place.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(folder);
            try {
                Files.write(temporary, contents, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                move(temporary, place);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    file + " cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); make its folder writable, or choose another outputDirectory",
                    e);
        }
    }

    private static void move(Path temporary, Path place) throws IOException {
        try {
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
