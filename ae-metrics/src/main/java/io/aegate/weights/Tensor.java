package io.aegate.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as it is stored: its elements in C order, little-endian.
 *
 * @param dtype the type of its elements
 * @param shape its dimensions; empty for a scalar
 * @param data exactly the elements' bytes; read-only, and read through {@link #bytes()}
 */
public record Tensor(DType dtype, List<Long> shape, ByteBuffer data) {

    public Tensor {
        shape = List.copyOf(shape);
        if (shape.stream().anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException("the shape " + shape + " has a negative size");
        }
        data = data.asReadOnlyBuffer();
        long expected = Math.multiplyExact(elements(shape), (long) dtype.bytes());
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("a " + dtype + " tensor of shape " + shape + " has " + expected
                    + " bytes, not " + data.remaining());
        }
    }

    public static Tensor of(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Tensor(DType.FLOAT32, Arrays.stream(shape).boxed().toList(), bytes);
    }

    public long elements() {
        return elements(shape);
    }

    /** A fresh little-endian view of the elements, positioned at the first. */
    public ByteBuffer bytes() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements as 32-bit floats, in C order.
     *
     * <p>Exact for {@code FLOAT16}, {@code BFLOAT16}, {@code FLOAT32} (subnormals, infinities and NaN included),
     * {@code UINT8}, {@code INT8} and {@code INT16}; {@code FLOAT64}, {@code INT32} and {@code INT64} are rounded to the
     * nearest float, ties to even, and a double beyond its range becomes infinite. {@code BOOL} becomes 0 or 1.
     */
    public float[] toFloats() {
        ByteBuffer bytes = bytes();
        float[] floats = new float[bytes.remaining() / dtype.bytes()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = switch (dtype) {
                case FLOAT16 -> halfToFloat(bytes.getShort());
                case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort() << 16);
                case FLOAT32 -> bytes.getFloat();
                case FLOAT64 -> (float) bytes.getDouble();
                case UINT8 -> Byte.toUnsignedInt(bytes.get());
                case INT8 -> bytes.get();
                case INT16 -> bytes.getShort();
                case INT32 -> bytes.getInt();
                case INT64 -> bytes.getLong();
                case BOOL -> bytes.get() == 0 ? 0 : 1;
            };
        }
        return floats;
    }

    /** IEEE 754 binary16: sign, 5 bits of exponent (bias 15, a float's is 127), 10 bits of significand. */
    private static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int significand = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = significand * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int widened = exponent == 0x1f ? 0xff : exponent + 127 - 15;
        return Float.intBitsToFloat(sign | widened << 23 | significand << 13);
    }

    private static long elements(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
}
