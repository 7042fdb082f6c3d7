package com.example.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A convolutional variational autoencoder with latents an eighth as high and wide as the images.
 *
 * <pre>
 *   images   (N, 3, H, W) in [0, 1], H and W multiples of 8
 *   encode   3 at H, W → 48 at H/4, W/4 → 64 at H/8, W/8 → mean and log-variance of 16 latents at H/8, W/8
 *   decode   16 latents → 64 at H/8, W/8 → 48 at H/4, W/4 → 3 at H, W
 * </pre>
 *
 * <p>No convolution runs at full resolution, which is what costs on a CPU: the first one has a stride of 4, and the last
 * one makes all 4×4 pixels of a place as channels, which are then laid out.
 *
 * <p>From one end to the other runs a trunk of convolutions without activations, and what bends it are residual branches
 * that begin at zero. So the network begins as a linear transform coder, which is learnt in a minute, and the branches
 * learn what such a coder gets wrong.
 */
final class Network {

    static final int LATENTS = 16;

    private static final int QUARTER = 48;
    private static final int EIGHTH = 64;

    private final NDManager manager;
    private final SortedMap<String, NDArray> weights = new TreeMap<>();

    /** What the encoder knows of the latents of an image: normal distributions, each (N, 16, H/8, W/8). */
    record Posterior(NDArray mean, NDArray logVariance) {}

    /** A network that has learnt nothing yet; the engine's random seed decides on its weights, which go with the manager. */
    Network(NDManager manager) {
        this.manager = manager;
        trunk("patches", 3, QUARTER, 8);
        branch("encoderQuarter", QUARTER);
        trunk("halved", QUARTER, EIGHTH, 4);
        branch("encoderEighth", EIGHTH);
        trunk("mean", EIGHTH, LATENTS, 1);
        trunk("logVariance", EIGHTH, LATENTS, 1);
        weights.get("logVariance_bias").subi(6); // the noise of training begins small

        trunk("entry", LATENTS, EIGHTH, 3);
        branch("decoderEighth1", EIGHTH);
        branch("decoderEighth2", EIGHTH);
        trunk("doubled", EIGHTH, 4 * QUARTER, 1);
        branch("decoderQuarter", QUARTER);
        trunk("pixels", QUARTER, 16 * 3, 3);
    }

    /** The posterior of the latents of images (N, 3, H, W) in [0, 1]. */
    Posterior encode(NDArray images) {
        NDArray y = convolution("patches", images.sub(0.5f), 4, 2);
        y = residual("encoderQuarter", y);
        y = convolution("halved", y, 2, 1);
        y = residual("encoderEighth", y);
        return new Posterior(convolution("mean", y, 1, 0), convolution("logVariance", y, 1, 0));
    }

    /** The images (N, 3, H, W) of latents (N, 16, H/8, W/8): in about [0, 1], not clamped, so that gradients pass. */
    NDArray decode(NDArray latents) {
        NDArray y = convolution("entry", latents, 1, 1);
        y = residual("decoderEighth1", y);
        y = residual("decoderEighth2", y);
        y = laidOut(convolution("doubled", y, 1, 0), 2);
        y = residual("decoderQuarter", y);
        return laidOut(convolution("pixels", y, 1, 1), 4).add(0.5f);
    }

    /** The weights and biases by name, such as {@code pixels_weight} (48, 48, 3, 3): this network's own, not copies. */
    SortedMap<String, NDArray> weights() {
        return Collections.unmodifiableSortedMap(weights);
    }

    private void trunk(String name, int in, int out, int kernel) {
        // The variance of what goes in comes out again.
        NDArray weight = manager.randomNormal(
                0,
                (float) Math.sqrt(1.0 / (in * kernel * kernel)),
                new Shape(out, in, kernel, kernel),
                DataType.FLOAT32);
        add(name, weight);
    }

    private void branch(String name, int channels) {
        Shape shape = new Shape(channels, channels, 3, 3);
        // Twice the variance, because the activation before it lets half through.
        add(name + "_first", manager.randomNormal(0, (float) Math.sqrt(2.0 / (channels * 9)), shape, DataType.FLOAT32));
        add(name + "_second", manager.zeros(shape));
    }

    private void add(String name, NDArray weight) {
        NDArray bias = manager.zeros(new Shape(weight.getShape().get(0)));
        weight.setRequiresGradient(true);
        bias.setRequiresGradient(true);
        weights.put(name + "_weight", weight);
        weights.put(name + "_bias", bias);
    }

    private NDArray residual(String name, NDArray x) {
        NDArray y = convolution(name + "_first", Activation.relu(x), 1, 1);
        return x.add(convolution(name + "_second", Activation.relu(y), 1, 1));
    }

    private NDArray convolution(String name, NDArray x, int stride, int padding) {
        NDArray weight = weights.get(name + "_weight");
        NDArray bias = weights.get(name + "_bias");
        return Conv2d.conv2d(x, weight, bias, new Shape(stride, stride), new Shape(padding, padding))
                .singletonOrThrow();
    }

    /** Channels as pixels, (N, C·r², H, W) → (N, C, H·r, W·r), in the order of PyTorch's {@code pixel_shuffle}. */
    private static NDArray laidOut(NDArray x, int r) {
        long images = x.getShape().get(0);
        long channels = x.getShape().get(1) / (r * r);
        long height = x.getShape().get(2);
        long width = x.getShape().get(3);
        return x.reshape(images, channels, r, r, height, width)
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(images, channels, height * r, width * r);
    }
}
