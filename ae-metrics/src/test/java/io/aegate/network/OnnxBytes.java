package io.aegate.network;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** ONNX models of a few nodes, written field by field with the numbers of onnx.proto. */
public final class OnnxBytes {

    public static final int FLOAT = 1;
    public static final int INT64 = 7;
    public static final int DOUBLE = 11;

    /** Of a side that has a name instead of a length. */
    public static final int NAMED = -1;

    private OnnxBytes() {}

    @FunctionalInterface
    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] joined(byte[]... parts) {
        return written(out -> {
            for (byte[] part : parts) {
                out.writeRawBytes(part);
            }
        });
    }

    /** A field that holds a message of these fields. */
    public static byte[] message(int field, byte[]... parts) {
        return written(out -> out.writeByteArray(field, joined(parts)));
    }

    public static byte[] text(int field, String text) {
        return written(out -> out.writeByteArray(field, text.getBytes(StandardCharsets.UTF_8)));
    }

    public static byte[] number(int field, long number) {
        return written(out -> out.writeInt64(field, number));
    }

    /** A model of IR version 8 and opset 13, and of a domain {@code custom}, whose graph has these fields. */
    public static byte[] model(byte[]... graph) {
        return joined(
                number(1, 8),
                message(8, number(2, 13)),
                message(8, text(1, "custom"), number(2, 1)),
                message(7, joined(text(2, "graph"), joined(graph))));
    }

    public static byte[] input(String name, int type, int... shape) {
        return message(11, value(name, type, shape));
    }

    public static byte[] output(String name, int type, int... shape) {
        return message(12, value(name, type, shape));
    }

    private static byte[] value(String name, int type, int... shape) {
        byte[][] sides = new byte[shape.length][];
        for (int i = 0; i < shape.length; i++) {
            sides[i] = message(1, shape[i] == NAMED ? text(2, "side" + i) : number(1, shape[i]));
        }
        return joined(text(1, name), message(2, message(1, number(1, type), message(2, sides))));
    }

    /** A node of the default domain with one output. */
    public static byte[] node(String operator, String output, String... inputs) {
        return message(1, nodeFields(operator, output, inputs));
    }

    public static byte[] nodeFields(String operator, String output, String... inputs) {
        return joined(
                joined(Stream.of(inputs).map(input -> text(1, input)).toArray(byte[][]::new)),
                text(2, output),
                text(4, operator));
    }

    /** A float tensor that holds its values itself; give it to {@code message(5, ...)} as a graph's. */
    public static byte[] tensor(String name, int[] shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return joined(tensorHead(name, shape), written(out -> out.writeByteArray(9, raw.array())));
    }

    /** A float tensor whose values lie in a file; keys and values alternate. */
    public static byte[] externalTensor(String name, int[] shape, String... entries) {
        byte[][] data = new byte[entries.length / 2][];
        for (int i = 0; i < data.length; i++) {
            data[i] = message(13, text(1, entries[2 * i]), text(2, entries[2 * i + 1]));
        }
        return joined(tensorHead(name, shape), joined(data), number(14, 1));
    }

    private static byte[] tensorHead(String name, int[] shape) {
        byte[][] sides = new byte[shape.length][];
        for (int i = 0; i < shape.length; i++) {
            sides[i] = number(1, shape[i]);
        }
        return joined(joined(sides), number(2, FLOAT), text(8, name));
    }

    /** What gives back the images that it is given. */
    public static byte[] identity(int... shape) {
        return model(input("x", FLOAT, shape), output("y", FLOAT, shape), node("Identity", "y", "x"));
    }
}
