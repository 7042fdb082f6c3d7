package io.aegate.image;

import java.util.Arrays;

/**
 * An 8-bit sRGB image: {@code height × width × 3} bytes, row by row, red first.
 *
 * <p>The array is shared, not copied; nobody writes to it once the image exists.
 */
public record RgbImage(int width, int height, byte[] pixels) {

    public static final int CHANNELS = 3;

    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException("an image of %d×%d has %d bytes of RGB, not %d"
                    .formatted(width, height, (long) width * height * CHANNELS, pixels.length));
        }
    }

    public boolean sameSizeAs(RgbImage other) {
        return width == other.width && height == other.height;
    }

    /** The size as it is written in messages, for example {@code 256x192} (width first). */
    public String size() {
        return width + "x" + height;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image && sameSizeAs(image) && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "RgbImage[" + size() + "]";
    }
}
