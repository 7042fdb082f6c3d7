package io.aegate.metric;

/** What is known of the features of a set of images: each image's, or their mean and covariance alone. */
public sealed interface Distribution permits FeatureRows, Moments {

    /** How many images; 0 where that is not known. */
    int count();

    /** Features an image. */
    int width();
}
