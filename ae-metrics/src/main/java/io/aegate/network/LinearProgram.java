package io.aegate.network;

import ai.djl.ndarray.NDArray;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** The program of {@link LinearAlgebra}, and the rows and matrices that it is called with; what enters it is taken in blocks. */
final class LinearProgram implements AutoCloseable {

    private static final String PROGRAM = "linear.py";

    /** Floats in a block of rows: 8 MiB, and twice that as doubles. */
    private static final int BLOCK = 1 << 21;

    /** Rows in a block, so that the distances between two blocks take 8 MiB too. */
    private static final int ROWS = 1 << 10;

    private final Device device;

    /** Blocks that no call uses just now. */
    private final Queue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();

    private Optional<TorchModule> opened = Optional.empty();

    LinearProgram(Device device) {
        this.device = device;
    }

    Device device() {
        return device;
    }

    /** A scope for calls of the program, which is loaded at the first. */
    TorchScope scope() {
        return module().scope();
    }

    private synchronized TorchModule module() {
        TorchModule module = opened.orElseGet(() -> open(device));
        opened = Optional.of(module);
        return module;
    }

    private static TorchModule open(Device device) {
        try {
            Path archive = Files.createTempFile("ae-gate-linear", ".pt");
            try {
                TorchScriptArchive.write(archive, program(), Map.of());
                return TorchModule.load(archive, device);
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be written ("
                            + e.getMessage() + "); set java.io.tmpdir to a folder that can.",
                    e);
        }
    }

    private static String program() {
        try (InputStream program = LinearProgram.class.getResourceAsStream(PROGRAM)) {
            if (program == null) {
                throw new IllegalStateException(PROGRAM + " is not on the class path");
            }
            return new String(program.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All rows as doubles. */
    NDArray all(TorchScope scope, RowSource rows) {
        if (rows.count() > rows.width()) {
            throw new IllegalArgumentException("more rows than features: " + rows.count() + " of " + rows.width());
        }
        NDArray total = zeros(scope, rows.count(), rows.width());
        forEachBlock(rows, (inner, block, from) -> {
            int count = Math.toIntExact(block.getShape().get(0));
            inner.call("set_rows", total, places(inner, from, count), block);
        });
        return total;
    }

    NDArray square(TorchScope scope, double[] values, int side) {
        NDArray total = zeros(scope, side, side);
        int most = Math.max(1, BLOCK * Float.BYTES / Double.BYTES / side);
        ByteBuffer buffer = borrow(Math.multiplyExact(most * Double.BYTES, side));
        for (int from = 0; from < side; from += most) {
            int count = Math.min(most, side - from);
            buffer.clear().asDoubleBuffer().put(values, from * side, count * side);
            try (TorchScope inner = scope()) {
                NDArray rows = inner.doubles(buffer.limit(count * side * Double.BYTES), count, side);
                inner.call("set_rows", total, places(inner, from, count), rows);
            }
        }
        spare.add(buffer);
        return total;
    }

    private static NDArray zeros(TorchScope scope, int rows, int columns) {
        return scope.call("zeros", vector(scope, new double[rows]), vector(scope, new double[columns]));
    }

    private static NDArray places(TorchScope scope, int from, int count) {
        return vector(
                scope, IntStream.range(from, from + count).asDoubleStream().toArray());
    }

    static NDArray vector(TorchScope scope, double[] values) {
        return scope.doubles(direct(values), values.length);
    }

    static ByteBuffer direct(double[] values) {
        ByteBuffer buffer = direct(Math.multiplyExact(values.length, Double.BYTES));
        buffer.asDoubleBuffer().put(values);
        return buffer;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** What is done with a block; what the scope made is freed after it. */
    @FunctionalInterface
    interface Step {
        void take(TorchScope scope, NDArray block, int from);
    }

    /** Takes rows as tensors of some hundred, one after the other in the same memory. */
    void forEachBlock(RowSource rows, Step step) {
        int most = Math.max(1, Math.min(ROWS, BLOCK / rows.width()));
        ByteBuffer buffer = borrow(Math.multiplyExact(most * Float.BYTES, rows.width()));
        for (int from = 0; from < rows.count(); from += most) {
            int count = Math.min(most, rows.count() - from);
            rows.read(from, count, buffer.clear());
            try (TorchScope scope = scope()) {
                step.take(scope, scope.floats(buffer.flip(), count, rows.width()), from);
            }
        }
        spare.add(buffer);
    }

    /** Direct memory that is given back at the next collection at the earliest: what was borrowed before is used again. */
    private ByteBuffer borrow(int bytes) {
        ByteBuffer buffer = spare.poll();
        return buffer != null && buffer.capacity() >= bytes ? buffer : direct(Math.max(bytes, BLOCK * Float.BYTES));
    }

    @Override
    public synchronized void close() {
        opened.ifPresent(TorchModule::close);
        opened = Optional.empty();
    }
}
