package io.aegate;

import io.aegate.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images made up for tests, and their files. */
public final class TestImages {

    private TestImages() {}

    /** Noise on a gradient, so that an image is like no other and yet has structure. */
    public static RgbImage noise(long seed, int width, int height) {
        Random random = new Random(seed);
        int steepness = 1 + random.nextInt(4);
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / RgbImage.CHANNELS;
            pixels[i] = (byte) Math.min(255, (pixel % width + pixel / width) * steepness + random.nextInt(60));
        }
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage constant(int level, int width, int height) {
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        Arrays.fill(pixels, (byte) level);
        return new RgbImage(width, height, pixels);
    }

    /** The image with some noise more: a reconstruction that is close, but not equal. */
    public static RgbImage disturbed(RgbImage image, long seed) {
        Random random = new Random(seed);
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, (pixels[i] & 0xff) + random.nextInt(21) - 10));
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    /** Writes a PNG. */
    public static Path write(Path file, RgbImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int i = 0; i < image.width() * image.height(); i++) {
            int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | (pixels[3 * i + 2] & 0xff);
            picture.setRGB(i % image.width(), i / image.width(), rgb);
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            ImageIO.write(picture, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
