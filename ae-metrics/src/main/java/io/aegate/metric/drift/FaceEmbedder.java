package io.aegate.metric.drift;

import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.network.ImageNetwork.Output;
import io.aegate.network.ModuleCallException;
import io.aegate.network.OnnxNetwork;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * ArcFace: a vector of {@value #LENGTH} numbers whose direction says whose face an aligned crop shows.
 *
 * <p>Input: {@code (v − 127.5) / 127.5}. Source: {@code arcface_onnx.py} of InsightFace. Safe for use by several threads.
 */
final class FaceEmbedder implements AutoCloseable {

    static final int LENGTH = 512;

    private static final ImageSize CROP = new ImageSize(FaceAlignment.SIDE, FaceAlignment.SIDE);
    private static final FaceInput INPUT = new FaceInput(127.5);

    private final OnnxNetwork network;
    private final String name;

    private FaceEmbedder(OnnxNetwork network, String name) {
        this.network = network;
        this.name = name;
    }

    /**
     * Opens a network of the ArcFace family, and looks at two crops with it, so that another network is found out here.
     *
     * @throws RefusedInputException if the file is refused, or gives no such vector
     */
    static FaceEmbedder open(Path file) {
        FaceEmbedder embedder = new FaceEmbedder(OnnxNetwork.open(file), String.valueOf(file.getFileName()));
        boolean works = false;
        try {
            byte[] black = new byte[CROP.width() * CROP.height() * RgbImage.CHANNELS];
            byte[] stripes = black.clone();
            for (int i = 0; i < stripes.length; i++) {
                stripes[i] = (byte) i;
            }
            embedder.refuseIfAllFacesAreOne(black, stripes);
            works = true;
            return embedder;
        } finally {
            if (!works) {
                embedder.close();
            }
        }
    }

    /**
     * The vector of an aligned crop, as the network gives it.
     *
     * @throws RefusedInputException if the network gives another number of values, NaN, infinity or a vector without direction, or fails
     */
    float[] embed(RgbImage crop) {
        Output output;
        try {
            output = network.run(INPUT.of(crop), 1, CROP, CROP);
        } catch (ModuleCallException e) {
            throw e.of("The embedding of a face");
        }
        float[] values = output.values();
        if (values.length != LENGTH) {
            throw new RefusedInputException(
                    name + " gives " + values.length + " values for a face, where ArcFace gives " + LENGTH
                            + "; use w600k_mbf.onnx of InsightFace's buffalo_s.");
        }
        double norm = norm(values);
        if (!(norm > 0) || Double.isInfinite(norm)) {
            throw new RefusedInputException(name + " gives a vector of length " + norm
                    + " for a face, which has no direction to compare; download or export it again.");
        }
        return values;
    }

    private void refuseIfAllFacesAreOne(byte[] one, byte[] other) {
        float[] vector = embed(new RgbImage(CROP.width(), CROP.height(), one));
        if (Arrays.equals(vector, embed(new RgbImage(CROP.width(), CROP.height(), other)))) {
            throw new RefusedInputException(name
                    + " gives the same vector for different images, so that no face could change; use w600k_mbf.onnx of"
                    + " InsightFace's buffalo_s.");
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    @Override
    public void close() {
        network.close();
    }
}
