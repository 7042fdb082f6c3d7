package com.example.scenes;

/** A square image in the making: shapes are laid over each other, with edges smoothed by counting 4×4 points a pixel. */
final class Canvas {

    static final int SIZE = 192;

    private static final int TILE = 8;
    private static final int POINTS = 4;
    private static final double HALF_PIXEL_DIAGONAL = 0.7072;

    private final double[] values = new double[3 * SIZE * SIZE];

    /** Covers everything; {@code points}² points a pixel smooth a paint with sharp edges, 1 is enough for a soft one. */
    void fill(Paint paint, int points) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                Colour sum = Colour.BLACK;
                for (int j = 0; j < points; j++) {
                    for (int i = 0; i < points; i++) {
                        Colour colour = paint.at(x + (i + 0.5) / points, y + (j + 0.5) / points);
                        sum = new Colour(
                                sum.red() + colour.red(), sum.green() + colour.green(), sum.blue() + colour.blue());
                    }
                }
                blend(x, y, sum.times(1.0 / (points * points)), 1);
            }
        }
    }

    void fill(Paint paint) {
        fill(paint, 1);
    }

    void draw(Shape shape, Colour colour) {
        draw(shape, Paint.plain(colour), 1);
    }

    void draw(Shape shape, Paint paint) {
        draw(shape, paint, 1);
    }

    void draw(Shape shape, Paint paint, double opacity) {
        double reach = (TILE / 2 + 1) * Math.sqrt(2);
        for (int top = 0; top < SIZE; top += TILE) {
            for (int left = 0; left < SIZE; left += TILE) {
                double distance = shape.distance(left + TILE / 2.0, top + TILE / 2.0);
                if (distance < reach) {
                    drawTile(shape, paint, opacity, left, top, distance < -reach);
                }
            }
        }
    }

    /** Darkens what lies under a shape that floats {@code height} pixels over it, lit from the upper left. */
    void shadow(Shape shape, double height, double strength) {
        soften(shape.moved(height * 0.5, height), height * 1.4 + 1, Colour.BLACK, strength);
    }

    /** Lays a colour over the shape, full inside and gone within {@code blur} pixels of its edge on either side. */
    void soften(Shape shape, double blur, Colour colour, double strength) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double depth = (blur - shape.distance(x + 0.5, y + 0.5)) / (2 * blur);
                if (depth > 0) {
                    double t = Math.min(1, depth);
                    blend(x, y, colour, strength * t * t * (3 - 2 * t));
                }
            }
        }
    }

    /** Mixes a colour into every pixel, each by its own share. */
    void glaze(Colour colour, Share share) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                blend(x, y, colour, Math.max(0, Math.min(1, share.at(x + 0.5, y + 0.5))));
            }
        }
    }

    /** How much of something there is at a point, from 0 to 1. */
    @FunctionalInterface
    interface Share {
        double at(double x, double y);
    }

    /** The finished picture, with the darker corners of a lens and the grain of a sensor. */
    Picture developed(Dice dice) {
        double grain = dice.between(0.002, 0.012);
        double falloff = dice.between(0, 0.16);
        byte[] rgb = new byte[values.length];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double dx = (x + 0.5) / SIZE - 0.5;
                double dy = (y + 0.5) / SIZE - 0.5;
                double light = 1 - falloff * 2 * (dx * dx + dy * dy);
                double speck = grain * (dice.between(-1, 1) + dice.between(-1, 1));
                int at = 3 * (y * SIZE + x);
                for (int channel = 0; channel < 3; channel++) {
                    double value = Math.max(0, Math.min(1, values[at + channel] * light + speck));
                    rgb[at + channel] = (byte) (int) (255 * value + 0.5);
                }
            }
        }
        return new Picture(SIZE, SIZE, rgb);
    }

    private void drawTile(Shape shape, Paint paint, double opacity, int left, int top, boolean full) {
        for (int y = top; y < top + TILE; y++) {
            for (int x = left; x < left + TILE; x++) {
                double coverage = full ? 1 : coverage(shape, x, y);
                if (coverage > 0) {
                    blend(x, y, paint.at(x + 0.5, y + 0.5), coverage * opacity);
                }
            }
        }
    }

    private static double coverage(Shape shape, int x, int y) {
        double distance = shape.distance(x + 0.5, y + 0.5);
        if (Math.abs(distance) > HALF_PIXEL_DIAGONAL) {
            return distance < 0 ? 1 : 0;
        }
        int inside = 0;
        for (int j = 0; j < POINTS; j++) {
            for (int i = 0; i < POINTS; i++) {
                if (shape.distance(x + (i + 0.5) / POINTS, y + (j + 0.5) / POINTS) < 0) {
                    inside++;
                }
            }
        }
        return (double) inside / (POINTS * POINTS);
    }

    private void blend(int x, int y, Colour colour, double share) {
        int at = 3 * (y * SIZE + x);
        values[at] += (colour.red() - values[at]) * share;
        values[at + 1] += (colour.green() - values[at + 1]) * share;
        values[at + 2] += (colour.blue() - values[at + 2]) * share;
    }
}
