package io.aegate.metric;

import io.aegate.image.ImageSize;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import java.util.List;

/**
 * What a controllable model is given instead of an image: P in {@code Δ_P(x) = d(P(x), P(x̂))}. Safe for use by several threads.
 *
 * <p>A projection is a row of floats, whose meaning is the projector's own: a map, labels, an embedding, a face.
 */
public interface Projector extends AutoCloseable {

    /** How an image comes to the size that it looks at, on 8 bit. */
    Resize input();

    /**
     * The projections of images, in their order.
     *
     * @param images of one size, resized by {@link #input()}
     * @param original the size that they had before
     * @throws io.aegate.image.RefusedInputException if the network gives what is no projection: another shape, NaN, infinity
     */
    float[][] project(List<RgbImage> images, ImageSize original);

    /** The distances between two projections, each read by a metric. */
    double[] distances(float[] reference, float[] reconstruction);

    /** Whether it looks for something that no image of a set need show, so that equal projections of all are no sign of a fault. */
    default boolean mayFindNothing() {
        return false;
    }

    /**
     * A projection for people to look at.
     *
     * @param image the image that it is of, before it is resized
     * @param reference the projection of its reference, or itself, for where to look if there is nothing to see in its own
     */
    RgbImage picture(RgbImage image, float[] projection, float[] reference);

    @Override
    void close();
}
