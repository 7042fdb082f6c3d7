package io.aegate.metric.drift;

import io.aegate.image.RgbImage;

/** Makes maps visible. */
final class Pictures {

    private static final int WHITE = 255;

    private Pictures() {}

    /**
     * A projection as an image: labels in the colours of ADE20K, numbers from black at the smallest to white at the largest. A map whose
     * shape is not known from that of the image is taken for a row.
     *
     * @param image of which the projection is
     */
    static RgbImage of(boolean labels, RgbImage image, float[] projection) {
        int width = width(image, projection.length);
        int height = projection.length / width;
        byte[] pixels = new byte[projection.length * RgbImage.CHANNELS];
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : projection) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        for (int i = 0; i < projection.length; i++) {
            int level = max > min ? Math.round(WHITE * (projection[i] - min) / (max - min)) : 0;
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                pixels[i * RgbImage.CHANNELS + channel] = (byte)
                        (labels
                                ? AdePalette.colour(Math.floorMod((int) projection[i], AdePalette.CLASSES), channel)
                                : level);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** The width for which the shape is nearest to the image's. */
    private static int width(RgbImage image, int positions) {
        double wanted = Math.sqrt((double) positions * image.width() / image.height());
        int best = positions;
        for (int width = 1; width <= positions && width <= 2 * wanted + 1; width++) {
            if (positions % width == 0 && Math.abs(width - wanted) < Math.abs(best - wanted)) {
                best = width;
            }
        }
        return best;
    }
}
