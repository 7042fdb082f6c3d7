package io.aegate.metric.distribution;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.Moments;
import io.aegate.network.LinearAlgebra;

/**
 * The squared Fréchet distance between two Gaussians with the sets' means and covariances (Heusel et al. 2017).
 *
 * <pre>
 *   d² = ‖μ₁ − μ₂‖² + tr S₁ + tr S₂ − 2 tr √(S₁S₂)
 * </pre>
 *
 * <p>The last trace is taken without the root of a matrix, by the form that loses the least: for features of both sets, of which one has no
 * more images than features, ‖Xc₁Xc₂ᵀ‖* / √((n₁ − 1)(n₂ − 1)) where both are so small, and the eigenvalues of Xc S Xcᵀ / (n − 1), with S
 * the other's covariance, where one is; otherwise as {@link LinearAlgebra#traceOfRoot(double[], double[], int)} says. Never negative, and
 * exactly 0 between sets of one content.
 */
final class FrechetDistance {

    private static final int LEAST = 2;

    /** Of the sum that a distance is the rest of. */
    private static final double ROUNDING = 1e-6;

    private FrechetDistance() {}

    static double of(String metric, Distribution references, FeatureRows subject, LinearAlgebra algebra) {
        if (references.width() != subject.width()) {
            throw new IllegalArgumentException(
                    "the references have " + references.width() + " features and the subject " + subject.width());
        }
        if (references instanceof FeatureRows && Math.min(references.count(), subject.count()) < LEAST) {
            throw Sides.tooFew(metric, LEAST, references, subject);
        }
        if (subject.count() < LEAST) {
            throw Sides.tooFew(metric, LEAST, subject);
        }
        return references instanceof FeatureRows rows
                ? ofRows(rows, subject, algebra)
                : ofMoments((Moments) references, subject, algebra);
    }

    private static double ofRows(FeatureRows references, FeatureRows subject, LinearAlgebra algebra) {
        if (references.sameContentAs(subject)) {
            return 0;
        }
        boolean few = references.count() <= references.width();
        if (few && subject.count() <= subject.width()) {
            double[] mean1 = algebra.mean(references);
            double[] mean2 = algebra.mean(subject);
            double degrees = Math.sqrt(references.count() - 1.0) * Math.sqrt(subject.count() - 1.0);
            return distance(
                    meanTerm(mean1, mean2) + algebra.variance(references, mean1) + algebra.variance(subject, mean2),
                    algebra.nuclearNorm(references, mean1, subject, mean2) / degrees);
        }
        return few
                ? ofMoments(Moments.of(subject, algebra), references, algebra)
                : ofMoments(Moments.of(references, algebra), subject, algebra);
    }

    private static double ofMoments(Moments moments, FeatureRows rows, LinearAlgebra algebra) {
        if (rows.count() <= rows.width()) {
            double[] mean = algebra.mean(rows);
            if (moments.count() == 0 || moments.count() == rows.count()) {
                Moments own = new Moments(rows.count(), mean, algebra.covariance(rows, mean));
                if (own.sameContentAs(moments)) {
                    return 0;
                }
            }
            return distance(
                    meanTerm(moments.mean(), mean) + moments.trace() + algebra.variance(rows, mean),
                    algebra.traceOfRoot(rows, mean, moments.covariance()) / Math.sqrt(rows.count() - 1.0));
        }
        return of(moments, Moments.of(rows, algebra), algebra);
    }

    /** Between moments alone. */
    static double of(Moments first, Moments second, LinearAlgebra algebra) {
        if (first.sameContentAs(second)) {
            return 0;
        }
        return distance(
                meanTerm(first.mean(), second.mean()) + first.trace() + second.trace(),
                algebra.traceOfRoot(first.covariance(), second.covariance(), first.width()));
    }

    /**
     * What rounding takes below 0 is 0; what is further below was no covariance, and must not pass for a distance of 0.
     *
     * @param sum ‖μ₁ − μ₂‖² + tr S₁ + tr S₂
     * @param traceOfRoot tr √(S₁S₂)
     */
    private static double distance(double sum, double traceOfRoot) {
        double distance = sum - 2 * traceOfRoot;
        if (sum < 0 || distance < -ROUNDING * sum) {
            throw new RefusedInputException(
                    "A Fréchet distance comes out at " + distance
                            + ", which no two covariances give; check that sigma of the statistics is a covariance, and write it again.");
        }
        return Math.max(0, distance);
    }

    private static double meanTerm(double[] mean1, double[] mean2) {
        double sum = 0;
        for (int i = 0; i < mean1.length; i++) {
            sum += (mean1[i] - mean2[i]) * (mean1[i] - mean2[i]);
        }
        return sum;
    }
}
