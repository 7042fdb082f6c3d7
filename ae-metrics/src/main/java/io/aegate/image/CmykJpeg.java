package io.aegate.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * CMYK and YCCK JPEG files to RGB, as Pillow converts them; OpenCV's conversion brightens by a level.
 *
 * <p>The inks are stored inverted, as Adobe does: with stored values c and k, {@code red = k − round((255 − c) · k / 255)}.
 */
final class CmykJpeg {

    private static final int YCCK = 2;

    private CmykJpeg() {}

    static RgbImage decode(byte[] file, ImageHeader header) throws DefectException {
        int[] samples = samples(file, header);
        boolean ycck = JpegFile.adobeTransform(file) == YCCK;
        byte[] rgb = new byte[header.width() * header.height() * RgbImage.CHANNELS];
        for (int from = 0, to = 0; from < samples.length; from += 4, to += 3) {
            int cyan = samples[from];
            int magenta = samples[from + 1];
            int yellow = samples[from + 2];
            int black = samples[from + 3];
            if (ycck) {
                int luma = cyan;
                int blueness = magenta - 128;
                int redness = yellow - 128;
                cyan = 255 - clip(luma + 1.402 * redness);
                magenta = 255 - clip(luma - 0.344136286 * blueness - 0.714136286 * redness);
                yellow = 255 - clip(luma + 1.772 * blueness);
            }
            rgb[to] = lightness(cyan, black);
            rgb[to + 1] = lightness(magenta, black);
            rgb[to + 2] = lightness(yellow, black);
        }
        return new RgbImage(header.width(), header.height(), rgb);
    }

    private static int[] samples(byte[] file, ImageHeader header) throws DefectException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream input = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, true);
            Raster raster = reader.readRaster(0, null);
            if (raster.getNumBands() != 4
                    || raster.getWidth() != header.width()
                    || raster.getHeight() != header.height()) {
                throw DefectException.damaged();
            }
            return raster.getPixels(0, 0, header.width(), header.height(), (int[]) null);
        } catch (IOException e) {
            throw new DefectException(DefectException.DAMAGED, e);
        } finally {
            reader.dispose();
        }
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }

    private static byte lightness(int storedInk, int storedBlack) {
        return (byte) (storedBlack - ((255 - storedInk) * storedBlack + 127) / 255);
    }
}
