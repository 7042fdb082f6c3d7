package io.aegate.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LANCZOS4;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizing as OpenCV's {@code cv::resize} does it on 8 bit, for networks whose reference implementation calls it.
 *
 * <p>Nothing is antialiased but by {@link #area}. Weights are in fixed point, so that other implementations of the same names differ in
 * many values by 1, and where images shrink by much more. {@link Resize} is Pillow's.
 */
public final class OpenCvResize {

    private OpenCvResize() {}

    /** {@code INTER_LINEAR}: 2×2 samples, which at exactly half the size is the mean of four pixels. */
    public static RgbImage linear(RgbImage image, int width, int height) {
        return resized(image, width, height, INTER_LINEAR);
    }

    /** {@code INTER_CUBIC}: 4×4 samples, a = −0.75. */
    public static RgbImage cubic(RgbImage image, int width, int height) {
        return resized(image, width, height, INTER_CUBIC);
    }

    /** {@code INTER_LANCZOS4}: 8×8 samples. */
    public static RgbImage lanczos(RgbImage image, int width, int height) {
        return resized(image, width, height, INTER_LANCZOS4);
    }

    /** {@code INTER_AREA}: the mean of the area that a pixel covers; where an image grows, nearly {@link #linear}. */
    public static RgbImage area(RgbImage image, int width, int height) {
        return resized(image, width, height, INTER_AREA);
    }

    private static RgbImage resized(RgbImage image, int width, int height, int interpolation) {
        if (width < 1 || height < 1 || (long) width * height > ImageFile.MAX_PIXELS) {
            throw new IllegalArgumentException("an image cannot be resized to " + width + "x" + height);
        }
        OpenCv.require();
        try (BytePointer pixels = new BytePointer(image.pixels());
                Mat from = new Mat(image.height(), image.width(), CV_8UC3, pixels);
                Mat to = new Mat();
                Size size = new Size(width, height)) {
            resize(from, to, size, 0, 0, interpolation);
            byte[] resized = new byte[width * height * RgbImage.CHANNELS];
            to.data().get(resized);
            return new RgbImage(width, height, resized);
        }
    }
}
