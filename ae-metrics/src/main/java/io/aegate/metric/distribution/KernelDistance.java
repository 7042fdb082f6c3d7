package io.aegate.metric.distribution;

import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureRows;
import io.aegate.network.LinearAlgebra;

/**
 * KID: the squared maximum mean discrepancy under the kernel k(x, y) = (x·y/d + 1)³, estimated without bias (Bińkowski et al. 2018).
 *
 * <pre>
 *   MMD² = Σᵢ≠ⱼ k(xᵢ, xⱼ) / (m(m − 1)) + Σᵢ≠ⱼ k(yᵢ, yⱼ) / (n(n − 1)) − 2 Σᵢⱼ k(xᵢ, yⱼ) / (mn)
 * </pre>
 *
 * <p>Where both sides have more than 1000 images, it is torch-fidelity's mean over 100 pairs of subsets of 1000, drawn by numpy's {@code
 * RandomState(2020).choice(n, 1000, replace=False)}, first of the references and then of the subject. Otherwise it is the one estimate from
 * all images, which has less variance than any from subsets; torch-fidelity itself refuses such sets. It may be negative.
 */
final class KernelDistance {

    static final int SEED = 2020;

    private static final int LEAST = 2;
    private static final int SUBSETS = 100;
    private static final int SUBSET_SIZE = 1000;

    private KernelDistance() {}

    static double of(String metric, Distribution references, FeatureRows subject, LinearAlgebra algebra) {
        FeatureRows rows = Sides.rows(metric, references);
        if (Math.min(rows.count(), subject.count()) < LEAST) {
            throw Sides.tooFew(metric, LEAST, rows, subject);
        }
        return Math.min(rows.count(), subject.count()) <= SUBSET_SIZE
                ? ofAll(rows, subject, algebra)
                : ofSubsets(rows, subject, algebra, SUBSETS, SUBSET_SIZE);
    }

    static double ofSubsets(FeatureRows references, FeatureRows subject, LinearAlgebra algebra, int subsets, int size) {
        NumpyRandom random = new NumpyRandom(SEED);
        double sum = 0;
        for (int i = 0; i < subsets; i++) {
            FeatureRows x = references.select(random.choice(references.count(), size));
            FeatureRows y = subject.select(random.choice(subject.count(), size));
            sum += ofAll(x, y, algebra);
        }
        return sum / subsets;
    }

    static double ofAll(FeatureRows x, FeatureRows y, LinearAlgebra algebra) {
        return within(x, algebra) + within(y, algebra) - 2 * algebra.kernelSum(x, y) / ((double) x.count() * y.count());
    }

    private static double within(FeatureRows x, LinearAlgebra algebra) {
        return (algebra.kernelSum(x, x) - algebra.kernelDiagonal(x)) / ((double) x.count() * (x.count() - 1));
    }
}
