package io.aegate.metric.drift;

import io.aegate.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Pixels as the networks of InsightFace take them: planes of red, green and blue, {@code (v − 127.5) / scale}. */
final class FaceInput {

    private final float[] levels = new float[256];

    FaceInput(double scale) {
        for (int v = 0; v < levels.length; v++) {
            levels[v] = (float) ((v - 127.5) / scale);
        }
    }

    ByteBuffer of(RgbImage image) {
        byte[] pixels = image.pixels();
        int area = image.width() * image.height();
        float[] plane = new float[area];
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(pixels.length, Float.BYTES))
                .order(ByteOrder.nativeOrder());
        FloatBuffer planes = buffer.asFloatBuffer();
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int i = 0; i < area; i++) {
                plane[i] = levels[pixels[i * RgbImage.CHANNELS + channel] & 0xff];
            }
            planes.put(plane);
        }
        return buffer;
    }
}
