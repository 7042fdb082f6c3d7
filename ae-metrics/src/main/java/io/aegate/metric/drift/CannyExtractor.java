package io.aegate.metric.drift;

import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Canny edges of both images of each pair: {@code {share of pixels that differ, edge pixels of the reference, of the reconstruction}}.
 *
 * <p>Thresholds 100 and 200, aperture 3, L1 gradient, on 8-bit RGB as it is (OpenCV takes the strongest channel at each pixel), as
 * ControlNet's annotator calls it. A reconstruction enters by its rounded image. Native memory is held for one batch.
 */
final class CannyExtractor implements FeatureExtractor {

    static final FeatureKey KEY = new FeatureKey("canny", "100-200", "rgb");
    static final int DIFFERING_SHARE = 0;

    private static final double LOW = 100;
    private static final double HIGH = 200;
    private static final int APERTURE = 3;
    private static final boolean EUCLIDEAN_GRADIENT = false;

    static {
        // Pairs run in parallel; OpenCV's own threads would only compete with them.
        opencv_core.setNumThreads(1);
    }

    @Override
    public FeatureKey key() {
        return KEY;
    }

    @Override
    public double[][] extract(PairBatch batch) {
        try (Edges reference = new Edges(batch.pairs().get(0).reference());
                Edges reconstruction = new Edges(batch.pairs().get(0).reference());
                Mat differing = new Mat()) {
            return batch.pairs().stream()
                    .map(pair -> features(pair, reference, reconstruction, differing))
                    .toArray(double[][]::new);
        }
    }

    private static double[] features(Pair pair, Edges reference, Edges reconstruction, Mat differing) {
        Mat x = reference.detect(pair.reference());
        Mat y = reconstruction.detect(pair.reconstruction());
        opencv_core.bitwise_xor(x, y, differing);
        double area = (double) pair.width() * pair.height();
        return new double[] {
            opencv_core.countNonZero(differing) / area, opencv_core.countNonZero(x), opencv_core.countNonZero(y)
        };
    }

    /** Native room for an image and its edges. */
    static final class Edges implements AutoCloseable {

        private final BytePointer pixels;
        private final Mat image;
        private final Mat map = new Mat();

        Edges(RgbImage size) {
            pixels = new BytePointer(size.pixels().length);
            image = new Mat(size.height(), size.width(), opencv_core.CV_8UC3, pixels);
        }

        /** The edge map, 255 on an edge and otherwise 0, until the next call. */
        Mat detect(RgbImage rgb) {
            pixels.position(0).put(rgb.pixels(), 0, rgb.pixels().length);
            opencv_imgproc.Canny(image, map, LOW, HIGH, APERTURE, EUCLIDEAN_GRADIENT);
            return map;
        }

        @Override
        public void close() {
            map.close();
            image.close();
            pixels.close();
        }
    }
}
