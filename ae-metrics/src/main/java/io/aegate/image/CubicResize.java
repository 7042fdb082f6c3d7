package io.aegate.image;

/**
 * Bicubic resizing of floating-point planes without antialias, as OpenCV and PyTorch do it.
 *
 * <pre>
 *   position(i) = (i + ½) · from / to − ½,  t = position − ⌊position⌋
 *   result(i)   = Σ w(t, k) · plane(⌊position⌋ + k − 1),  k = 0 … 3, positions outside are those of the border
 *   w           = Keys' cubic convolution with a = −0.75
 * </pre>
 *
 * <p>First along the rows, then along the columns. A side whose length does not change keeps its values exactly. Not for comparing images
 * of different sizes: where an image shrinks, pixels between the four are skipped, and {@link Resampler} is meant.
 */
public final class CubicResize {

    private static final float KEYS = -0.75f;
    private static final double KEYS_EXACTLY = -0.75;
    private static final int TAPS = 4;
    private static final double WHITE = 255;

    private CubicResize() {}

    /**
     * An image as {@code cv2.resize(image / 255., size, interpolation=cv2.INTER_CUBIC)} gives it: its weights are of 32 bits.
     *
     * @return {@code 3 × height × width} doubles, red first; where weights are negative they leave [0, 1]
     */
    public static double[] openCv(RgbImage image, ImageSize size) {
        ImageSize from = new ImageSize(image.width(), image.height());
        Taps columns = Taps.openCv(from.width(), size.width());
        Taps rows = Taps.openCv(from.height(), size.height());
        int area = size.width() * size.height();
        double[] planes = new double[Math.multiplyExact(RgbImage.CHANNELS, area)];
        double[] plane = new double[image.width() * image.height()];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (image.pixels()[i * RgbImage.CHANNELS + channel] & 0xff) / WHITE;
            }
            System.arraycopy(resized(plane, from, columns, rows), 0, planes, channel * area, area);
        }
        return planes;
    }

    /**
     * A plane as {@code torch.nn.functional.interpolate(plane, size, mode="bicubic", align_corners=False)} gives it, in double precision.
     *
     * @param plane {@code from.height() × from.width()} values
     */
    public static double[] torch(double[] plane, ImageSize from, ImageSize to) {
        if (plane.length != (long) from.width() * from.height()) {
            throw new IllegalArgumentException("a plane of %s has not %d values".formatted(from, plane.length));
        }
        return resized(plane, from, Taps.exact(from.width(), to.width()), Taps.exact(from.height(), to.height()));
    }

    private static double[] resized(double[] plane, ImageSize from, Taps columns, Taps rows) {
        double[] narrow = new double[Math.multiplyExact(from.height(), columns.length())];
        for (int y = 0; y < from.height(); y++) {
            for (int x = 0; x < columns.length(); x++) {
                double sum = 0;
                for (int tap = x * TAPS; tap < (x + 1) * TAPS; tap++) {
                    sum += plane[y * from.width() + columns.places[tap]] * columns.weights[tap];
                }
                narrow[y * columns.length() + x] = sum;
            }
        }
        double[] result = new double[Math.multiplyExact(rows.length(), columns.length())];
        for (int y = 0; y < rows.length(); y++) {
            for (int tap = y * TAPS; tap < (y + 1) * TAPS; tap++) {
                int source = rows.places[tap] * columns.length();
                for (int x = 0; x < columns.length(); x++) {
                    result[y * columns.length() + x] += narrow[source + x] * rows.weights[tap];
                }
            }
        }
        return result;
    }

    /** Which four values make each new one, and their weights. */
    private record Taps(int[] places, double[] weights) {

        static Taps openCv(int from, int to) {
            Taps taps = of(from, to);
            for (int i = 0; i < to; i++) {
                // OpenCV's arithmetic to the letter: the scale is the inverse of an inverse, and the rest is of 32
                // bits.
                float position = (float) ((i + 0.5) * (1 / ((double) to / from)) - 0.5);
                int before = (int) Math.floor(position);
                float t = position - before;
                float w0 = ((KEYS * (t + 1) - 5 * KEYS) * (t + 1) + 8 * KEYS) * (t + 1) - 4 * KEYS;
                float w1 = ((KEYS + 2) * t - (KEYS + 3)) * t * t + 1;
                float w2 = ((KEYS + 2) * (1 - t) - (KEYS + 3)) * (1 - t) * (1 - t) + 1;
                taps.set(i, from, before, w0, w1, w2, 1 - w0 - w1 - w2);
            }
            return taps;
        }

        static Taps exact(int from, int to) {
            Taps taps = of(from, to);
            for (int i = 0; i < to; i++) {
                double position = (i + 0.5) * from / to - 0.5;
                double before = Math.floor(position);
                double t = position - before;
                taps.set(i, from, (int) before, far(t + 1), near(t), near(1 - t), far(2 - t));
            }
            return taps;
        }

        private static Taps of(int from, int to) {
            if (from < 1 || to < 1) {
                throw new IllegalArgumentException("%d pixels cannot be resized to %d".formatted(from, to));
            }
            return new Taps(new int[Math.multiplyExact(to, TAPS)], new double[to * TAPS]);
        }

        private void set(int i, int from, int before, double... four) {
            for (int tap = 0; tap < TAPS; tap++) {
                places[i * TAPS + tap] = Math.max(0, Math.min(from - 1, before - 1 + tap));
                weights[i * TAPS + tap] = four[tap];
            }
        }

        private static double near(double x) {
            return ((KEYS_EXACTLY + 2) * x - (KEYS_EXACTLY + 3)) * x * x + 1;
        }

        private static double far(double x) {
            return ((KEYS_EXACTLY * x - 5 * KEYS_EXACTLY) * x + 8 * KEYS_EXACTLY) * x - 4 * KEYS_EXACTLY;
        }

        int length() {
            return places.length / TAPS;
        }
    }
}
