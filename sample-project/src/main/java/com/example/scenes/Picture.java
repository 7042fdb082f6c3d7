package com.example.scenes;

/**
 * A finished 8-bit RGB image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb row by row, three bytes a pixel
 */
public record Picture(int width, int height, byte[] rgb) {

    public Picture {
        if (rgb.length != 3 * width * height) {
            throw new IllegalArgumentException("a picture of " + width + "×" + height + " has " + 3 * width * height
                    + " bytes, not " + rgb.length);
        }
    }
}
