package io.aegate.image;

import java.util.Arrays;

/**
 * Pillow's resampler for 8-bit images, bit for bit.
 *
 * <p>Two separable passes, first along the rows and then along the columns, each with an antialiased kernel: the filter is
 * stretched by the scale where the image shrinks. Weights are fixed-point numbers of 22 bits, and the result is rounded and
 * clipped to 8 bits after each pass. A pass whose length does not change is skipped. Source: {@code ImagingResample} of Pillow.
 */
public final class Resampler {

    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private Resampler() {}

    /** A convolution kernel, by its half width before stretching. */
    public enum Filter {
        /** The mean of the pixels that fall into the new one. */
        BOX(0.5) {
            @Override
            double weight(double x) {
                return x > -0.5 && x <= 0.5 ? 1 : 0;
            }
        },
        /** The triangle {@code 1 − |x|}. */
        BILINEAR(1) {
            @Override
            double weight(double x) {
                double distance = Math.abs(x);
                return distance < 1 ? 1 - distance : 0;
            }
        },
        /** Keys' cubic convolution with a = −0.5. */
        BICUBIC(2) {
            @Override
            double weight(double x) {
                double distance = Math.abs(x);
                if (distance < 1) {
                    return ((KEYS + 2) * distance - (KEYS + 3)) * distance * distance + 1;
                }
                return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * KEYS : 0;
            }
        };

        private static final double KEYS = -0.5;

        private final double support;

        Filter(double support) {
            this.support = support;
        }

        abstract double weight(double x);
    }

    /**
     * The image at another size.
     *
     * @throws IllegalArgumentException if a side is less than 1 or the image would have more than 2^26 pixels
     */
    public static RgbImage resize(RgbImage image, int width, int height, Filter filter) {
        return resize(image, width, height, filter, 0, 0, width, height);
    }

    /**
     * The part of the resized image that starts at column {@code left} and row {@code top}; the rest is never computed, so that
     * an extreme aspect ratio costs nothing.
     */
    static RgbImage resize(
            RgbImage image, int width, int height, Filter filter, int left, int top, int partWidth, int partHeight) {
        if (width < 1 || height < 1 || (long) partWidth * partHeight > ImageFile.MAX_PIXELS) {
            throw new IllegalArgumentException("an image cannot be resized to %dx%d".formatted(width, height));
        }
        if (left < 0 || top < 0 || left + partWidth > width || top + partHeight > height) {
            throw new IllegalArgumentException("%dx%d at (%d, %d) is not a part of %dx%d"
                    .formatted(partWidth, partHeight, left, top, width, height));
        }
        Kernel vertical = Kernel.of(image.height(), height, top, partHeight, filter);
        int firstRow = vertical.first();
        int rows = vertical.end() - firstRow;
        Kernel horizontal = Kernel.of(image.width(), width, left, partWidth, filter);
        byte[] narrowed = alongRows(image.pixels(), image.width(), firstRow, rows, horizontal);
        byte[] resized = alongColumns(narrowed, partWidth, firstRow, rows, vertical);
        return new RgbImage(partWidth, partHeight, resized);
    }

    private static byte[] alongRows(byte[] pixels, int width, int firstRow, int rows, Kernel kernel) {
        int outWidth = kernel.size();
        if (kernel.identity() && outWidth == width && pixels.length == rows * width * RgbImage.CHANNELS) {
            return pixels;
        }
        byte[] out = new byte[Math.multiplyExact(rows, outWidth * RgbImage.CHANNELS)];
        int to = 0;
        for (int row = 0; row < rows; row++) {
            int rowStart = (firstRow + row) * width * RgbImage.CHANNELS;
            if (kernel.identity()) {
                System.arraycopy(
                        pixels, rowStart + kernel.starts[0] * RgbImage.CHANNELS, out, to, outWidth * RgbImage.CHANNELS);
                to += outWidth * RgbImage.CHANNELS;
                continue;
            }
            for (int column = 0; column < outWidth; column++) {
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                int from = rowStart + kernel.starts[column] * RgbImage.CHANNELS;
                int weight = column * kernel.stride;
                int weightEnd = weight + kernel.lengths[column];
                while (weight < weightEnd) {
                    int factor = kernel.weights[weight++];
                    red += (pixels[from] & 0xff) * factor;
                    green += (pixels[from + 1] & 0xff) * factor;
                    blue += (pixels[from + 2] & 0xff) * factor;
                    from += RgbImage.CHANNELS;
                }
                out[to++] = clip(red);
                out[to++] = clip(green);
                out[to++] = clip(blue);
            }
        }
        return out;
    }

    private static byte[] alongColumns(byte[] pixels, int width, int firstRow, int rows, Kernel kernel) {
        int rowBytes = width * RgbImage.CHANNELS;
        if (kernel.identity() && kernel.size() == rows) {
            return pixels;
        }
        byte[] out = new byte[Math.multiplyExact(kernel.size(), rowBytes)];
        int[] sums = new int[rowBytes];
        for (int row = 0; row < kernel.size(); row++) {
            Arrays.fill(sums, HALF);
            for (int tap = 0; tap < kernel.lengths[row]; tap++) {
                accumulate(
                        pixels,
                        (kernel.starts[row] - firstRow + tap) * rowBytes,
                        kernel.weights[row * kernel.stride + tap],
                        sums);
            }
            store(sums, out, row * rowBytes);
        }
        return out;
    }

    /** A loop of its own, which the compiler turns into vector instructions. */
    private static void accumulate(byte[] pixels, int from, int factor, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (pixels[from + i] & 0xff) * factor;
        }
    }

    private static void store(int[] sums, byte[] out, int to) {
        for (int i = 0; i < sums.length; i++) {
            out[to + i] = clip(sums[i]);
        }
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }

    /** For each new pixel of one axis the first old one, how many, and their weights. */
    private record Kernel(boolean identity, int[] starts, int[] lengths, int[] weights, int stride) {

        static Kernel of(int oldSize, int newSize, int from, int count, Filter filter) {
            if (oldSize == newSize) {
                return identity(from, count);
            }
            double scale = (double) oldSize / newSize;
            double stretch = Math.max(scale, 1);
            double support = filter.support * stretch;
            int stride = (int) Math.ceil(support) * 2 + 1;
            int[] starts = new int[count];
            int[] lengths = new int[count];
            int[] weights = new int[Math.multiplyExact(count, stride)];
            double[] exact = new double[stride];
            for (int i = 0; i < count; i++) {
                double center = (from + i + 0.5) * scale;
                // The casts truncate towards zero before the bounds are applied, as C does.
                int start = Math.max(0, (int) (center - support + 0.5));
                int length = Math.min(oldSize, (int) (center + support + 0.5)) - start;
                double sum = 0;
                for (int k = 0; k < length; k++) {
                    exact[k] = filter.weight((k + start - center + 0.5) * (1 / stretch));
                    sum += exact[k];
                }
                for (int k = 0; k < length; k++) {
                    weights[i * stride + k] = fixedPoint(sum == 0 ? exact[k] : exact[k] / sum);
                }
                starts[i] = start;
                lengths[i] = length;
            }
            return new Kernel(false, starts, lengths, weights, stride);
        }

        private static Kernel identity(int from, int count) {
            int[] starts = new int[count];
            int[] ones = new int[count];
            int[] weights = new int[count];
            for (int i = 0; i < count; i++) {
                starts[i] = from + i;
                ones[i] = 1;
                weights[i] = 1 << PRECISION_BITS;
            }
            return new Kernel(true, starts, ones, weights, 1);
        }

        private static int fixedPoint(double weight) {
            double scaled = weight * (1 << PRECISION_BITS);
            return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }

        int size() {
            return starts.length;
        }

        /** The first old pixel that is read. */
        int first() {
            return starts[0];
        }

        /** One past the last old pixel that is read. */
        int end() {
            int last = size() - 1;
            return starts[last] + lengths[last];
        }
    }
}
