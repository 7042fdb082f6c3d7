package io.aegate.metric.drift;

import io.aegate.image.CubicResize;
import io.aegate.image.ImageSize;
import io.aegate.image.NetworkResize;
import io.aegate.image.RgbImage;
import io.aegate.metric.ProjectorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Turns 8-bit images into what a network takes: {@code N × 3 × H × W} floats, normalised channel by channel. */
final class Planes {

    private static final int LEVELS = 256;
    private static final double WHITE = 255;

    private final ProjectorSpec spec;

    /** What each level of a channel becomes, red first. */
    private final float[][] levels = new float[RgbImage.CHANNELS][LEVELS];

    Planes(ProjectorSpec spec) {
        this.spec = spec;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                levels[channel][level] = (float) normalised(channel, level / WHITE);
            }
        }
    }

    /** A sample from 0 to 1 as the network takes it. */
    private double normalised(int channel, double sample) {
        return (spec.low() + sample * (spec.high() - spec.low()) - spec.mean().get(channel))
                / spec.std().get(channel);
    }

    /** The size that images of a size have in the planes. */
    ImageSize size(ImageSize resized) {
        return spec.resize() instanceof NetworkResize.Midas midas ? midas.applyTo(resized) : resized;
    }

    /** A direct buffer of native order. */
    ByteBuffer of(List<RgbImage> images) {
        RgbImage first = images.get(0);
        ImageSize size = size(new ImageSize(first.width(), first.height()));
        long floats = Math.multiplyExact((long) images.size() * RgbImage.CHANNELS, (long) size.width() * size.height());
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Math.toIntExact(floats * Float.BYTES)).order(ByteOrder.nativeOrder());
        FloatBuffer planes = buffer.asFloatBuffer();
        for (RgbImage image : images) {
            if (size.width() == image.width() && size.height() == image.height()) {
                put(image, planes);
            } else {
                putResized(image, size, planes);
            }
        }
        return buffer;
    }

    private int channel(int plane) {
        return spec.bgr() ? RgbImage.CHANNELS - 1 - plane : plane;
    }

    private void put(RgbImage image, FloatBuffer planes) {
        byte[] pixels = image.pixels();
        float[] values = new float[image.width() * image.height()];
        for (int plane = 0; plane < RgbImage.CHANNELS; plane++) {
            int channel = channel(plane);
            float[] table = levels[channel];
            for (int i = 0, at = channel; i < values.length; i++, at += RgbImage.CHANNELS) {
                values[i] = table[pixels[at] & 0xff];
            }
            planes.put(values);
        }
    }

    private void putResized(RgbImage image, ImageSize size, FloatBuffer planes) {
        double[] resized = CubicResize.openCv(image, size);
        float[] values = new float[size.width() * size.height()];
        for (int plane = 0; plane < RgbImage.CHANNELS; plane++) {
            int channel = channel(plane);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) normalised(channel, resized[channel * values.length + i]);
            }
            planes.put(values);
        }
    }
}
