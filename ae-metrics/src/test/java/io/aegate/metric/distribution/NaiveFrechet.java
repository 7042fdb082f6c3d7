package io.aegate.metric.distribution;

import io.aegate.metric.FeatureRows;

/**
 * The Fréchet distance by singular values of X₁X₂ᵀ, whatever the counts, found by Jacobi's one-sided rotations: slow, and exact also for
 * deficient covariances.
 */
final class NaiveFrechet {

    private NaiveFrechet() {}

    static double distance(FeatureRows references, FeatureRows subject) {
        double[][] x = centred(references);
        double[][] y = centred(subject);
        double distance = squares(x) / (x.length - 1) + squares(y) / (y.length - 1);
        for (int j = 0; j < references.width(); j++) {
            double difference = mean(references, j) - mean(subject, j);
            distance += difference * difference;
        }
        double[][] product = new double[x.length][y.length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < y.length; k++) {
                product[i][k] = dot(x[i], y[k]);
            }
        }
        return distance - 2 * nuclearNorm(product) / Math.sqrt((x.length - 1.0) * (y.length - 1.0));
    }

    private static double[][] centred(FeatureRows rows) {
        double[][] values = new double[rows.count()][rows.width()];
        for (int j = 0; j < rows.width(); j++) {
            double mean = mean(rows, j);
            for (int i = 0; i < values.length; i++) {
                values[i][j] = rows.row(i)[j] - mean;
            }
        }
        return values;
    }

    private static double mean(FeatureRows rows, int feature) {
        double sum = 0;
        for (int i = 0; i < rows.count(); i++) {
            sum += rows.row(i)[feature];
        }
        return sum / rows.count();
    }

    private static double squares(double[][] rows) {
        double sum = 0;
        for (double[] row : rows) {
            sum += dot(row, row);
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Rotates pairs of rows until all are orthogonal; their lengths are then the singular values. */
    private static double nuclearNorm(double[][] rows) {
        for (int sweep = 0; sweep < 60; sweep++) {
            for (int i = 0; i < rows.length; i++) {
                for (int k = i + 1; k < rows.length; k++) {
                    rotate(rows[i], rows[k]);
                }
            }
        }
        double sum = 0;
        for (double[] row : rows) {
            sum += Math.sqrt(dot(row, row));
        }
        return sum;
    }

    private static void rotate(double[] a, double[] b) {
        double cross = dot(a, b);
        if (cross == 0) {
            return;
        }
        double ratio = (dot(b, b) - dot(a, a)) / (2 * cross);
        double tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio));
        double cosine = 1 / Math.hypot(1, tangent);
        double sine = cosine * tangent;
        for (int i = 0; i < a.length; i++) {
            double first = a[i];
            a[i] = cosine * first - sine * b[i];
            b[i] = sine * first + cosine * b[i];
        }
    }
}
