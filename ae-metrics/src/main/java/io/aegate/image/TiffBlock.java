package io.aegate.image;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A strip or tile of a TIFF file, whose packed bytes are followed to see that they unpack to all of it.
 *
 * @param from where the packed bytes start
 * @param length how many they are
 * @param unpacked how many bytes they must give
 */
record TiffBlock(int from, int length, long unpacked) {

    static final long PLAIN = 1;
    static final long LZW = 5;
    static final long DEFLATE = 8;
    static final long PACK_BITS = 32773;
    static final long OLD_DEFLATE = 32946;

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST_FREE = 258;
    private static final int CODES = 4096;

    void check(byte[] file, long compression) throws DefectException {
        long given;
        if (compression == LZW) {
            given = unpackedByLzw(file);
        } else if (compression == PACK_BITS) {
            given = unpackedByPackBits(file);
        } else if (compression == PLAIN) {
            given = length;
        } else {
            given = inflated(file);
        }
        if (given < unpacked) {
            throw DefectException.damaged();
        }
    }

    private long inflated(byte[] file) throws DefectException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file, from, length);
            byte[] scratch = new byte[1 << 16];
            long given = 0;
            int count;
            while ((count = inflater.inflate(scratch)) > 0 && given <= unpacked) {
                given += count;
            }
            return inflater.finished() ? given : 0;
        } catch (DataFormatException e) {
            throw new DefectException(DefectException.DAMAGED, e);
        } finally {
            inflater.end();
        }
    }

    private long unpackedByPackBits(byte[] file) {
        long given = 0;
        int at = from;
        int end = from + length;
        while (at < end && given < unpacked) {
            int control = file[at++];
            if (control >= 0) {
                int literal = Math.min(control + 1, end - at);
                given += literal;
                at += literal;
            } else if (control != Byte.MIN_VALUE && at < end) {
                given += 1L - control;
                at++;
            }
        }
        return given;
    }

    /** Only the lengths of the code table's strings are kept: 9 to 12 bits a code, most significant bit first. */
    private long unpackedByLzw(byte[] file) throws DefectException {
        int[] lengths = new int[CODES];
        Arrays.fill(lengths, 0, CLEAR, 1);
        long given = 0;
        int free = FIRST_FREE;
        int width = 9;
        int previous = CLEAR;
        long bits = 0;
        int available = 0;
        int at = from;
        int end = from + length;
        while (given < unpacked) {
            while (available < width) {
                if (at == end) {
                    return given;
                }
                bits = bits << 8 | (file[at++] & 0xff);
                available += 8;
            }
            available -= width;
            int code = (int) (bits >> available) & ((1 << width) - 1);
            if (code == END) {
                return given;
            }
            if (code == CLEAR) {
                free = FIRST_FREE;
                width = 9;
            } else if (previous == CLEAR) {
                if (code > CLEAR) {
                    throw DefectException.damaged();
                }
                given++;
            } else {
                if (code > free || free >= CODES) {
                    throw DefectException.damaged();
                }
                lengths[free++] = lengths[previous] + 1;
                given += lengths[code];
                if (free == (1 << width) - 1 && width < 12) {
                    width++;
                }
            }
            previous = code;
        }
        return given;
    }
}
