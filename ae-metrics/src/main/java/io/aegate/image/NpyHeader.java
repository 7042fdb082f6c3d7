package io.aegate.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * The header of a {@code .npy} array of images: uint8, C order, N × H × W × 3.
 *
 * @param length of the header in bytes, after which the pixels start
 */
record NpyHeader(int length, int count, int height, int width) {

    /** No more is read of an array in search of its header. */
    static final int MAX_LENGTH = 1 << 16;

    private static final int MAX_COUNT = 1_000_000;
    private static final String MAGIC = "\u0093NUMPY";
    private static final Pattern DICTIONARY = Pattern.compile(
            "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,80})\\), ?\\}\\s*");

    /**
     * Parses the header at the start of an array.
     *
     * @param start the first bytes of the array
     * @param available how many bytes the array has in all
     */
    static NpyHeader parse(byte[] start, long available) throws ZipException {
        if (start.length < 12 || !new String(start, 0, 6, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new ZipException("arr_0 is no npy array");
        }
        int version = start[6];
        ByteBuffer buffer = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        int from = version == 1 ? 10 : 12;
        long textLength = version == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8) & 0xffffffffL;
        if ((version != 1 && version != 2) || textLength > start.length - from) {
            throw new ZipException("arr_0 has a header that is not understood");
        }
        String text = new String(start, from, (int) textLength, StandardCharsets.ISO_8859_1);
        Matcher matcher = DICTIONARY.matcher(text);
        if (!matcher.matches()) {
            throw new ZipException("arr_0 has a header that is not understood");
        }
        String order = matcher.group(2).equals("True") ? ", in Fortran order" : "";
        String found = "arr_0 is %s of shape (%s)%s".formatted(matcher.group(1), matcher.group(3), order);
        long[] shape = shape(matcher.group(3));
        boolean fits = matcher.group(1).equals("|u1")
                && order.isEmpty()
                && shape.length == 4
                && Arrays.stream(shape).allMatch(side -> side >= 1 && side <= ImageFile.MAX_PIXELS)
                && shape[0] <= MAX_COUNT
                && shape[1] * shape[2] <= ImageFile.MAX_PIXELS
                && shape[3] == RgbImage.CHANNELS;
        if (!fits) {
            throw new ZipException(found);
        }
        int length = from + (int) textLength;
        long pixels = shape[0] * shape[1] * shape[2] * shape[3];
        if (pixels != available - length) {
            throw new ZipException("%s, but has %d bytes of pixels".formatted(found, available - length));
        }
        return new NpyHeader(length, (int) shape[0], (int) shape[1], (int) shape[2]);
    }

    private static long[] shape(String text) {
        String[] sides = text.strip().split("\\s*,\\s*", -1);
        long[] shape = new long[sides.length];
        for (int i = 0; i < sides.length; i++) {
            // Absent or absurd sides become 0, which no shape may have.
            shape[i] = sides[i].matches("[0-9]{1,9}") ? Long.parseLong(sides[i]) : 0;
        }
        return shape;
    }

    int rowLength() {
        return height * width * RgbImage.CHANNELS;
    }
}
