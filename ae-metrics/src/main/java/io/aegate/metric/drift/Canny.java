package io.aegate.metric.drift;

import io.aegate.image.RgbImage;
import java.util.Arrays;

/**
 * Canny's edges of RGB images of one size, pixel for pixel those of OpenCV's {@code Canny(image, 100, 200)}: aperture 3, L1 gradient, at
 * each pixel the channel whose gradient is strongest.
 *
 * <pre>
 *   (dx, dy)  Sobel 3×3 with replicated borders, of the first channel for which |dx| + |dy| is largest
 *   m         |dx| + |dy|, 0 outside the image
 *   ridge     m &gt; 100 and not less than its two neighbours along the gradient (of four directions)
 *   edge      a ridge with m &gt; 200, and every ridge that touches an edge
 * </pre>
 *
 * <p>Written again, because it is faster than OpenCV's (docs/benchmarks.md) and needs no copy to native memory. Used by one thread.
 */
final class Canny {

    private static final int LOW = 100;
    private static final int HIGH = 200;

    /** tan 22.5° in fixed point, as OpenCV rounds it. */
    private static final int TANGENT = 13573;

    private static final int TANGENT_BITS = 15;

    // Bit 1 tells an edge, whatever else is counted or compared.
    private static final byte RIDGE = 0;
    private static final byte NOTHING = 1;
    private static final byte EDGE = 2;

    private final int width;
    private final int height;

    /** Width of the planes below, which have a border of one pixel. */
    private final int stride;

    private final int[] magnitude;
    private final int[] gradientX;
    private final int[] gradientY;
    private final byte[] state;

    /** Positions of edges whose neighbours were not looked at yet. */
    private final int[] open;

    private int opened;

    /** Three rows of samples, with the first and the last pixel repeated. */
    private final int[][] rows;

    private final int[] smoothed;
    private final int[] sloped;
    private final int[] dx;
    private final int[] dy;
    private final int[] norm;

    Canny(int width, int height) {
        this.width = width;
        this.height = height;
        stride = width + 2;
        int area = Math.multiplyExact(stride, height + 2);
        magnitude = new int[area];
        gradientX = new int[area];
        gradientY = new int[area];
        state = new byte[area];
        open = new int[Math.multiplyExact(width, height) + 1];
        Arrays.fill(state, NOTHING);
        int samples = Math.multiplyExact(stride, RgbImage.CHANNELS);
        rows = new int[3][samples];
        smoothed = new int[samples];
        sloped = new int[samples];
        dx = new int[width * RgbImage.CHANNELS];
        dy = new int[width * RgbImage.CHANNELS];
        norm = new int[width * RgbImage.CHANNELS];
    }

    /** Finds the edges of an image of this size; they are kept until the next one. */
    Canny detect(RgbImage image) {
        gradients(image.pixels());
        ridges();
        follow();
        return this;
    }

    /** How many pixels are on an edge. */
    int edges() {
        int edges = 0;
        for (byte pixel : state) {
            edges += pixel >> 1;
        }
        return edges;
    }

    /** In how many pixels these edges and those of another image of this size differ. */
    int differences(Canny other) {
        int differences = 0;
        for (int i = 0; i < state.length; i++) {
            differences += (state[i] ^ other.state[i]) >> 1;
        }
        return differences;
    }

    /** The map: {@code width × height} values, true on an edge. */
    boolean[] map() {
        boolean[] map = new boolean[width * height];
        for (int i = 0; i < map.length; i++) {
            map[i] = state[(i / width + 1) * stride + i % width + 1] == EDGE;
        }
        return map;
    }

    private void gradients(byte[] pixels) {
        int[] above = rows[0];
        int[] here = rows[1];
        int[] below = rows[2];
        load(pixels, 0, above);
        load(pixels, 0, here);
        for (int y = 0; y < height; y++) {
            load(pixels, Math.min(y + 1, height - 1), below);
            sobel(above, here, below);
            strongest((y + 1) * stride + 1);
            int[] free = above;
            above = here;
            here = below;
            below = free;
        }
    }

    private void load(byte[] pixels, int y, int[] row) {
        int samples = width * RgbImage.CHANNELS;
        int from = y * samples;
        for (int i = 0; i < samples; i++) {
            row[RgbImage.CHANNELS + i] = pixels[from + i] & 0xff;
        }
        System.arraycopy(row, RgbImage.CHANNELS, row, 0, RgbImage.CHANNELS);
        System.arraycopy(row, samples, row, samples + RgbImage.CHANNELS, RgbImage.CHANNELS);
    }

    // Plain loops over whole rows with nothing but arithmetic in them, because those the compiler turns into vector
    // code.
    private void sobel(int[] above, int[] here, int[] below) {
        for (int i = 0; i < smoothed.length; i++) {
            smoothed[i] = above[i] + 2 * here[i] + below[i];
            sloped[i] = below[i] - above[i];
        }
        for (int i = 0; i < dx.length; i++) {
            dx[i] = smoothed[i + 2 * RgbImage.CHANNELS] - smoothed[i];
        }
        for (int i = 0; i < dy.length; i++) {
            dy[i] = sloped[i] + 2 * sloped[i + RgbImage.CHANNELS] + sloped[i + 2 * RgbImage.CHANNELS];
        }
        for (int i = 0; i < norm.length; i++) {
            norm[i] = Math.abs(dx[i]) + Math.abs(dy[i]);
        }
    }

    // From here on pixels are unpredictable, and a branch that the processor guesses wrong costs more than all of this
    // arithmetic: signs are
    // spread over words (>> 31) and used as masks.

    /** Keeps of each pixel the gradient of its strongest channel, the first of equals. */
    private void strongest(int row) {
        for (int x = 0, i = 0; x < width; x++, i += RgbImage.CHANNELS) {
            int red = norm[i];
            int green = norm[i + 1];
            int blue = norm[i + 2];
            int second = (red - green) >>> 31;
            int most = Math.max(red, green);
            int third = (most - blue) >> 31;
            int best = i + ((second & ~third) | (third & 2));
            magnitude[row + x] = Math.max(most, blue);
            gradientX[row + x] = dx[best];
            gradientY[row + x] = dy[best];
        }
    }

    /** Marks each pixel: a ridge exceeds LOW and its neighbours along the gradient, an edge is a ridge that exceeds HIGH. */
    private void ridges() {
        opened = 0;
        for (int y = 0; y < height; y++) {
            int row = (y + 1) * stride + 1;
            for (int at = row; at < row + width; at++) {
                int m = magnitude[at];
                int gx = gradientX[at];
                int gy = gradientY[at];
                int ax = Math.abs(gx);
                int ay = Math.abs(gy) << TANGENT_BITS;
                int flat = ax * TANGENT;
                int across = (ay - flat) >> 31;
                int down = (flat + (ax << (TANGENT_BITS + 1)) - ay) >> 31;
                int straight = across | down;
                // To the neighbour that the gradient points to or from; diagonal ones must be exceeded on both sides.
                int step = (across & 1) | (down & stride) | (~straight & (stride + 1 + 2 * ((gx ^ gy) >> 31)));
                int ridge = ((LOW - m) & (magnitude[at - step] - m) & (magnitude[at + step] + straight - m)) >>> 31;
                int edge = ridge & ((HIGH - m) >>> 31);
                state[at] = (byte) (NOTHING - ridge + 2 * edge);
                open[opened] = at;
                opened += edge;
            }
        }
    }

    private void follow() {
        while (opened > 0) {
            int at = open[--opened];
            for (int row = at - stride; row <= at + stride; row += stride) {
                for (int neighbour = row - 1; neighbour <= row + 1; neighbour++) {
                    if (state[neighbour] == RIDGE) {
                        state[neighbour] = EDGE;
                        open[opened++] = neighbour;
                    }
                }
            }
        }
    }
}
