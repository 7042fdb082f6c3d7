package io.aegate.weights;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a part of a weight file from front to back; every announced length is held against what is left. */
final class Cursor {

    private static final int LONGEST_LINE = 1024;

    private final WeightFile file;
    private final long start;
    private final ByteBuffer bytes;

    /** At most 2 GiB − 1, and within the file. */
    Cursor(WeightFile file, long start, long length) {
        this.file = file;
        this.start = start;
        this.bytes = file.slice(start, length);
    }

    /** The position in the file of the byte that is read next. */
    long position() {
        return start + bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int unsignedByte() {
        need(Byte.BYTES);
        return Byte.toUnsignedInt(bytes.get());
    }

    int unsignedShort() {
        need(Short.BYTES);
        return Short.toUnsignedInt(bytes.getShort());
    }

    int signedInt() {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    long unsignedInt() {
        return Integer.toUnsignedLong(signedInt());
    }

    /** A length that may exceed all memory; negative if it exceeds 2⁶³. */
    long eightBytes() {
        need(Long.BYTES);
        return bytes.getLong();
    }

    void skip(long length) {
        need(length);
        bytes.position(bytes.position() + (int) length);
    }

    /** A two's complement integer of any length. */
    BigInteger integer(int length) {
        need(length);
        byte[] bigEndian = new byte[length];
        for (int i = length - 1; i >= 0; i--) {
            bigEndian[i] = bytes.get();
        }
        return length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    }

    String text(long length) {
        long position = position();
        need(length);
        ByteBuffer encoded = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw file.damaged(position, "a string is not UTF-8");
        }
    }

    /** The text up to the next line feed, which is consumed. */
    String line() {
        int limit = Math.min(bytes.remaining(), LONGEST_LINE);
        for (int length = 0; length < limit; length++) {
            if (bytes.get(bytes.position() + length) == '\n') {
                String line = text(length);
                skip(1);
                return line;
            }
        }
        throw file.damaged(position(), "a name has no end");
    }

    private void need(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw file.damaged(
                    position(),
                    "the next value takes " + Long.toUnsignedString(length) + (length == 1 ? " byte" : " bytes")
                            + ", but " + bytes.remaining() + " are left");
        }
    }
}
