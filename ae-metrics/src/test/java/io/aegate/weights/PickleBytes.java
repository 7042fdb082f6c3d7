package io.aegate.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, so that tests can write those that no pickler would. */
final class PickleBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static PickleBytes pickle() {
        return new PickleBytes().op(0x80).op(2);
    }

    /** A dict under construction: entries may follow until {@link #endDict}. */
    static PickleBytes dict() {
        return pickle().op('}').op('(');
    }

    PickleBytes op(int opcode) {
        out.write(opcode);
        return this;
    }

    PickleBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    PickleBytes int4(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    PickleBytes int8(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    PickleBytes ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op('X').int4(utf8.length).raw(utf8);
    }

    PickleBytes global(String module, String name) {
        return op('c').ascii(module + "\n" + name + "\n");
    }

    /** As LONG1 in eight bytes, whatever its size. */
    PickleBytes whole(long value) {
        return op(0x8a).op(8).int8(value);
    }

    PickleBytes wholes(long... values) {
        op('(');
        for (long value : values) {
            whole(value);
        }
        return op('t');
    }

    /** The persistent id of a storage, with no view metadata as the zip container has it. */
    PickleBytes storage(String type, String key, long elements) {
        return op('(').text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .whole(elements)
                .op('t')
                .op('Q');
    }

    /** An entry of a dict: a float tensor over the storage of that key. */
    PickleBytes tensor(String name, String key, long elements, long offset, long[] sizes, long[] strides) {
        return tensor(name, "FloatStorage", key, elements, offset, sizes, strides);
    }

    /** An entry of a dict: a tensor over the storage of that key and type. */
    PickleBytes tensor(String name, String type, String key, long elements, long offset, long[] sizes, long[] strides) {
        return text(name)
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, elements)
                .whole(offset)
                .wholes(sizes)
                .wholes(strides)
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(')')
                .op('R')
                .op('t')
                .op('R');
    }

    /** An entry of a dict: a vector over all of a storage. */
    PickleBytes vector(String name, String key, long elements) {
        return tensor(name, key, elements, 0, new long[] {elements}, new long[] {1});
    }

    /** An object of a program's class: attributes may follow, and then {@code u} and {@code b}. */
    PickleBytes object(String module, String name) {
        return global(module, name).op(')').op(0x81).op('}').op('(');
    }

    byte[] endDict() {
        return op('u').end();
    }

    byte[] end() {
        return op('.').bytes();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
