package io.aegate.metric.drift;

import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;

/**
 * The crop that ArcFace looks at: 112 × 112 pixels, the face's key points moved as near as a similarity brings them to fixed places.
 *
 * <pre>
 *   M = [a −b tx; b a ty]   minimising Σ ‖M·pᵢ − qᵢ‖², in closed form (Umeyama 1991; in the plane it needs no decomposition)
 *   crop(x, y) = image(M⁻¹·(x, y)), bilinear, 0 outside the image
 * </pre>
 *
 * <p>The warp is OpenCV's {@code warpAffine}, byte for byte: coordinates in fixed point, rounded to 1/32 pixel. It is written again
 * because OpenCV refuses images of 32,767 pixels a side and has faster, less exact kernels for some processors. The matrix is computed
 * in double; scikit-image computes it from float key points in float, which moves up to 21 of 37,632 bytes by 1 to 3. Source:
 * {@code face_align.py} of InsightFace.
 */
final class FaceAlignment {

    static final int SIDE = 112;

    /** The places of the eyes, the nose and the corners of the mouth. */
    private static final float[] TEMPLATE = {
        38.2946f, 51.6963f, 73.5318f, 51.5014f, 56.0252f, 71.7366f, 41.5493f, 92.3655f, 70.7299f, 92.2041f
    };

    private static final int POINTS = TEMPLATE.length / 2;

    /** Fixed point of coordinates while they are added up, ... */
    private static final int COORDINATE_BITS = 10;

    /** ... and of the fractions that weights are made of, each weight of two of them. */
    private static final int FRACTION_BITS = 5;

    private static final int FRACTIONS = 1 << FRACTION_BITS;
    private static final int WEIGHT_BITS = 2 * FRACTION_BITS;

    private FaceAlignment() {}

    static RgbImage align(RgbImage image, float[] keyPoints) {
        return warped(image, matrix(keyPoints));
    }

    /** Rows of M, one after the other. */
    static double[] matrix(float[] keyPoints) {
        double[] from = centre(keyPoints);
        double[] to = centre(TEMPLATE);
        double along = 0;
        double across = 0;
        double spread = 0;
        for (int i = 0; i < POINTS; i++) {
            double x = keyPoints[2 * i] - from[0];
            double y = keyPoints[2 * i + 1] - from[1];
            double u = TEMPLATE[2 * i] - to[0];
            double v = TEMPLATE[2 * i + 1] - to[1];
            along += x * u + y * v;
            across += x * v - y * u;
            spread += x * x + y * y;
        }
        double a = along / spread;
        double b = across / spread;
        if (!(a * a + b * b > 0)) {
            throw new RefusedInputException(
                    "The face detector puts all key points of a face on one spot, where no face can be aligned; use det_500m.onnx"
                            + " of InsightFace's buffalo_s.");
        }
        return new double[] {
            a, -b, to[0] - a * from[0] + b * from[1], b, a, to[1] - b * from[0] - a * from[1],
        };
    }

    private static double[] centre(float[] points) {
        double[] centre = new double[2];
        for (int i = 0; i < points.length; i++) {
            centre[i % 2] += points[i];
        }
        centre[0] /= POINTS;
        centre[1] /= POINTS;
        return centre;
    }

    static RgbImage warped(RgbImage image, double[] matrix) {
        double[] m = inverse(matrix);
        int scale = 1 << COORDINATE_BITS;
        int shift = COORDINATE_BITS - FRACTION_BITS;
        long half = 1L << (shift - 1);
        byte[] crop = new byte[SIDE * SIDE * RgbImage.CHANNELS];
        for (int y = 0; y < SIDE; y++) {
            long rowX = rounded((m[1] * y + m[2]) * scale) + half;
            long rowY = rounded((m[4] * y + m[5]) * scale) + half;
            for (int x = 0; x < SIDE; x++) {
                long atX = (rowX + rounded(m[0] * x * scale)) >> shift;
                long atY = (rowY + rounded(m[3] * x * scale)) >> shift;
                sample(image, atX, atY, crop, (y * SIDE + x) * RgbImage.CHANNELS);
            }
        }
        return new RgbImage(SIDE, SIDE, crop);
    }

    /** In the order of OpenCV's operations. */
    private static double[] inverse(double[] m) {
        double determinant = m[0] * m[4] - m[1] * m[3];
        double d = determinant == 0 ? 0 : 1 / determinant;
        double a = m[4] * d;
        double b = -m[1] * d;
        double c = -m[3] * d;
        double e = m[0] * d;
        return new double[] {a, b, -a * m[2] - b * m[5], c, e, -c * m[2] - e * m[5]};
    }

    private static long rounded(double value) {
        return (long) Math.rint(value);
    }

    private static void sample(RgbImage image, long atX, long atY, byte[] crop, int to) {
        long left = atX >> FRACTION_BITS;
        long top = atY >> FRACTION_BITS;
        int right = (int) (atX & (FRACTIONS - 1));
        int down = (int) (atY & (FRACTIONS - 1));
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            int sum = (FRACTIONS - right) * (FRACTIONS - down) * level(image, left, top, channel)
                    + right * (FRACTIONS - down) * level(image, left + 1, top, channel)
                    + (FRACTIONS - right) * down * level(image, left, top + 1, channel)
                    + right * down * level(image, left + 1, top + 1, channel);
            crop[to + channel] = (byte) ((sum + (1 << (WEIGHT_BITS - 1))) >> WEIGHT_BITS);
        }
    }

    private static int level(RgbImage image, long x, long y, int channel) {
        return x < 0 || y < 0 || x >= image.width() || y >= image.height()
                ? 0
                : image.pixels()[((int) y * image.width() + (int) x) * RgbImage.CHANNELS + channel] & 0xff;
    }
}
