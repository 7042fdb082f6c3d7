package io.aegate.metric;

import io.aegate.image.RgbImage;
import java.util.List;
import java.util.Map;

/** A network that looks at single images, and gives the features of several layers in one pass. Safe for use by several threads. */
public interface ImageFeatures extends AutoCloseable {

    /** How many features an image has in each layer that it gives. */
    Map<FeatureKey, Integer> layers();

    /** For each layer a row for each image, in their order; the images have one size. */
    Map<FeatureKey, float[][]> extract(List<RgbImage> images);

    @Override
    void close();
}
