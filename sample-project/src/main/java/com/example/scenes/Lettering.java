package com.example.scenes;

import java.util.List;

/**
 * A line of capitals and digits from a built-in 5×7 bitmap font, with corners rounded so that large letters look drawn.
 *
 * <p>A character is 6 cells wide with its gap and 7 high. Characters without a glyph are blank.
 *
 * @param text what to write
 * @param left the left edge of the first character, in pixels
 * @param top the upper edge of the characters
 * @param cell the size of one cell of the bitmap, in pixels
 */
record Lettering(String text, double left, double top, double cell) implements Shape {

    static final int ROWS = 7;
    static final int COLUMNS = 5;
    static final int ADVANCE = 6;

    private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,:-/!";

    /** Each glyph is seven rows of five bits, the leftmost pixel first. */
    private static final List<int[]> GLYPHS = List.of(
            new int[] {14, 17, 19, 21, 25, 17, 14},
            new int[] {4, 12, 4, 4, 4, 4, 14},
            new int[] {14, 17, 1, 2, 4, 8, 31},
            new int[] {31, 2, 4, 2, 1, 17, 14},
            new int[] {2, 6, 10, 18, 31, 2, 2},
            new int[] {31, 16, 30, 1, 1, 17, 14},
            new int[] {6, 8, 16, 30, 17, 17, 14},
            new int[] {31, 1, 2, 4, 8, 8, 8},
            new int[] {14, 17, 17, 14, 17, 17, 14},
            new int[] {14, 17, 17, 15, 1, 2, 12},
            new int[] {14, 17, 17, 31, 17, 17, 17},
            new int[] {30, 17, 17, 30, 17, 17, 30},
            new int[] {14, 17, 16, 16, 16, 17, 14},
            new int[] {28, 18, 17, 17, 17, 18, 28},
            new int[] {31, 16, 16, 30, 16, 16, 31},
            new int[] {31, 16, 16, 30, 16, 16, 16},
            new int[] {14, 17, 16, 23, 17, 17, 15},
            new int[] {17, 17, 17, 31, 17, 17, 17},
            new int[] {14, 4, 4, 4, 4, 4, 14},
            new int[] {7, 2, 2, 2, 2, 18, 12},
            new int[] {17, 18, 20, 24, 20, 18, 17},
            new int[] {16, 16, 16, 16, 16, 16, 31},
            new int[] {17, 27, 21, 21, 17, 17, 17},
            new int[] {17, 17, 25, 21, 19, 17, 17},
            new int[] {14, 17, 17, 17, 17, 17, 14},
            new int[] {30, 17, 17, 30, 16, 16, 16},
            new int[] {14, 17, 17, 17, 21, 18, 13},
            new int[] {30, 17, 17, 30, 20, 18, 17},
            new int[] {15, 16, 16, 14, 1, 1, 30},
            new int[] {31, 4, 4, 4, 4, 4, 4},
            new int[] {17, 17, 17, 17, 17, 17, 14},
            new int[] {17, 17, 17, 17, 17, 10, 4},
            new int[] {17, 17, 17, 21, 21, 21, 10},
            new int[] {17, 17, 10, 4, 10, 17, 17},
            new int[] {17, 17, 17, 10, 4, 4, 4},
            new int[] {31, 1, 2, 4, 8, 16, 31},
            new int[] {0, 0, 0, 0, 0, 12, 12},
            new int[] {0, 0, 0, 0, 12, 4, 8},
            new int[] {0, 12, 12, 0, 12, 12, 0},
            new int[] {0, 0, 0, 31, 0, 0, 0},
            new int[] {0, 1, 2, 4, 8, 16, 0},
            new int[] {4, 4, 4, 4, 4, 0, 4});

    /** The bitmap is read between its cells; this level joins diagonal neighbours and keeps straight strokes one cell wide. */
    private static final double LEVEL = 0.47;

    /** No bilinear reading of a bitmap of zeros and ones is steeper than √2 a cell. */
    private static final double STEEPEST = 1.4143;

    static double width(String text, double cell) {
        return (text.length() * ADVANCE - 1) * cell;
    }

    /** Written around a middle instead of from a left edge. */
    static Lettering centred(String text, double middle, double top, double cell) {
        return new Lettering(text, middle - width(text, cell) / 2, top, cell);
    }

    @Override
    public double distance(double x, double y) {
        double u = (x - left) / cell;
        double v = (y - top) / cell;
        double outX = Math.max(Math.max(-0.6 - u, u - text.length() * ADVANCE), 0);
        double outY = Math.max(Math.max(-0.6 - v, v - ROWS - 0.6), 0);
        double outside = Math.sqrt(outX * outX + outY * outY) * cell;
        return outside > 0 ? outside : (LEVEL - ink(u - 0.5, v - 0.5)) * cell / STEEPEST;
    }

    private double ink(double u, double v) {
        int column = (int) Math.floor(u);
        int row = (int) Math.floor(v);
        double right = u - column;
        double down = v - row;
        return (bit(column, row) * (1 - right) + bit(column + 1, row) * right) * (1 - down)
                + (bit(column, row + 1) * (1 - right) + bit(column + 1, row + 1) * right) * down;
    }

    private int bit(int column, int row) {
        int within = Math.floorMod(column, ADVANCE);
        int position = Math.floorDiv(column, ADVANCE);
        if (position < 0 || position >= text.length() || row < 0 || row >= ROWS || within >= COLUMNS) {
            return 0;
        }
        int glyph = CHARACTERS.indexOf(text.charAt(position));
        return glyph < 0 ? 0 : GLYPHS.get(glyph)[row] >> COLUMNS - 1 - within & 1;
    }
}
