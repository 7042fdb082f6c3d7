package io.aegate.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pixels by OpenCV: 8-bit RGB from the grey, BGR or BGRA samples of 8 or 16 bits that it gives. */
final class NativeDecoder {

    private NativeDecoder() {}

    static RgbImage decode(byte[] file, ImageHeader header) throws DefectException {
        // A library that is missing must not pass for an image that is damaged.
        OpenCv.require();
        try (BytePointer data = new BytePointer(file);
                Mat encoded = new Mat(1, file.length, CV_8UC1, data);
                Mat decoded = imdecode(encoded, IMREAD_UNCHANGED | IMREAD_IGNORE_ORIENTATION)) {
            if (decoded.empty()
                    || !decoded.isContinuous()
                    || decoded.cols() != header.width()
                    || decoded.rows() != header.height()) {
                throw DefectException.damaged();
            }
            byte[] samples = samples(decoded);
            return new RgbImage(header.width(), header.height(), toRgb(samples, decoded.channels(), header.alpha()));
        } catch (RuntimeException e) {
            // What OpenCV throws says where its source failed, which helps nobody to mend a file.
            throw new DefectException(DefectException.DAMAGED, e);
        }
    }

    private static byte[] samples(Mat decoded) throws DefectException {
        int count = Math.toIntExact(decoded.total() * decoded.channels());
        byte[] samples = new byte[count];
        if (decoded.depth() == CV_8U) {
            decoded.data().get(samples);
        } else if (decoded.depth() == CV_16U) {
            short[] deep = new short[count];
            new ShortPointer(decoded.data()).get(deep);
            for (int i = 0; i < count; i++) {
                samples[i] = (byte) (((deep[i] & 0xffff) * 255 + 32767) / 65535);
            }
        } else {
            throw DefectException.damaged();
        }
        return samples;
    }

    private static byte[] toRgb(byte[] samples, int channels, boolean alpha) throws DefectException {
        if (alpha && channels < 4) {
            throw new DefectException(ImageFile.TRANSPARENT);
        }
        return switch (channels) {
            case 1 -> replicated(samples);
            case 3 -> swapped(samples);
            case 4 -> opaque(samples, alpha);
            default -> throw DefectException.damaged();
        };
    }

    private static byte[] replicated(byte[] grey) {
        byte[] rgb = new byte[Math.multiplyExact(grey.length, RgbImage.CHANNELS)];
        for (int from = 0, to = 0; from < grey.length; from++, to += 3) {
            rgb[to] = grey[from];
            rgb[to + 1] = grey[from];
            rgb[to + 2] = grey[from];
        }
        return rgb;
    }

    private static byte[] swapped(byte[] bgr) {
        for (int i = 0; i < bgr.length; i += 3) {
            byte blue = bgr[i];
            bgr[i] = bgr[i + 2];
            bgr[i + 2] = blue;
        }
        return bgr;
    }

    private static byte[] opaque(byte[] bgra, boolean alpha) throws DefectException {
        byte[] rgb = new byte[bgra.length / 4 * RgbImage.CHANNELS];
        for (int from = 0, to = 0; from < bgra.length; from += 4, to += 3) {
            if (alpha && bgra[from + 3] != -1) {
                throw new DefectException(ImageFile.TRANSPARENT);
            }
            rgb[to] = bgra[from + 2];
            rgb[to + 1] = bgra[from + 1];
            rgb[to + 2] = bgra[from];
        }
        return rgb;
    }
}
