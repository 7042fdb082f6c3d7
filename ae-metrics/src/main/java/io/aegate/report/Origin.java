package io.aegate.report;

import io.aegate.image.RefusedInputException;
import java.nio.file.Path;

/**
 * How messages speak of a stored text.
 *
 * @param place where it stands, for the beginning of a message
 * @param name its name alone, for messages about the file beside it
 * @param remedy what to do where it cannot be used
 */
record Origin(String place, String name, String remedy) {

    /** Characters that are quoted: enough for every sentence of ours, and too few to flood a log. */
    private static final int LONGEST = 1000;

    static Origin of(Path file, String remedy) {
        return new Origin(file.toString(), String.valueOf(file.getFileName()), remedy);
    }

    /** A refusal of the text for what was found in it, which may quote it. */
    RefusedInputException refused(String found) {
        return new RefusedInputException(message(found));
    }

    RefusedInputException refused(String found, Exception cause) {
        return new RefusedInputException(message(found), cause);
    }

    private String message(String found) {
        return place + " cannot be used: " + Escaped.terminal(Columns.keepEnds(found, LONGEST)) + "; " + remedy;
    }
}
