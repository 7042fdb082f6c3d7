package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.weights.Tensor;

/**
 * Writes the residual network under DPT-Hybrid's transformer: three stages of bottlenecks.
 *
 * <pre>
 *   bottleneck(x) = relu(norm(conv 1×1(relu(norm(conv 3×3(relu(norm(conv 1×1(x)))))))) + shortcut(x))
 * </pre>
 *
 * <p>Convolutions are of standardised weights (ε = 1e−8), norms of 32 groups of channels (ε = 1e−5). What halves an image pads one more
 * pixel after it than before it.
 */
final class DptResNet {

    private static final double WEIGHT_EPSILON = 1e-8;
    private static final String BACKBONE = "pretrained.model.patch_embed.backbone.";
    private static final int STEM = 64;
    private static final int BOTTLENECK = 4;
    private static final int[] WIDTHS = {256, 512, 1024};
    private static final int[] BLOCKS = {3, 4, 9};

    /**
     * The norm in single precision. PyTorch's own adds up positions one after another in the layout that convolutions run fastest on,
     * which is wrong in the fifth digit at 96 × 96 of them; its sums are not.
     */
    private static final String NORMED = """
            def grouped(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
              count, channels, rows, columns = torch.size(x)
              positions = torch.mul(rows, columns)
              each = torch.floordiv(channels, 32)
              y = torch.reshape(torch.permute(x, [0, 2, 3, 1]), [count, positions, channels])
              sums = torch.stack([torch.sum(y, [1]), torch.sum(torch.mul(y, y), [1])])
              sums = torch.sum(torch.to(torch.reshape(sums, [2, count, 32, each]), 7), [3], True)
              moments = torch.div(sums, torch.mul(positions, each))
              mean = torch.select(moments, 0, 0)
              variance = torch.sub(torch.select(moments, 0, 1), torch.mul(mean, mean))
              gain = torch.mul(torch.rsqrt(torch.add(variance, 1e-05)), torch.view(weight, [32, each]))
              offset = torch.sub(torch.view(bias, [32, each]), torch.mul(mean, gain))
              gain = torch.to(torch.reshape(gain, [count, channels, 1, 1]), 6)
              return torch.addcmul(torch.to(torch.reshape(offset, [count, channels, 1, 1]), 6), x, gain)
            """;

    private final ConvolutionProgram program;
    private final NetworkWeights weights;

    /** Of the image where the next layer reads it, and its channels. */
    private int side = DptHybridProgram.SIDE;

    private int channels = 3;

    DptResNet(ConvolutionProgram program, NetworkWeights weights) {
        this.program = program;
        this.weights = weights;
    }

    /** Writes the method {@code stages}, which gives what each of the stages gives. */
    void write() {
        program.add(NORMED);
        program.add("def stages(self, x: Tensor) -> List[Tensor]:");
        if (program.precision() == Precision.BF16) {
            line("x = torch.to(x, 15)");
        }
        line("x = torch.contiguous(x, memory_format=2)");
        line("x = " + normed(BACKBONE + "stem.conv", BACKBONE + "stem.norm", "x", STEM, 7, 2, true));
        at(STEM, 2);
        // Over the edge, the window is cut off: after ReLU that is what padding by zeros gives.
        line("x = torch.max_pool2d(x, [3, 3], [2, 2], [0, 0], [1, 1], True)");
        at(STEM, 2);
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int block = 0; block < BLOCKS[stage]; block++) {
                String name = BACKBONE + "stages." + stage + ".blocks." + block + ".";
                bottleneck(name, WIDTHS[stage], block == 0, block == 0 && stage > 0 ? 2 : 1);
            }
            line("stage" + stage + " = x");
        }
        line("return [stage0, stage1, stage2]");
    }

    private void bottleneck(String block, int width, boolean first, int stride) {
        int narrow = width / BOTTLENECK;
        String shortcut = "x";
        if (first) {
            shortcut = "shortcut";
            line("shortcut = "
                    + normed(block + "downsample.conv", block + "downsample.norm", "x", width, 1, stride, false));
        }
        line("y = " + normed(block + "conv1", block + "norm1", "x", narrow, 1, 1, true));
        at(narrow, 1);
        line("y = " + normed(block + "conv2", block + "norm2", "y", narrow, 3, stride, true));
        at(narrow, stride);
        line("y = " + normed(block + "conv3", block + "norm3", "y", width, 1, 1, false));
        at(width, 1);
        line("x = torch.relu_(torch.add_(y, " + shortcut + "))");
    }

    private void at(int newChannels, int stride) {
        channels = newChannels;
        side /= stride;
    }

    private String normed(String layer, String norm, String from, int out, int kernel, int stride, boolean relu) {
        MidasKernel weight = MidasKernel.take(weights, layer + ".weight", out, channels, kernel)
                .standardised(WEIGHT_EPSILON);
        String convolution = program.convolution(
                from,
                new Convolution(
                        identifier(layer),
                        (stride == 2 && kernel > 1 ? weight.enlarged() : weight).tensor(),
                        Tensor.of(new float[out], out),
                        stride,
                        Padding.of(kernel / 2),
                        false,
                        new Typical(1, side, side)));
        String normed = (program.precision() == Precision.BF16
                        ? "torch.group_norm(%s, 32, %s, %s, 1e-05)"
                        : "self.grouped(%s, %s, %s)")
                .formatted(
                        convolution,
                        program.parameter(identifier(norm) + "_weight", weights.take(norm + ".weight", out)),
                        program.parameter(identifier(norm) + "_bias", weights.take(norm + ".bias", out)));
        return relu ? "torch.relu_(" + normed + ")" : normed;
    }

    private static String identifier(String name) {
        return name.substring(BACKBONE.length()).replace('.', '_');
    }

    private void line(String statement) {
        program.add("  " + statement);
    }
}
