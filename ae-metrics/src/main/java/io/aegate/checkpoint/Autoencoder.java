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

    @Override
    void close();
}
