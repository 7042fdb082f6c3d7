package io.aegate.metric;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where rows of floats lie: on the heap, or in a file where they are many. Safe for several threads that write different rows. */
sealed interface RowStorage {

    /** Up to here on the heap. */
    long HEAP_BYTES = 16L << 20;

    static RowStorage open(int count, int width) {
        long bytes = (long) count * width * Float.BYTES;
        if (bytes <= HEAP_BYTES) {
            return new Heap(new float[count * width], width);
        }
        return Spilled.open(bytes, width);
    }

    void write(int row, float[] values);

    /** Fills the target, of native order, from its position on. */
    void read(int row, int rows, ByteBuffer target);

    void close();

    /** On the heap. */
    record Heap(float[] values, int width) implements RowStorage {

        @Override
        public void write(int row, float[] from) {
            System.arraycopy(from, 0, values, row * width, width);
        }

        @Override
        public void read(int row, int rows, ByteBuffer target) {
            target.asFloatBuffer().put(values, row * width, rows * width);
            target.position(target.position() + rows * width * Float.BYTES);
        }

        @Override
        public void close() {}
    }

    /** In a temporary file of native order, which goes when it is closed. */
    record Spilled(FileChannel file, long bytes, int width) implements RowStorage {

        static Spilled open(long bytes, int width) {
            try {
                Path file = Files.createTempFile("ae-gate-features", ".f32");
                return new Spilled(
                        FileChannel.open(
                                file,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE),
                        bytes,
                        width);
            } catch (IOException e) {
                throw refused(bytes, e);
            }
        }

        @Override
        public void write(int row, float[] values) {
            ByteBuffer buffer = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.nativeOrder());
            buffer.asFloatBuffer().put(values);
            try {
                long at = start(row);
                while (buffer.hasRemaining()) {
                    at += file.write(buffer, at);
                }
            } catch (IOException e) {
                throw refused(bytes, e);
            }
        }

        @Override
        public void read(int row, int rows, ByteBuffer target) {
            int limit = target.limit();
            target.limit(target.position() + rows * width * Float.BYTES);
            try {
                long at = start(row);
                while (target.hasRemaining()) {
                    int count = file.read(target, at);
                    if (count < 0) {
                        throw new IOException("the temporary file of features has been cut off");
                    }
                    at += count;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                target.limit(limit);
            }
        }

        private long start(int row) {
            return (long) row * width * Float.BYTES;
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static RefusedInputException refused(long bytes, IOException cause) {
            return new RefusedInputException(
                    "The features of the images need %d MiB in the temporary folder %s, which cannot be written (%s); make room there, or set java.io.tmpdir to another folder."
                            .formatted(bytes >> 20, System.getProperty("java.io.tmpdir"), cause.getMessage()),
                    cause);
        }
    }
}
