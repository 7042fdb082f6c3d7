package com.example.scenes;

/**
 * Smooth random surfaces: the stuff of clouds, marble and wood.
 *
 * @param seed chooses the surface
 */
record Noise(long seed) {

    /** The two nearest of the points scattered one a unit square: their distances, and a number that names the nearest. */
    record Cell(double nearest, double second, double name) {}

    /** Value noise in [0, 1] with features of about one unit, twice differentiable. */
    double at(double x, double y) {
        double column = Math.floor(x);
        double row = Math.floor(y);
        double u = fade(x - column);
        double v = fade(y - row);
        long i = (long) column;
        long j = (long) row;
        double top = lattice(i, j) * (1 - u) + lattice(i + 1, j) * u;
        double bottom = lattice(i, j + 1) * (1 - u) + lattice(i + 1, j + 1) * u;
        return top * (1 - v) + bottom * v;
    }

    /** The mean of {@code octaves} surfaces, each twice as fine and half as strong as the last; in [0, 1]. */
    double fractal(double x, double y, int octaves) {
        double sum = 0;
        double weight = 1;
        double total = 0;
        double scale = 1;
        for (int octave = 0; octave < octaves; octave++) {
            sum += weight * at(x * scale + 17.3 * octave, y * scale - 9.1 * octave);
            total += weight;
            weight /= 2;
            scale *= 2;
        }
        return sum / total;
    }

    Cell cell(double x, double y) {
        long column = (long) Math.floor(x);
        long row = (long) Math.floor(y);
        double nearest = Double.MAX_VALUE;
        double second = Double.MAX_VALUE;
        double name = 0;
        for (long j = row - 1; j <= row + 1; j++) {
            for (long i = column - 1; i <= column + 1; i++) {
                double dx = i + 0.1 + 0.8 * lattice(i, j) - x;
                double dy = j + 0.1 + 0.8 * lattice(i + 7919, j) - y;
                double distance = Math.sqrt(dx * dx + dy * dy);
                if (distance < nearest) {
                    second = nearest;
                    nearest = distance;
                    name = lattice(i, j + 7919);
                } else if (distance < second) {
                    second = distance;
                }
            }
        }
        return new Cell(nearest, second, name);
    }

    /** The random number in [0, 1) that belongs to a point of the whole-number grid. */
    double lattice(long i, long j) {
        return Dice.unit(Dice.mix(seed + i * 0x9E3779B97F4A7C15L + j * 0xC2B2AE3D27D4EB4FL));
    }

    private static double fade(double t) {
        return t * t * t * (t * (t * 6 - 15) + 10);
    }
}
