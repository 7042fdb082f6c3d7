package io.aegate.metric.distribution;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/** Arrays of floats in numpy's {@code .npy} format: float32 or float64 in, float64 out, of a shape that is known beforehand. */
final class NpyArray {

    private static final String MAGIC = "\u0093NUMPY";
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 1 << 16;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,80})\\), ?\\}\\s*");

    private NpyArray() {}

    /**
     * Reads an array in C order.
     *
     * @param length of the array in bytes, header included, as the file says
     * @throws ZipException if it is no such array; the message says what it is instead
     */
    static double[] read(String name, InputStream stream, long length, List<Integer> shape) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        try {
            byte[] start = in.readNBytes(8);
            if (start.length < 8 || !new String(start, 0, 6, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
                throw new ZipException(name + " is no npy array");
            }
            int version = start[6];
            if (version != 1 && version != 2) {
                throw new ZipException(name + " has a header that is not understood");
            }
            byte[] size = in.readNBytes(version == 1 ? Short.BYTES : Integer.BYTES);
            long textLength = littleEndian(size);
            if (textLength > CHUNK) {
                throw new ZipException(name + " has a header that is not understood");
            }
            byte[] text = in.readNBytes((int) textLength);
            Matcher header = HEADER.matcher(new String(text, StandardCharsets.ISO_8859_1));
            if (!header.matches()) {
                throw new ZipException(name + " has a header that is not understood");
            }
            String type = header.group(1);
            boolean fits = (type.equals("<f4") || type.equals("<f8"))
                    && dimensions(header.group(3)).equals(shape);
            if (!fits) {
                throw new ZipException("%s is %s of shape (%s)".formatted(name, type, header.group(3)));
            }
            int bytes = type.equals("<f4") ? Float.BYTES : Double.BYTES;
            int count = shape.stream().reduce(1, Math::multiplyExact);
            if (length != start.length + size.length + textLength + (long) count * bytes) {
                throw new ZipException(name + " is not as long as its shape says");
            }
            double[] values = values(in, count, bytes);
            return header.group(2).equals("True") && shape.size() == 2
                    ? transposed(values, shape.get(1), shape.get(0))
                    : values;
        } catch (EOFException e) {
            ZipException cut = new ZipException(name + " is cut off");
            cut.initCause(e);
            throw cut;
        }
    }

    private static long littleEndian(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return value;
    }

    private static List<Integer> dimensions(String shape) {
        return Arrays.stream(shape.split(",", -1))
                .map(String::strip)
                .filter(side -> !side.isEmpty())
                // Absurd sides become 0, which no shape has here.
                .map(side -> side.matches("[0-9]{1,9}") ? Integer.parseInt(side) : 0)
                .toList();
    }

    private static double[] values(DataInputStream in, int count, int bytes) throws IOException {
        double[] values = new double[count];
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        int done = 0;
        while (done < count) {
            int some = Math.min(count - done, CHUNK / bytes);
            in.readFully(chunk.array(), 0, some * bytes);
            for (int i = 0; i < some; i++) {
                values[done + i] = bytes == Float.BYTES ? chunk.getFloat(i * bytes) : chunk.getDouble(i * bytes);
            }
            done += some;
        }
        return values;
    }

    private static double[] transposed(double[] values, int rows, int columns) {
        double[] transposed = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = values[i * columns + j];
            }
        }
        return transposed;
    }

    /** The bytes of a float64 array in C order, as numpy itself writes it. */
    static byte[] bytes(double[] values, List<Integer> shape) {
        String sides = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(sides, shape.size() == 1 ? "," : "");
        int before = MAGIC.length() + 4;
        int padded = (before + header.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - before;
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.addExact(before + padded, Math.multiplyExact(values.length, Double.BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC.getBytes(StandardCharsets.ISO_8859_1));
        bytes.put((byte) 1).put((byte) 0).putShort((short) padded);
        bytes.put((header + " ".repeat(padded - header.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }
}
