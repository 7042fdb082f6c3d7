package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.network.LinearLayer.Activation;
import io.aegate.weights.Tensor;
import java.util.Optional;

/**
 * Writes the transformer of DPT-Hybrid over the last stage of the residual network, and how its tokens become images again.
 *
 * <p>Positions of a grid other than 24 × 24 are interpolated bilinearly (pixel centres at halves). The class token is read out into every
 * other one: {@code gelu(project(token, class))}.
 */
final class DptTransformer {

    private static final int BLOCKS = 12;
    private static final int FIRST_TAP = 8;
    private static final int WIDTH = 768;
    private static final int HIDDEN = 4 * WIDTH;
    private static final int STAGE = 1024;
    private static final int GRID = DptHybridProgram.SIDE / 16;
    private static final int TOKENS = GRID * GRID;
    private static final String MODEL = "pretrained.model.";

    private static final String COMMON = """
            def normed(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
              return torch.layer_norm(x, [768], weight, bias, 1e-06)

            def attended(self, x: Tensor) -> Tensor:
              count = torch.size(x, 0)
              tokens = torch.size(x, 1)
              x = torch.permute(torch.view(x, [count, tokens, 3, 12, 64]), [2, 0, 3, 1, 4])
              x = torch.scaled_dot_product_attention(torch.select(x, 0, 0), torch.select(x, 0, 1), torch.select(x, 0, 2))
              return torch.reshape(torch.permute(x, [0, 2, 1, 3]), [count, tokens, 768])

            def begun(self, x: Tensor) -> Tensor:
              count = torch.size(x, 0)
              rows = torch.size(x, 2)
              columns = torch.size(x, 3)
              tokens = torch.mul(rows, columns)
              grid = torch.reshape(%2$s, [1, 24, 24, 768])
              grid = torch.upsample_bilinear2d(torch.permute(grid, [0, 3, 1, 2]), [rows, columns], False)
              grid = torch.reshape(torch.permute(grid, [0, 2, 3, 1]), [1, tokens, 768])
              x = torch.reshape(torch.permute(torch.to(x, 6), [0, 2, 3, 1]), [count, tokens, 768])
              return torch.cat([torch.expand(%1$s, [count, 1, 768]), torch.add(x, grid)], 1)
            """;

    private final ConvolutionProgram program;
    private final NetworkWeights weights;

    DptTransformer(ConvolutionProgram program, NetworkWeights weights) {
        this.program = program;
        this.weights = weights;
    }

    /**
     * Writes the method {@code encoded}, which gives what the decoder is made from: two stages and the tokens after two blocks; and {@code
     * layers}, which gives it as images.
     */
    void write() {
        positions();
        for (int i = 0; i < BLOCKS; i++) {
            block(i);
        }
        program.add("def encoded(self, x: Tensor) -> List[Tensor]:");
        line("layer1, layer2, x, = self.stages(x)");
        line("x = self.begun(" + convolution("x", MODEL + "patch_embed.proj", STAGE, 1, 1, GRID) + ")");
        for (int i = 0; i < BLOCKS; i++) {
            line("x = self.block" + i + "(x)");
            if (i == FIRST_TAP) {
                line("layer3 = x");
            }
        }
        line("return [layer1, layer2, layer3, x]");
        String third = read("pretrained.act_postprocess3.");
        String fourth = read("pretrained.act_postprocess4.");
        program.add("def layers(self, x: Tensor) -> List[Tensor]:");
        line("rows = torch.floordiv(torch.size(x, 2), 16)");
        line("columns = torch.floordiv(torch.size(x, 3), 16)");
        line("layer1, layer2, layer3, layer4, = self.encoded(x)");
        line("layer3 = "
                + convolution(
                        "self." + third + "(layer3, rows, columns)",
                        "pretrained.act_postprocess3.3",
                        WIDTH,
                        1,
                        1,
                        GRID));
        line("layer4 = "
                + convolution(
                        "self." + fourth + "(layer4, rows, columns)",
                        "pretrained.act_postprocess4.3",
                        WIDTH,
                        1,
                        1,
                        GRID));
        line("layer4 = " + convolution("layer4", "pretrained.act_postprocess4.4", WIDTH, 3, 2, GRID));
        line("return [layer1, layer2, layer3, layer4]");
    }

    /** The class token with its position, and the positions of the others. */
    private void positions() {
        float[] token = weights.take(MODEL + "cls_token", 1, 1, WIDTH).toFloats();
        float[] positions =
                weights.take(MODEL + "pos_embed", 1, 1 + TOKENS, WIDTH).toFloats();
        float[] grid = new float[TOKENS * WIDTH];
        System.arraycopy(positions, WIDTH, grid, 0, grid.length);
        for (int i = 0; i < WIDTH; i++) {
            token[i] += positions[i];
        }
        program.add(COMMON.formatted(
                program.tensor("class_token", Tensor.of(token, 1, 1, WIDTH)),
                program.tensor("positions", Tensor.of(grid, TOKENS, WIDTH))));
    }

    private void block(int number) {
        String block = MODEL + "blocks." + number + ".";
        LinearLayer expansion = linear(block + "mlp.fc1", HIDDEN, WIDTH).then(Activation.GELU);
        program.add("def block%d(self, x: Tensor) -> Tensor:".formatted(number));
        line("y = " + linear(block + "attn.qkv", 3 * WIDTH, WIDTH).over(normed(block + "norm1"), program));
        line("x = torch.add(x, " + linear(block + "attn.proj", WIDTH, WIDTH).over("self.attended(y)", program) + ")");
        line("y = " + expansion.over(normed(block + "norm2"), program));
        line("return torch.add_(x, " + linear(block + "mlp.fc2", WIDTH, HIDDEN).over("y", program) + ")");
    }

    /** Writes a method that reads the class token into the others, and lays them out as an image; its name. */
    private String read(String prefix) {
        String method = "read" + prefix.charAt(prefix.length() - 2);
        String layer = prefix + "0.project.0";
        float[] both = weights.take(layer + ".weight", WIDTH, 2 * WIDTH).toFloats();
        float[] own = new float[WIDTH * WIDTH];
        float[] ofClass = new float[WIDTH * WIDTH];
        for (int row = 0; row < WIDTH; row++) {
            System.arraycopy(both, 2 * row * WIDTH, own, row * WIDTH, WIDTH);
            System.arraycopy(both, (2 * row + 1) * WIDTH, ofClass, row * WIDTH, WIDTH);
        }
        LinearLayer token = LinearLayer.of(method + "_own", Tensor.of(own, WIDTH, WIDTH), Optional.empty(), TOKENS);
        LinearLayer readout = LinearLayer.of(
                method + "_class",
                Tensor.of(ofClass, WIDTH, WIDTH),
                Optional.of(weights.take(layer + ".bias", WIDTH)),
                1);
        program.add("def %s(self, x: Tensor, rows: int, columns: int) -> Tensor:".formatted(method));
        line("x = " + narrowed("x"));
        line("readout = " + readout.over("torch.narrow(x, 1, 0, 1)", program));
        line("x = torch.narrow(x, 1, 1, torch.mul(rows, columns))");
        line("x = torch.gelu(torch.add(" + token.over("x", program) + ", readout))");
        line("return torch.permute(torch.view(x, [torch.size(x, 0), rows, columns, 768]), [0, 3, 1, 2])");
        return method;
    }

    private LinearLayer linear(String layer, int out, int in) {
        return LinearLayer.of(
                identifier(layer),
                weights.take(layer + ".weight", out, in),
                Optional.of(weights.take(layer + ".bias", out)),
                1 + TOKENS);
    }

    private String convolution(String from, String layer, int in, int kernel, int stride, int side) {
        return program.convolution(
                from,
                new Convolution(
                        identifier(layer),
                        weights.take(layer + ".weight", WIDTH, in, kernel, kernel),
                        weights.take(layer + ".bias", WIDTH),
                        stride,
                        Padding.of(kernel / 2),
                        false,
                        new Typical(1, side, side)));
    }

    /** The expression of a norm over {@code x}; what is normalised is of 32-bit floats. */
    private String normed(String norm) {
        return narrowed("self.normed(x, %s, %s)"
                .formatted(
                        LinearLayer.floats(
                                identifier(norm) + "_weight", weights.take(norm + ".weight", WIDTH), program),
                        LinearLayer.floats(identifier(norm) + "_bias", weights.take(norm + ".bias", WIDTH), program)));
    }

    /** In the precision that layers calculate in. */
    private String narrowed(String expression) {
        return program.precision() == Precision.BF16 ? "torch.to(" + expression + ", 15)" : expression;
    }

    private static String identifier(String name) {
        return name.substring("pretrained.".length()).replace('.', '_');
    }

    private void line(String statement) {
        program.add("  " + statement);
    }
}
