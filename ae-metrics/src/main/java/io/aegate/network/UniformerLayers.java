package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Activation;
import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.weights.Tensor;

/**
 * Writes UniFormer-S, whose first two stages mix neighbouring positions by convolutions, the last two all positions by attention.
 *
 * <pre>
 *   stage      = patches (convolution 4×4 or 2×2 without overlap, layer norm), then blocks
 *   early      = x ← x + depthwise 3×3(x),  x ← x + conv 1×1(depthwise 5×5(conv 1×1(norm(x)))),  x ← x + mlp(norm(x))
 *   late       = x ← x + depthwise 3×3(x),  x ← x + projection(attention(norm(x))),              x ← x + mlp(norm(x))
 *   mlp        = conv 1×1(gelu(conv 1×1(x))), four times as wide within
 * </pre>
 *
 * <p>Norms are batch norms (ε = 1e−5, folded into the convolutions after them) in early blocks, layer norms over the channels (ε = 1e−6)
 * in late ones. Images stay what convolutions read, channels last, throughout: layer norms and
 * attention then see tokens without copying.
 * A depthwise 3×3 that is added to its input is one whose middle is greater by 1. Source: Li et al., <i>UniFormer</i>, 2022.
 */
final class UniformerLayers {

    static final int STAGES = 4;

    private static final int[] WIDTHS = {64, 128, 320, 512};
    private static final int[] DEPTHS = {3, 4, 8, 3};
    private static final int EARLY_STAGES = 2;
    private static final int MLP_RATIO = 4;
    private static final double BATCH_NORM_EPSILON = 1e-5;
    private static final String LAYER_NORM_EPSILON = "1e-06";
    private static final String PATCH_NORM_EPSILON = "1e-05";

    private static final String METHODS = """
            def normed(self, x: Tensor, weight: Tensor, bias: Tensor, epsilon: float) -> Tensor:
              x = torch.permute(x, [0, 2, 3, 1])
              x = torch.layer_norm(x, [torch.size(x, 3)], weight, bias, epsilon)
              return torch.permute(x, [0, 3, 1, 2])

            # Of queries, keys and values, each with all its heads, in the channels.
            def attended(self, x: Tensor) -> Tensor:
              x = torch.permute(x, [0, 2, 3, 1])
              count, height, width, channels = torch.size(x)
              heads = torch.floordiv(channels, 192)
              x = torch.reshape(x, [count, torch.mul(height, width), 3, heads, 64])
              query, key, value = torch.unbind(torch.permute(x, [2, 0, 3, 1, 4]))
              x = torch.scaled_dot_product_attention(query, key, value, None, 0., False)
              x = torch.reshape(torch.permute(x, [0, 2, 1, 3]), [count, height, width, torch.mul(heads, 64)])
              return torch.permute(x, [0, 3, 1, 2])
            """;

    private final ConvolutionProgram program;
    private final NetworkWeights weights;

    /** Of an image where the next layer reads it. */
    private int side = UperNetProgram.TYPICAL_SIDE;

    UniformerLayers(ConvolutionProgram program, NetworkWeights weights) {
        this.program = program;
        this.weights = weights;
    }

    /** Channels that a stage gives. */
    static int width(int stage) {
        return WIDTHS[stage];
    }

    /**
     * Writes the method {@code backbone}: from images to the first patches, what the blocks of each stage give, and that normed.
     */
    void write() {
        program.add(METHODS);
        program.add("def backbone(self, x: Tensor) -> List[Tensor]:");
        int in = 3;
        for (int stage = 0; stage < STAGES; stage++) {
            patches(stage, in);
            in = WIDTHS[stage];
            if (stage == 0) {
                line("patches = x");
            }
            for (int i = 0; i < DEPTHS[stage]; i++) {
                String block = "backbone.blocks%d.%d".formatted(stage + 1, i);
                if (stage < EARLY_STAGES) {
                    early(block, in);
                } else {
                    late(block, in);
                }
            }
            line("x%d = x".formatted(stage));
            line("y%d = %s".formatted(stage, normed("backbone.norm" + (stage + 1), in, LAYER_NORM_EPSILON)));
        }
        line("return [patches, x0, x1, x2, x3, y0, y1, y2, y3]");
    }

    private void patches(int stage, int in) {
        String name = "backbone.patch_embed" + (stage + 1);
        int size = stage == 0 ? 4 : 2;
        int out = WIDTHS[stage];
        line("x = "
                + program.convolution(
                        "x",
                        new Convolution(
                                identifier(name + ".proj"),
                                weights.take(name + ".proj.weight", out, in, size, size),
                                weights.take(name + ".proj.bias", out),
                                size,
                                Padding.NONE,
                                false,
                                new Typical(1, side, side))));
        side /= size;
        line("x = " + normed(name + ".norm", out, PATCH_NORM_EPSILON));
    }

    private void early(String block, int width) {
        position(block, width);
        line("y = " + convolution("x", block + ".conv1", folded(block + ".norm1", block + ".conv1", width, width)));
        line("y = " + depthwise("y", block + ".attn", weights.take(block + ".attn.weight", width, 1, 5, 5)));
        line("x = " + residual(block + ".conv2", stored(block + ".conv2", width, width, 1, 1)));
        int inner = MLP_RATIO * width;
        mlp(
                "x",
                block,
                folded(block + ".norm2", block + ".mlp.fc1", width, inner),
                stored(block + ".mlp.fc2", width, inner, 1, 1));
    }

    private void late(String block, int width) {
        position(block, width);
        line("y = " + normed(block + ".norm1", width, LAYER_NORM_EPSILON));
        line("y = " + convolution("y", block + ".attn.qkv", stored(block + ".attn.qkv", 3L * width, width)));
        line("y = self.attended(y)");
        line("x = " + residual(block + ".attn.proj", stored(block + ".attn.proj", width, width)));
        line("y = " + normed(block + ".norm2", width, LAYER_NORM_EPSILON));
        int inner = MLP_RATIO * width;
        mlp("y", block, stored(block + ".mlp.fc1", inner, width), stored(block + ".mlp.fc2", width, inner));
    }

    private void position(String block, int width) {
        String name = block + ".pos_embed";
        float[] kernels = weights.take(name + ".weight", width, 1, 3, 3).toFloats();
        for (int middle = 4; middle < kernels.length; middle += 9) {
            kernels[middle] += 1;
        }
        line("x = " + depthwise("x", name, Tensor.of(kernels, width, 1, 3, 3)));
    }

    private void mlp(String input, String block, FoldedNorm.Weights first, FoldedNorm.Weights second) {
        line("y = torch.gelu_(" + convolution(input, block + ".mlp.fc1", first) + ")");
        line("x = " + residual(block + ".mlp.fc2", second));
    }

    /** Of a 1×1 convolution that a batch norm precedes. */
    private FoldedNorm.Weights folded(String norm, String name, int in, int out) {
        return FoldedNorm.take(weights, norm, in, BATCH_NORM_EPSILON)
                .before(weights.take(name + ".weight", out, in, 1, 1), weights.take(name + ".bias", out));
    }

    /** Of a 1×1 convolution, which is stored as one or as a matrix. */
    private FoldedNorm.Weights stored(String name, long... shape) {
        float[] weight = weights.take(name + ".weight", shape).toFloats();
        return new FoldedNorm.Weights(
                Tensor.of(weight, shape[0], shape[1], 1, 1), weights.take(name + ".bias", shape[0]));
    }

    private String convolution(String from, String name, FoldedNorm.Weights layer) {
        return program.convolution(from, pointwise(name, layer));
    }

    /** Of the branch {@code y}, added to what it branched off from. */
    private String residual(String name, FoldedNorm.Weights layer) {
        return program.convolutionPlus("y", "x", pointwise(name, layer));
    }

    private Convolution pointwise(String name, FoldedNorm.Weights layer) {
        return new Convolution(
                identifier(name), layer.weight(), layer.bias(), 1, Padding.NONE, false, new Typical(1, side, side));
    }

    private String depthwise(String from, String name, Tensor kernels) {
        int channels = Math.toIntExact(kernels.shape().get(0));
        int reach = Math.toIntExact(kernels.shape().get(2) / 2);
        return program.convolution(
                from,
                new Convolution(
                        identifier(name),
                        kernels,
                        weights.take(name + ".bias", channels),
                        1,
                        channels,
                        Padding.of(reach),
                        Activation.NONE,
                        new Typical(1, side, side)));
    }

    private String normed(String name, int channels, String epsilon) {
        String weight = program.parameter(identifier(name) + "_weight", weights.take(name + ".weight", channels));
        String bias = program.parameter(identifier(name) + "_bias", weights.take(name + ".bias", channels));
        return "self.normed(x, " + weight + ", " + bias + ", " + epsilon + ")";
    }

    private static String identifier(String name) {
        return name.replace('.', '_');
    }

    private void line(String statement) {
        program.add("  " + statement);
    }
}
