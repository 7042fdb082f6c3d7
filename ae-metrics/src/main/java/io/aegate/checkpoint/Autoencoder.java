package io.aegate.checkpoint;

import io.aegate.image.RgbImage;
import java.util.List;

/** A checkpoint that is loaded: images in, reconstructions out. Used by one thread. */
public interface Autoencoder extends AutoCloseable {

    /**
     * Encodes and decodes images of one size.
     *
     * @return for each image its reconstruction as {@code 3 × height × width} floats, nominally in [0, 1], neither checked nor clamped
     * @throws io.aegate.image.RefusedInputException if the checkpoint cannot take images of that size, or returns another one
     */
    List<float[]> reconstruct(List<RgbImage> images);

    /** What both sides of an image must be multiples of, as far as it is known beforehand; 1 where it is not. */
    default int factor() {
        return 1;
    }

    /** How many images of a call it works on at the same time; fewer leave threads idle. */
    default int atOnce() {
        return 1;
    }

    @Override
    void close();
}
