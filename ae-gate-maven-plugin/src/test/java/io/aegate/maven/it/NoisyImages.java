package io.aegate.maven.it;

import java.awt.image.BufferedImage;
import java.util.Random;

/** Small images, and noisy copies in the place of reconstructions: the same pixels on every machine. */
final class NoisyImages {

    /** More than minSamples. */
    static final int COUNT = 36;

    /** The noise of reconstructions that somebody accepts. */
    static final int NOISE = 8;

    private static final int SIZE = 32;
    private static final int DARKEST = 64;
    private static final int LEVELS = 128;
    private static final int CHANNEL = 8;

    private NoisyImages() {}

    /** What an image is called, without extension. */
    static String name(int number) {
        return "scene%02d".formatted(number);
    }

    static BufferedImage reference(int number) {
        return noisy(number, 0);
    }

    /** A reference with noise of up to so many levels of 255, which no value leaves its range by; more noise is of the same pattern. */
    static BufferedImage noisy(int number, int noise) {
        Random random = new Random(number);
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int rgb = 0;
                for (int channel = 1; channel <= 3; channel++) {
                    int level = DARKEST + (x * (number % 5 + channel) + y * (number % 3 + 1)) % LEVELS;
                    int shift = Math.floorMod(random.nextInt(), 2 * noise + 1) - noise;
                    rgb = rgb << CHANNEL | (level + shift);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }
}
