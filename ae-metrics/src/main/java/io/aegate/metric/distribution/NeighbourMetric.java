package io.aegate.metric.distribution;

import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureRows;
import io.aegate.network.LinearAlgebra;
import io.aegate.network.LinearAlgebra.Containment;
import java.util.Arrays;

/**
 * Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), with k = 3.
 *
 * <p>Each image has a ball whose radius is the distance to its third nearest neighbour in its own set, which is the fourth smallest with
 * itself counted. A point at a radius' distance lies in the ball.
 */
enum NeighbourMetric {
    /** Share of the subject's images that lie in a ball of a reference. */
    PRECISION {
        @Override
        double value(FeatureRows references, FeatureRows subject, LinearAlgebra algebra) {
            return share(in(references, subject, algebra).ballsOfPoint());
        }
    },
    /** Share of the references that lie in a ball of one of the subject's images. */
    RECALL {
        @Override
        double value(FeatureRows references, FeatureRows subject, LinearAlgebra algebra) {
            return share(in(subject, references, algebra).ballsOfPoint());
        }
    },
    /** In how many balls of references an image of the subject lies, on average and divided by k; may exceed 1. */
    DENSITY {
        @Override
        double value(FeatureRows references, FeatureRows subject, LinearAlgebra algebra) {
            double balls = Arrays.stream(in(references, subject, algebra).ballsOfPoint())
                    .average()
                    .orElseThrow();
            return balls / K;
        }
    },
    /** Share of the references whose ball holds an image of the subject. */
    COVERAGE {
        @Override
        double value(FeatureRows references, FeatureRows subject, LinearAlgebra algebra) {
            return share(in(references, subject, algebra).pointsOfBall());
        }
    };

    static final int K = 3;

    abstract double value(FeatureRows references, FeatureRows subject, LinearAlgebra algebra);

    double of(String metric, Distribution references, FeatureRows subject, LinearAlgebra algebra) {
        FeatureRows rows = Sides.rows(metric, references);
        if (Math.min(rows.count(), subject.count()) <= K) {
            throw Sides.tooFew(metric, K + 1, rows, subject);
        }
        return value(rows, subject, algebra);
    }

    /** The squares of the radii of the balls around a set's images. */
    static double[] squaredRadii(FeatureRows rows, LinearAlgebra algebra) {
        return algebra.nearest(rows, algebra.mean(rows), K + 1);
    }

    private static Containment in(FeatureRows balls, FeatureRows points, LinearAlgebra algebra) {
        return algebra.containment(points, balls, algebra.mean(balls), squaredRadii(balls, algebra));
    }

    private static double share(int[] counts) {
        return (double) Arrays.stream(counts).filter(count -> count > 0).count() / counts.length;
    }
}
