package io.aegate.report;

import io.aegate.image.RefusedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

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
        write(List.of(new Replacement(file, contents, "choose another outputDirectory")));
    }

    /**
     * Replaces files that belong together, in this order once all are written beside their places; where one cannot be replaced,
     * those before it become what they were.
     *
     * @throws RefusedInputException if a place cannot be written
     */
    static void write(List<Replacement> replacements) {
        try {
            replacements.forEach(Replacement::prepare);
            // A single file needs no way back: it is the last.
            replacements.subList(0, replacements.size() - 1).forEach(Replacement::keepFormer);
            replacements.forEach(Replacement::commit);
        } catch (RefusedInputException e) {
            replacements.forEach(replacement -> replacement.undo(e));
            throw e;
        } finally {
            replacements.forEach(Replacement::discard);
        }
    }
}
