package io.aegate.metric;

import io.aegate.network.LinearAlgebra;

/**
 * A metric of whole sets of images: a pure function of the features of the references and of the images that are compared with them.
 *
 * @param info what it is
 * @param features which features of each image it reads
 * @param subject whose features are compared with the references'
 * @param statistic its value
 * @param undrawn what a jackknife computes instead: the same, unless the statistic draws subsets at random, whose noise is none of the images'
 */
public record SetMetric(MetricInfo info, FeatureKey features, Subject subject, Statistic statistic, Statistic undrawn)
        implements Metric {

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
    }

    @Override
    public int minimumSide() {
        return 1;
    }
}
