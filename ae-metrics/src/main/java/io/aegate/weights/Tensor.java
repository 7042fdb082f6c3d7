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

    private static long elements(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
}
