package io.aegate.report;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** New contents of a file, first beside its place, then in it, and out of it again if need be. */
final class Replacement {

    private final Path file;
    private final byte[] contents;
    private final String otherwise;
    private final Path place;
    private final Path folder;
    private final Path temporary;
    private final Path former;
    private boolean committed;

    /** @param otherwise what to do if the file's folder cannot be made writable */
    Replacement(Path file, byte[] contents, String otherwise) {
        this.file = file;
        this.contents = contents;
        this.otherwise = otherwise;
        place = file.toAbsolutePath();
        if (place.getParent() == null) {
            throw new IllegalArgumentException(file + " is not a file's name");
        }
        folder = place.getParent();
        // Not createTempFile: its files are readable by their owner alone, and the move would keep that.
        String hidden = "." + place.getFileName() + "." + UUID.randomUUID();
        temporary = folder.resolve(hidden + ".tmp");
        former = folder.resolve(hidden + ".old");
    }

    /** Writes the contents beside the place, making parent folders as needed. */
    void prepare() {
        refusing(() -> {
            Files.createDirectories(folder);
            Files.write(temporary, contents, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        });
    }

    void keepFormer() {
        refusing(() -> {
            if (Files.isRegularFile(place)) {
                Files.copy(place, former, StandardCopyOption.COPY_ATTRIBUTES);
            }
        });
    }

    void commit() {
        refusing(() -> {
            move(temporary, place);
            committed = true;
        });
    }

    /** Puts back what was there, because of a failure that is told of if this fails too. */
    void undo(RefusedInputException failure) {
        if (!committed) {
            return;
        }
        try {
            if (Files.exists(former)) {
                move(former, place);
            } else {
                Files.deleteIfExists(place);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Leaves nothing beside the place. */
    void discard() {
        refusing(() -> {
            Files.deleteIfExists(temporary);
            Files.deleteIfExists(former);
        });
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void refusing(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new RefusedInputException(
                    file + " cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); make its folder writable, or " + otherwise,
                    e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
