package io.aegate.evaluation;

import java.util.Arrays;

/**
 * A known fault for the reconstructions of a share of the images, with which a gate is shown to fail.
 *
 * <p>Planes are {@code 3 × height × width} floats in [0, 1], and stay there. References are never damaged.
 */
public enum Damage {
    /** A Gaussian blur of 1.5 pixels on each channel, with replicated edges. */
    BLUR("blur", "gaussian blur of 1.5 pixels"),
    /** 16/255 more red, clamped. */
    CHANNEL_SHIFT("channel-shift", "16 of 255 more red"),
    /** The rows 8, 24, 40, … become black; of fewer than nine rows the last. */
    DROPPED_ROWS("dropped-rows", "every 16th row black");

    /** How many images are damaged, in words: n/4, rounded up. */
    public static final String SHARE = "a quarter of the images";

    private static final float MORE_RED = 16 / 255f;
    private static final int ROWS_APART = 16;
    private static final int FIRST_ROW = 8;

    private final String id;
    private final String description;

    Damage(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /** What it does to an image, in a few words. */
    public String description() {
        return description;
    }

    /** Damages planes in place. */
    void apply(float[] planes, int width, int height) {
        switch (this) {
            case BLUR -> GaussianBlur.apply(planes, width, height);
            case CHANNEL_SHIFT -> shiftRed(planes, width * height);
            case DROPPED_ROWS -> dropRows(planes, width, height);
        }
    }

    private static void shiftRed(float[] planes, int area) {
        for (int i = 0; i < area; i++) {
            planes[i] = Math.min(1f, planes[i] + MORE_RED);
        }
    }

    private static void dropRows(float[] planes, int width, int height) {
        int area = width * height;
        for (int plane = 0; plane < planes.length; plane += area) {
            for (int row = Math.min(FIRST_ROW, height - 1); row < height; row += ROWS_APART) {
                int start = plane + row * width;
                Arrays.fill(planes, start, start + width, 0f);
            }
        }
    }

    /** Its name in messages and in the manual, for example {@code channel-shift}. */
    @Override
    public String toString() {
        return id;
    }
}
