package io.aegate.report;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text of a bounded size as it was stored, without the byte order mark that some editors put before it.
 *
 * @param origin how messages speak of it
 * @param text its characters
 */
record StoredText(Origin origin, String text) {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /**
     * Reads a file.
     *
     * @param largest how many bytes it may have
     * @param remedy what to do where it cannot be used
     * @throws RefusedInputException if it is missing, larger, or not UTF-8
     */
    static StoredText read(Path file, long largest, String remedy) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException(
                    file + (Files.exists(file) ? " is not a file; " : " is missing; ") + remedy);
        }
        Origin origin = Origin.of(file, remedy);
        try {
            requireSize(origin, Files.size(file), largest);
            return decode(origin, Files.readAllBytes(file));
        } catch (IOException e) {
            throw origin.refused("it cannot be read (" + e.getMessage() + ")", e);
        }
    }

    static void requireSize(Origin origin, long size, long largest) {
        if (size < 0 || size > largest) {
            throw origin.refused("its size is " + size + " bytes, more than " + largest);
        }
    }

    static StoredText decode(Origin origin, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new StoredText(origin, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw origin.refused("it is not UTF-8", e);
        }
    }
}
