package io.aegate.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of an image file; whoever reads past their end learns that the file is truncated. */
record Bytes(byte[] array, ByteOrder order) {

    static Bytes bigEndian(byte[] array) {
        return new Bytes(array, ByteOrder.BIG_ENDIAN);
    }

    static Bytes littleEndian(byte[] array) {
        return new Bytes(array, ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return array.length;
    }

    /** Checks that a span lies within the file, and returns where it starts. */
    int span(long at, long length) throws DefectException {
        if (at < 0 || length < 0 || at > array.length || length > array.length - at) {
            throw DefectException.truncated();
        }
        return (int) at;
    }

    int u8(long at) throws DefectException {
        return array[span(at, 1)] & 0xff;
    }

    int u16(long at) throws DefectException {
        int start = span(at, 2);
        int first = array[start] & 0xff;
        int second = array[start + 1] & 0xff;
        return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }

    long u32(long at) throws DefectException {
        long first = u16(at);
        long second = u16(at + 2);
        return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
    }

    /** A 64-bit offset or count; what no file could hold is a sign of damage. */
    long u64(long at) throws DefectException {
        long first = u32(at);
        long second = u32(at + 4);
        long high = order == ByteOrder.BIG_ENDIAN ? first : second;
        long low = order == ByteOrder.BIG_ENDIAN ? second : first;
        if (high > Integer.MAX_VALUE) {
            throw DefectException.damaged();
        }
        return high << 32 | low;
    }

    /** Whether the Latin-1 characters of a text stand at a place, which may lie past the end. */
    boolean has(int at, String text) {
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
        return at >= 0
                && at <= array.length - expected.length
                && Arrays.equals(array, at, at + expected.length, expected, 0, expected.length);
    }
}
