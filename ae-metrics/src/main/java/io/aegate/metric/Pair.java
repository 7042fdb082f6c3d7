package io.aegate.metric;

import io.aegate.image.RgbImage;
import java.util.Optional;

/**
 * A reference and its reconstruction, of one size.
 *
 * @param index the position of the image in name order
 * @param reference x
 * @param reconstruction x̂ on 8 bit
 * @param exact x̂ as the checkpoint gave it, clamped to [0, 1], as {@code 3 × height × width} floats; present only where the run
 *     does not quantise, and then read by every metric that takes floats
 */
public record Pair(int index, RgbImage reference, RgbImage reconstruction, Optional<float[]> exact) {

    public Pair {
        if (!reference.sameSizeAs(reconstruction)) {
            throw new IllegalArgumentException(
                    "a pair has one size, not " + reference.size() + " and " + reconstruction.size());
        }
    }

    public static Pair of(int index, RgbImage reference, RgbImage reconstruction) {
        return new Pair(index, reference, reconstruction, Optional.empty());
    }

    public int width() {
        return reference.width();
    }

    public int height() {
        return reference.height();
    }
}
