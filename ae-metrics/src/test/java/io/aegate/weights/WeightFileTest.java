package io.aegate.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFileTest {

    private static final long GIB = 1L << 30;

    @Test
    void slices_of_a_file_beyond_four_gib_are_found_in_place(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.bin");
        long[] places = {0, GIB - 1, 2 * GIB - 1, 2 * GIB, 3 * GIB + 5, 5 * GIB};
        // Sparse: only the blocks that are written take room.
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            for (int i = 0; i < places.length; i++) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (i + 1)}), places[i]);
            }
        }

        try (WeightFile weights = WeightFile.of(file)) {
            assertThat(weights.size()).isEqualTo(5 * GIB + 1);
            for (int i = 0; i < places.length; i++) {
                assertThat(weights.slice(places[i], 1).get(0)).isEqualTo((byte) (i + 1));
            }
            ByteBuffer longest = weights.slice(GIB - 1, Integer.MAX_VALUE);
            assertThat(longest.capacity()).isEqualTo(Integer.MAX_VALUE);
            assertThat(longest.get((int) (GIB + 1))).isEqualTo((byte) 4);
        }
    }

    @Test
    void the_hash_is_that_of_the_bytes() {
        WeightFile file = WeightFile.of("abc", "abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(file.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(file.crc32(0, 3)).isEqualTo(0x352441c2L);
    }

    @Test
    void a_slice_outside_the_file_is_a_defect() {
        WeightFile file = WeightFile.of("abc", new byte[3]);

        assertThatThrownBy(() -> file.slice(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(file.slice(3, 0).remaining()).isZero();
    }
}
