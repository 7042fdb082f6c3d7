package com.example.autoencoder;

import ai.djl.ndarray.NDArray;
import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network as TorchScript: a program with {@code encode}, {@code decode} and {@code forward}, and the weights it reads.
 *
 * <p>A network of Python's is exported by {@code torch.jit.script}; from Java its program is written down. It does line by
 * line what {@link Network} does, except that {@code encode} gives the mean of the posterior, so that an image has the
 * same latents whenever it is encoded, and that {@code decode} clamps to [0, 1].
 */
final class Export {

    private static final String PROGRAM = String.join(
            "\n",
            "def encode(self, x: Tensor) -> Tensor:",
            "  y = " + convolution("patches", "torch.sub(x, 0.5)", 4, 2),
            "  y = " + residual("encoderQuarter", "y"),
            "  y = " + convolution("halved", "y", 2, 1),
            "  y = " + residual("encoderEighth", "y"),
            "  return " + convolution("mean", "y", 1, 0),
            "def decode(self, z: Tensor) -> Tensor:",
            "  y = " + convolution("entry", "z", 1, 1),
            "  y = " + residual("decoderEighth1", "y"),
            "  y = " + residual("decoderEighth2", "y"),
            "  y = torch.pixel_shuffle(" + convolution("doubled", "y", 1, 0) + ", 2)",
            "  y = " + residual("decoderQuarter", "y"),
            "  y = torch.pixel_shuffle(" + convolution("pixels", "y", 1, 1) + ", 4)",
            "  return torch.clamp(torch.add(y, 0.5), 0., 1.)",
            "def forward(self, x: Tensor) -> Tensor:",
            "  z = self.encode(x)",
            "  return self.decode(z)",
            "def residual(self, x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:",
            "  y = torch.conv2d(torch.relu(x), w1, b1, [1, 1], [1, 1])",
            "  return torch.add(x, torch.conv2d(torch.relu(y), w2, b2, [1, 1], [1, 1]))");

    private Export() {}

    /** Writes the network, as it is now, to a file that is there whole or not at all. */
    static void write(Network network, Path file) throws IOException {
        Map<String, Tensor> tensors = new TreeMap<>(); // in a fixed order, so that equal networks give equal files
        for (Map.Entry<String, NDArray> weight : network.weights().entrySet()) {
            if (!weight.getKey().startsWith("logVariance")) { // which only training asks for
                NDArray array = weight.getValue();
                tensors.put(
                        weight.getKey(),
                        Tensor.of(array.toFloatArray(), array.getShape().getShape()));
            }
        }
        TorchScriptArchive.write(file, PROGRAM, tensors);
    }

    private static String convolution(String name, String x, int stride, int padding) {
        return "torch.conv2d(%2$s, self.%1$s_weight, self.%1$s_bias, [%3$d, %3$d], [%4$d, %4$d])"
                .formatted(name, x, stride, padding);
    }

    private static String residual(String name, String x) {
        return ("self.residual(%2$s, self.%1$s_first_weight, self.%1$s_first_bias,"
                        + " self.%1$s_second_weight, self.%1$s_second_bias)")
                .formatted(name, x);
    }
}
