package io.aegate.image;

import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The structure of a PNG file: every chunk complete and with a right checksum, from IHDR to IEND. */
final class PngFile {

    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    private static final int FIRST_CHUNK = 8;
    private static final int AROUND_DATA = 12;
    private static final int IHDR = name("IHDR");
    private static final int PLTE = name("PLTE");
    private static final int IDAT = name("IDAT");
    private static final int IEND = name("IEND");
    private static final int TRNS = name("tRNS");
    private static final int EXIF = name("eXIf");
    private static final int ANIMATION = name("acTL");
    private static final Set<Integer> DECODED = Set.of(IHDR, PLTE, IDAT, IEND, TRNS);

    /** Adam7: first column and row, and the steps between columns and rows, of each pass. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private PngFile() {}

    static ImageHeader header(byte[] file) throws DefectException {
        Bytes bytes = Bytes.bigEndian(file);
        boolean data = false;
        boolean transparency = false;
        boolean turned = false;
        int at = FIRST_CHUNK;
        int type = 0;
        while (type != IEND) {
            int length = length(bytes, at);
            type = (int) bytes.u32(at + 4);
            if ((at == FIRST_CHUNK) != (type == IHDR) || (type == IHDR && length != 13)) {
                throw DefectException.damaged();
            }
            checkSum(bytes, at, length);
            if (type == ANIMATION) {
                throw new DefectException("animated, where only still images are allowed");
            }
            data |= type == IDAT;
            transparency |= type == TRNS;
            turned |= type == EXIF && Exif.turns(file, at + 8, at + 8 + length);
            at += AROUND_DATA + length;
        }
        if (!data) {
            throw DefectException.damaged();
        }
        int bits = bytes.u8(24);
        int colour = bytes.u8(25);
        checkColour(bits, colour);
        if (transparency && colour == 0) {
            // OpenCV drops the transparent grey level without a word.
            throw new DefectException(ImageFile.TRANSPARENT);
        }
        return new ImageHeader(
                ImageFile.side(bytes.u32(16)),
                ImageFile.side(bytes.u32(20)),
                bits == 16 ? 16 : 8,
                false,
                transparency || colour == 4 || colour == 6,
                turned);
    }

    private static int length(Bytes bytes, int at) throws DefectException {
        long length = bytes.u32(at);
        bytes.span(at, AROUND_DATA + length);
        return (int) length;
    }

    private static void checkSum(Bytes bytes, int at, int length) throws DefectException {
        CRC32 sum = new CRC32();
        sum.update(bytes.array(), at + 4, length + 4);
        if (sum.getValue() != bytes.u32(at + 8L + length)) {
            throw DefectException.damaged();
        }
    }

    private static void checkColour(int bits, int colour) throws DefectException {
        boolean allowed = switch (colour) {
            case 0 -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
            case 3 -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
            case 2, 4, 6 -> bits == 8 || bits == 16;
            default -> false;
        };
        if (!allowed) {
            throw DefectException.damaged();
        }
    }

    /** Inflates the pixel data, of a file whose header was checked, to see that it has exactly the image's length. */
    static void checkData(byte[] file) throws DefectException {
        Bytes bytes = Bytes.bigEndian(file);
        long expected = dataLength(bytes);
        byte[] scratch = new byte[1 << 16];
        Inflater inflater = new Inflater();
        try {
            long inflated = 0;
            int type = 0;
            for (int at = FIRST_CHUNK; type != IEND && !inflater.finished(); ) {
                int length = length(bytes, at);
                type = (int) bytes.u32(at + 4);
                if (type == IDAT) {
                    inflater.setInput(file, at + 8, length);
                    int count;
                    while ((count = inflater.inflate(scratch)) > 0 && inflated <= expected) {
                        inflated += count;
                    }
                }
                at += AROUND_DATA + length;
            }
            if (!inflater.finished() || inflated != expected) {
                throw DefectException.damaged();
            }
        } catch (DataFormatException e) {
            throw new DefectException(DefectException.DAMAGED, e);
        } finally {
            inflater.end();
        }
    }

    private static long dataLength(Bytes bytes) throws DefectException {
        long width = bytes.u32(16);
        long height = bytes.u32(20);
        int samples = switch (bytes.u8(25)) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        long bits = (long) bytes.u8(24) * samples;
        if (bytes.u8(28) == 0) {
            return rows(width, height, bits);
        }
        long length = 0;
        for (int[] pass : PASSES) {
            length += rows(ceil(width - pass[0], pass[2]), ceil(height - pass[1], pass[3]), bits);
        }
        return length;
    }

    private static long rows(long width, long height, long bits) {
        return width <= 0 || height <= 0 ? 0 : height * (1 + (width * bits + 7) / 8);
    }

    private static long ceil(long length, long step) {
        return length <= 0 ? 0 : (length + step - 1) / step;
    }

    /** The chunks that decide pixels: a colour profile is never applied, and libpng would complain of odd ones on the console. */
    static byte[] withoutAncillaryChunks(byte[] file) throws DefectException {
        Bytes bytes = Bytes.bigEndian(file);
        byte[] kept = new byte[file.length];
        System.arraycopy(file, 0, kept, 0, FIRST_CHUNK);
        int to = FIRST_CHUNK;
        int type = 0;
        for (int at = FIRST_CHUNK; type != IEND; ) {
            int length = AROUND_DATA + length(bytes, at);
            type = (int) bytes.u32(at + 4);
            if (DECODED.contains(type)) {
                System.arraycopy(file, at, kept, to, length);
                to += length;
            }
            at += length;
        }
        return to == file.length ? file : Arrays.copyOf(kept, to);
    }

    private static int name(String text) {
        return text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
    }
}
