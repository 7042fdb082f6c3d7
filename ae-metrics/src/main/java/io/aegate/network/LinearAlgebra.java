package io.aegate.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Linear algebra in double precision on a device, by PyTorch, which is started at the first call.
 *
 * <p>Rows of images are taken in blocks, so that memory is bounded by the width of the features and not by the number of images. Safe for
 * use by several threads until closed.
 */
public final class LinearAlgebra implements AutoCloseable {

    private static final String PROGRAM = "linear.py";

    /** Floats in a block of rows: 8 MiB, and twice that as doubles. */
    private static final int BLOCK = 1 << 21;

    /** Rows in a block, so that the distances between two blocks take 8 MiB too. */
    private static final int ROWS = 1 << 10;

    private final Device device;

    /** Blocks that no call uses just now. */
    private final Queue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();

    private Optional<TorchModule> opened = Optional.empty();

    private LinearAlgebra(Device device) {
        this.device = device;
    }

    public static LinearAlgebra on(Device device) {
        return new LinearAlgebra(device);
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
        try (InputStream program = LinearAlgebra.class.getResourceAsStream(PROGRAM)) {
            if (program == null) {
                throw new IllegalStateException(PROGRAM + " is not on the class path");
            }
            return new String(program.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The mean of each column. */
    public double[] mean(RowSource rows) {
        requireRows(rows, 1);
        try (TorchScope scope = module().scope()) {
            NDArray total = vector(scope, new double[rows.width()]);
            forEachBlock(rows, (inner, block, from) -> inner.call("add_sum", total, block));
            double[] mean = total.toDoubleArray();
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= rows.count();
            }
            return mean;
        }
    }

    /**
     * Σ (x − μ)(x − μ)ᵀ / (n − 1), width × width values in C order; the rows are centred before they are multiplied.
     *
     * @param mean as {@link #mean} gives it
     */
    public double[] covariance(RowSource rows, double[] mean) {
        requireRows(rows, 2);
        try (TorchScope scope = module().scope()) {
            NDArray centre = vector(scope, mean);
            NDArray total = scope.call("zeros", centre, centre);
            forEachBlock(rows, (inner, block, from) -> inner.call("add_scatter", total, block, centre));
            double[] covariance = total.toDoubleArray();
            for (int i = 0; i < covariance.length; i++) {
                covariance[i] /= rows.count() - 1;
            }
            return covariance;
        }
    }

    /** The trace of the {@link #covariance}, without the rest of it. */
    public double variance(RowSource rows, double[] mean) {
        requireRows(rows, 2);
        double[] sum = {0};
        try (TorchScope scope = module().scope()) {
            NDArray centre = vector(scope, mean);
            forEachBlock(rows, (inner, block, from) -> sum[0] += value(inner.call("sum_of_squares", block, centre)));
        }
        return sum[0] / (rows.count() - 1);
    }

    /** ‖Xc Ycᵀ‖*, the sum of the singular values of the product of all centred rows; for sets of no more rows than features. */
    public double nuclearNorm(RowSource x, double[] meanX, RowSource y, double[] meanY) {
        try (TorchScope scope = module().scope()) {
            return value(scope.call(
                    "nuclear_norm", all(scope, x), vector(scope, meanX), all(scope, y), vector(scope, meanY)));
        }
    }

    /**
     * tr √(Xc S Xcᵀ), S a covariance; for sets of no more rows than features.
     *
     * <p>The rows are centred, so that the least of the eigenvalues is none: what rounding makes of it is left out.
     */
    public double traceOfRoot(RowSource x, double[] mean, double[] covariance) {
        try (TorchScope scope = module().scope()) {
            double[] spectrum = scope.call(
                            "spectrum_of_rows",
                            all(scope, x),
                            vector(scope, mean),
                            square(scope, covariance, mean.length))
                    .toDoubleArray();
            return roots(Arrays.copyOfRange(spectrum, 1, spectrum.length));
        }
    }

    /**
     * tr √(S₁S₂) of two covariances.
     *
     * <p>With S = FFᵀ that is the sum of the square roots of the eigenvalues of F₁ᵀS₂F₁, which is symmetric and has no negative ones but by
     * rounding. F₁ is Cholesky's factor where both are positive definite. Otherwise it comes from the eigenvalues of S₁, and of the product's
     * eigenvalues only as many count, the greatest, as the lesser rank of S₁ and S₂: rounding makes something of the others, of which the
     * root is much greater. A rank is the number of eigenvalues above width · 2⁻⁵² of the greatest.
     *
     * @param width of both
     */
    public double traceOfRoot(double[] covariance1, double[] covariance2, int width) {
        try (TorchScope scope = module().scope()) {
            NDArray first = square(scope, covariance1, width);
            NDArray second = square(scope, covariance2, width);
            NDList factor = scope.callForAll("cholesky", first);
            if (isPositiveDefinite(factor, width) && isPositiveDefinite(scope.callForAll("cholesky", second), width)) {
                return roots(scope.call("spectrum_between_triangles", factor.get(0), second)
                        .toDoubleArray());
            }
            NDList eigenFactor = scope.callForAll("eigen_factor", first);
            int rank = Math.min(
                    rank(eigenFactor.get(1).toDoubleArray()),
                    rank(scope.call("spectrum", second).toDoubleArray()));
            double[] spectrum =
                    scope.call("spectrum_between", eigenFactor.get(0), second).toDoubleArray();
            return roots(Arrays.copyOfRange(spectrum, width - rank, width));
        }
    }

    private static boolean isPositiveDefinite(NDList factor, int width) {
        double[] facts = factor.get(1).toDoubleArray();
        return facts[0] == 0 && facts[1] > width * Math.ulp(1.0) * facts[2];
    }

    private static int rank(double[] spectrum) {
        double least = spectrum.length * Math.ulp(1.0) * Math.max(0, spectrum[spectrum.length - 1]);
        return (int) Arrays.stream(spectrum).filter(value -> value > least).count();
    }

    /** The sum of the square roots of eigenvalues; those below 0 are 0 but for rounding. */
    private static double roots(double[] spectrum) {
        return Arrays.stream(spectrum)
                .map(value -> Math.sqrt(Math.max(0, value)))
                .sum();
    }

    /** Σᵢⱼ (xᵢ·yⱼ / d + 1)³ over all pairs of rows, d their width. */
    public double kernelSum(RowSource x, RowSource y) {
        double[] sum = {0};
        forEachBlock(
                x,
                (outer, left, from) -> forEachBlock(y, (inner, right, other) -> {
                    // Of a set with itself, one half is the mirror of the other.
                    if (x != y || other >= from) {
                        int times = x == y && other > from ? 2 : 1;
                        sum[0] += times * value(inner.call("kernel_sum", left, right));
                    }
                }));
        return sum[0];
    }

    /** Σᵢ (xᵢ·xᵢ / d + 1)³, d the width. */
    public double kernelDiagonal(RowSource x) {
        double[] sum = {0};
        forEachBlock(x, (scope, block, from) -> sum[0] += value(scope.call("kernel_diagonal", block)));
        return sum[0];
    }

    /**
     * For each row the k-th smallest of its squared distances to all rows, of which that to itself is the first.
     *
     * @param centre near the rows: the nearer, the less is lost to rounding
     */
    public double[] nearest(RowSource rows, double[] centre, int k) {
        requireRows(rows, k);
        double[] nearest = new double[rows.count()];
        forEachBlock(rows, (outer, left, from) -> {
            int count = Math.toIntExact(left.getShape().get(0));
            NDArray middle = vector(outer, centre);
            double[][] before = {new double[count * k]};
            Arrays.fill(before[0], Double.POSITIVE_INFINITY);
            forEachBlock(rows, (inner, right, other) -> {
                NDArray best = inner.doubles(direct(before[0]), count, k);
                before[0] = inner.call("nearest", best, left, right, middle).toDoubleArray();
            });
            for (int i = 0; i < count; i++) {
                nearest[from + i] =
                        Arrays.stream(before[0], i * k, (i + 1) * k).max().orElseThrow();
            }
        });
        return nearest;
    }

    /**
     * Which points lie in which balls. A point lies in a ball if its distance to the centre is at most the radius; distances that differ by
     * no more than rounding are equal.
     *
     * @param centres of the balls, one a row
     * @param centre near the rows
     * @param squaredRadii of the balls
     */
    public Containment containment(RowSource points, RowSource centres, double[] centre, double[] squaredRadii) {
        int[] balls = new int[points.count()];
        int[] inside = new int[centres.count()];
        forEachBlock(points, (outer, left, from) -> {
            NDArray middle = vector(outer, centre);
            forEachBlock(centres, (inner, right, other) -> {
                int count = Math.toIntExact(right.getShape().get(0));
                NDArray radii = vector(inner, Arrays.copyOfRange(squaredRadii, other, other + count));
                NDList counts = inner.callForAll("within", left, right, middle, radii);
                add(balls, from, counts.get(0).toDoubleArray());
                add(inside, other, counts.get(1).toDoubleArray());
            });
        });
        return new Containment(balls, inside);
    }

    private static void add(int[] totals, int from, double[] counts) {
        for (int i = 0; i < counts.length; i++) {
            totals[from + i] += (int) counts[i];
        }
    }

    /**
     * Which points lie in which balls.
     *
     * @param ballsOfPoint in how many balls each point lies
     * @param pointsOfBall how many points lie in each ball
     */
    public record Containment(int[] ballsOfPoint, int[] pointsOfBall) {}

    private static void requireRows(RowSource rows, int least) {
        if (rows.count() < least) {
            throw new IllegalArgumentException(least + " rows are needed, not " + rows.count());
        }
    }

    /** All rows as doubles. */
    private NDArray all(TorchScope scope, RowSource rows) {
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

    private NDArray square(TorchScope scope, double[] values, int side) {
        NDArray total = zeros(scope, side, side);
        int most = Math.max(1, BLOCK * Float.BYTES / Double.BYTES / side);
        ByteBuffer buffer = borrow(Math.multiplyExact(most * Double.BYTES, side));
        for (int from = 0; from < side; from += most) {
            int count = Math.min(most, side - from);
            buffer.clear().asDoubleBuffer().put(values, from * side, count * side);
            try (TorchScope inner = module().scope()) {
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

    private static double value(NDArray scalar) {
        return scalar.toDoubleArray()[0];
    }

    private static NDArray vector(TorchScope scope, double[] values) {
        return scope.doubles(direct(values), values.length);
    }

    private static ByteBuffer direct(double[] values) {
        ByteBuffer buffer = direct(Math.multiplyExact(values.length, Double.BYTES));
        buffer.asDoubleBuffer().put(values);
        return buffer;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** What is done with a block; what the scope made is freed after it. */
    @FunctionalInterface
    private interface Step {
        void take(TorchScope scope, NDArray block, int from);
    }

    /** Takes rows as tensors of some hundred, one after the other in the same memory. */
    private void forEachBlock(RowSource rows, Step step) {
        int most = Math.max(1, Math.min(ROWS, BLOCK / rows.width()));
        ByteBuffer buffer = borrow(Math.multiplyExact(most * Float.BYTES, rows.width()));
        for (int from = 0; from < rows.count(); from += most) {
            int count = Math.min(most, rows.count() - from);
            rows.read(from, count, buffer.clear());
            try (TorchScope scope = module().scope()) {
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

    @Override
    public String toString() {
        return "LinearAlgebra[" + device + "]";
    }
}
