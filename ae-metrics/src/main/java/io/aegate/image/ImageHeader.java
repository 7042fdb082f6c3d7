package io.aegate.image;

/**
 * What the structure of an encoded image says about it.
 *
 * @param bits of a sample: at most 8, or 16
 * @param cmyk whether its four channels are inks
 * @param alpha whether some pixel may be transparent, which only decoding can tell
 * @param turned whether an EXIF orientation asks viewers to turn it
 */
record ImageHeader(int width, int height, int bits, boolean cmyk, boolean alpha, boolean turned) {}
