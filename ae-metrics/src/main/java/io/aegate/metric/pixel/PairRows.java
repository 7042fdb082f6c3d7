package io.aegate.metric.pixel;

import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;

/**
 * Rows of a pair as doubles in [0, 1], {@code width × 3} values red first: 8-bit levels over 255, or the exact reconstruction where
 * the pair has one.
 */
final class PairRows {

    private static final int CHANNELS = RgbImage.CHANNELS;
    private static final int LEVELS = 256;
    private static final double WHITE = 255;
    private static final double[] UNIT = unit();

    private PairRows() {}

    private static double[] unit() {
        double[] unit = new double[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            unit[level] = level / WHITE;
        }
        return unit;
    }

    static void reference(Pair pair, int row, double[] to) {
        levels(pair.reference(), row, to);
    }

    static void reconstruction(Pair pair, int row, double[] to) {
        if (pair.exact().isPresent()) {
            planes(pair.exact().get(), pair.width(), pair.height(), row, to);
        } else {
            levels(pair.reconstruction(), row, to);
        }
    }

    private static void levels(RgbImage image, int row, double[] to) {
        byte[] pixels = image.pixels();
        int length = image.width() * CHANNELS;
        int start = row * length;
        for (int i = 0; i < length; i++) {
            to[i] = UNIT[pixels[start + i] & 0xff];
        }
    }

    private static void planes(float[] planes, int width, int height, int row, double[] to) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            int start = (channel * height + row) * width;
            for (int column = 0; column < width; column++) {
                to[column * CHANNELS + channel] = planes[start + column];
            }
        }
    }
}
