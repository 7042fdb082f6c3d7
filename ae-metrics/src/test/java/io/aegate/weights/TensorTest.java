package io.aegate.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TensorTest {

    @Test
    void every_half_becomes_the_float_of_its_definition() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            short half = (short) bits;
            float read = tensor(DType.FLOAT16, 1, bytes -> bytes.putShort(half)).toFloats()[0];
            // Compared by their bits, which tell the zeros apart.
            assertThat(Float.floatToIntBits(read)).isEqualTo(Float.floatToIntBits(byDefinition(bits)));
        }
    }

    private static float byDefinition(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double magnitude = exponent == 0
                ? fraction / 1024.0 * Math.pow(2, -14)
                : exponent == 31
                        ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                        : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
        return (float) (bits >> 15 == 0 ? magnitude : -magnitude);
    }

    @Test
    void a_bfloat_is_the_upper_half_of_a_float() {
        Tensor tensor = tensor(
                DType.BFLOAT16,
                6,
                bytes -> bytes.putShort((short) 0x3f80)
                        .putShort((short) 0xc049)
                        .putShort((short) 0x7f80)
                        .putShort((short) 0xff80)
                        .putShort((short) 0x7fc0)
                        .putShort((short) 0x0001));

        assertThat(tensor.toFloats())
                .containsExactly(
                        1f, -3.140625f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 0x1p-133f);
    }

    @Test
    void doubles_are_rounded_to_the_nearest_float() {
        Tensor tensor = tensor(
                DType.FLOAT64,
                4,
                bytes -> bytes.putDouble(0.1).putDouble(1e300).putDouble(-1e300).putDouble(Double.NaN));

        assertThat(tensor.toFloats())
                .containsExactly(0.1f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN);
    }

    @Test
    void integers_keep_their_signs_and_round_to_even_beyond_24_bits() {
        assertThat(tensor(DType.UINT8, 1, bytes -> bytes.put((byte) 255)).toFloats())
                .containsExactly(255f);
        assertThat(tensor(DType.INT8, 1, bytes -> bytes.put((byte) 255)).toFloats())
                .containsExactly(-1f);
        assertThat(tensor(DType.INT16, 1, bytes -> bytes.putShort((short) -300)).toFloats())
                .containsExactly(-300f);
        assertThat(tensor(DType.INT32, 1, bytes -> bytes.putInt(16_777_217)).toFloats())
                .containsExactly(16_777_216f);
        assertThat(tensor(DType.INT64, 1, bytes -> bytes.putLong(Long.MIN_VALUE))
                        .toFloats())
                .containsExactly(-0x1p63f);
        assertThat(tensor(
                                DType.BOOL,
                                3,
                                bytes -> bytes.put((byte) 0).put((byte) 1).put((byte) 7))
                        .toFloats())
                .containsExactly(0f, 1f, 1f);
    }

    @Test
    void floats_survive_the_way_there_and_back() {
        float[] values = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY};

        assertThat(Tensor.of(values, 2, 3).toFloats()).isEqualTo(values);
    }

    @Test
    void a_negative_size_is_not_a_shape() {
        assertThatThrownBy(() -> Tensor.of(new float[] {1}, -1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the shape [-1, -1] has a negative size");
    }

    private static Tensor tensor(DType dtype, int elements, Consumer<ByteBuffer> writer) {
        ByteBuffer bytes = ByteBuffer.allocate(elements * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        writer.accept(bytes);
        return new Tensor(dtype, List.of((long) elements), bytes.flip());
    }
}
