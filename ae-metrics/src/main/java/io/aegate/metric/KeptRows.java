package io.aegate.metric;

import java.util.Optional;

/** What was seen in each image of a set, as far as it is kept. Safe for use by several threads, each with other images. */
public interface KeptRows {

    /** Keeps nothing. */
    KeptRows NONE = new KeptRows() {
        @Override
        public Optional<float[]> find(int image) {
            return Optional.empty();
        }

        @Override
        public void keep(int image, float[] row) {}
    };

    /** What was seen in an image, if that is at hand. */
    Optional<float[]> find(int image);

    /** Keeps it, if it can be kept. */
    void keep(int image, float[] row);
}
