package io.aegate.checkpoint;

import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.util.Locale;

/**
 * How a checkpoint's floats become the pixels that are measured, so that a checkpoint and the folder that it would have written give
 * equal numbers.
 */
public enum Quantize {
    /** {@code floor(255·v + 0.5)}, as images are commonly saved. */
    ROUND(0.5f),
    /** {@code floor(255·v)}, as a plain conversion to bytes does. */
    TRUNCATE(0f),
    /** Floats are kept for the metrics that take them; those on 8 bit see the rounded image. */
    NONE(0.5f);

    private static final float LEVELS = 255f;

    private final float offset;

    Quantize(float offset) {
        this.offset = offset;
    }

    /**
     * The rule that a setting names: {@code round}, {@code truncate} or {@code none}.
     *
     * @throws RefusedInputException for anything else
     */
    public static Quantize parse(String setting) {
        return switch (setting.strip().toLowerCase(Locale.ROOT)) {
            case "round" -> ROUND;
            case "truncate" -> TRUNCATE;
            case "none" -> NONE;
            default -> throw new RefusedInputException("quantize is '" + setting + "'; use round, truncate or none.");
        };
    }

    /**
     * Checks and clamps in place what a checkpoint gave for an image.
     *
     * @param name the image's name, for the message
     * @param planes {@code 3 × height × width} floats
     * @throws RefusedInputException if a value is NaN or infinite
     */
    public static void clamp(String name, float[] planes) {
        int wrong = 0;
        for (int i = 0; i < planes.length; i++) {
            float value = planes[i];
            if (!Float.isFinite(value)) {
                wrong++;
            }
            planes[i] = Math.min(1f, Math.max(0f, value));
        }
        if (wrong > 0) {
            throw new RefusedInputException("The checkpoint gave " + wrong + " values of " + planes.length
                    + " that are NaN or infinite for " + name
                    + ", where only finite ones can be measured; check its weights and run it in fp32.");
        }
    }

    /** The 8-bit image of planes in [0, 1]. */
    public RgbImage toImage(float[] planes, int width, int height) {
        int area = width * height;
        byte[] pixels = new byte[area * RgbImage.CHANNELS];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            int plane = channel * area;
            for (int i = 0; i < area; i++) {
                pixels[i * RgbImage.CHANNELS + channel] = (byte) (int) (planes[plane + i] * LEVELS + offset);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
