package io.aegate.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Arrays;

/**
 * Linear algebra in double precision on a device, by PyTorch, which is started at the first call.
 *
 * <p>Rows of images are taken in blocks, so that memory is bounded by the width of the features and not by the number of images. Safe for
 * use by several threads until closed.
 */
public final class LinearAlgebra implements AutoCloseable {

    private final LinearProgram program;

    private LinearAlgebra(LinearProgram program) {
        this.program = program;
    }

    public static LinearAlgebra on(Device device) {
        return new LinearAlgebra(new LinearProgram(device));
    }

    /** The mean of each column. */
    public double[] mean(RowSource rows) {
        requireRows(rows, 1);
        try (TorchScope scope = program.scope()) {
            NDArray total = LinearProgram.vector(scope, new double[rows.width()]);
            program.forEachBlock(rows, (inner, block, from) -> inner.call("add_sum", total, block));
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
        try (TorchScope scope = program.scope()) {
            NDArray centre = LinearProgram.vector(scope, mean);
            NDArray total = scope.call("zeros", centre, centre);
            program.forEachBlock(rows, (inner, block, from) -> inner.call("add_scatter", total, block, centre));
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
        try (TorchScope scope = program.scope()) {
            NDArray centre = LinearProgram.vector(scope, mean);
            program.forEachBlock(
                    rows, (inner, block, from) -> sum[0] += value(inner.call("sum_of_squares", block, centre)));
        }
        return sum[0] / (rows.count() - 1);
    }

    /** ‖Xc Ycᵀ‖*, the sum of the singular values of the product of all centred rows; for sets of no more rows than features. */
    public double nuclearNorm(RowSource x, double[] meanX, RowSource y, double[] meanY) {
        try (TorchScope scope = program.scope()) {
            return value(scope.call(
                    "nuclear_norm",
                    program.all(scope, x),
                    LinearProgram.vector(scope, meanX),
                    program.all(scope, y),
                    LinearProgram.vector(scope, meanY)));
        }
    }

    /**
     * tr √(Xc S Xcᵀ), S a covariance; for sets of no more rows than features.
     *
     * <p>The rows are centred, so that the least of the eigenvalues is none: what rounding makes of it is left out.
     */
    public double traceOfRoot(RowSource x, double[] mean, double[] covariance) {
        try (TorchScope scope = program.scope()) {
            double[] spectrum = scope.call(
                            "spectrum_of_rows",
                            program.all(scope, x),
                            LinearProgram.vector(scope, mean),
                            program.square(scope, covariance, mean.length))
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
        try (TorchScope scope = program.scope()) {
            NDArray first = program.square(scope, covariance1, width);
            NDArray second = program.square(scope, covariance2, width);
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
        program.forEachBlock(
                x,
                (outer, left, from) -> program.forEachBlock(y, (inner, right, other) -> {
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
        program.forEachBlock(x, (scope, block, from) -> sum[0] += value(scope.call("kernel_diagonal", block)));
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
        program.forEachBlock(rows, (outer, left, from) -> {
            int count = Math.toIntExact(left.getShape().get(0));
            NDArray middle = LinearProgram.vector(outer, centre);
            double[][] before = {new double[count * k]};
            Arrays.fill(before[0], Double.POSITIVE_INFINITY);
            program.forEachBlock(rows, (inner, right, other) -> {
                NDArray best = inner.doubles(LinearProgram.direct(before[0]), count, k);
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
        program.forEachBlock(points, (outer, left, from) -> {
            NDArray middle = LinearProgram.vector(outer, centre);
            program.forEachBlock(centres, (inner, right, other) -> {
                int count = Math.toIntExact(right.getShape().get(0));
                NDArray radii = LinearProgram.vector(inner, Arrays.copyOfRange(squaredRadii, other, other + count));
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

    private static double value(NDArray scalar) {
        return scalar.toDoubleArray()[0];
    }

    @Override
    public void close() {
        program.close();
    }

    @Override
    public String toString() {
        return "LinearAlgebra[" + program.device() + "]";
    }
}
