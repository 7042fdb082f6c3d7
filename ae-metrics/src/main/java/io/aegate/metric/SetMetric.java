package io.aegate.metric;

import io.aegate.network.LinearAlgebra;

/**
 * A metric of whole sets of images: a pure function of the features of the references and of the images that are compared with them.
 *
 * @param info what it is
 * @param features which features of each image it reads
 * @param subject whose features are compared with the references'
 * @param statistic its value
 */
public record SetMetric(MetricInfo info, FeatureKey features, Subject subject, Statistic statistic) implements Metric {

    /** What is compared with the references. */
    public enum Subject {
        /** The references' own reconstructions. */
        RECONSTRUCTIONS,
        /** Generated images, which belong to no reference. */
        GENERATED
    }

    /** The value of a set metric. */
    @FunctionalInterface
    public interface Statistic {

        /**
         * The value.
         *
         * @throws io.aegate.image.RefusedInputException if one of the sides is too small for it, or is moments where it needs features
         */
        double of(Distribution references, FeatureRows subject, LinearAlgebra algebra);

        /** The same without drawing anything at random, as the jackknife wants it: the noise of drawing is none of the images'. */
        default double withoutDrawing(Distribution references, FeatureRows subject, LinearAlgebra algebra) {
            return of(references, subject, algebra);
        }
    }

    @Override
    public boolean ofGenerated() {
        return subject == Subject.GENERATED;
    }

    @Override
    public int minimumSide() {
        return 1;
    }
}
