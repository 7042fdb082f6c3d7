package io.aegate.network;

import io.aegate.network.LinearLayer.Activation;
import io.aegate.network.VitProgram.Architecture;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the layers of a vision transformer, each as a method of its own: {@code patches}, {@code embed}, {@code block0} to {@code
 * block11} and {@code head}; {@code run} is all of them.
 *
 * <p>A block takes how many of its tokens go on. Of the last one the class token alone does, so that nothing is computed for the others.
 */
final class VitLayers {

    private static final int BLOCKS = 12;
    private static final int WIDTH = 768;
    private static final int HIDDEN = 4 * WIDTH;
    private static final int EMBEDDING = 512;

    /** Of an image, for which the program is laid out. */
    private static final int TYPICAL_SIDE = 224;

    private static final String COMMON = """
            def normed(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
              return torch.layer_norm(x, [768], weight, bias, %1$s)

            def cut(self, x: Tensor) -> Tensor:
              count = torch.size(x, 0)
              rows = torch.floordiv(torch.size(x, 2), %2$d)
              columns = torch.floordiv(torch.size(x, 3), %2$d)
              x = torch.reshape(x, [count, 3, rows, %2$d, columns, %2$d])
              x = torch.permute(x, [0, 2, 4, 1, 3, 5])
              return torch.reshape(x, [count, torch.mul(rows, columns), torch.mul(3, torch.mul(%2$d, %2$d))])

            def begun(self, token: Tensor, x: Tensor, positions: Tensor) -> Tensor:
              token = torch.expand(token, [torch.size(x, 0), 1, 768])
              return torch.add(torch.cat([token, torch.to(x, 6)], 1), positions)

            def attended(self, x: Tensor, tokens: int) -> Tensor:
              count = torch.size(x, 0)
              x = torch.permute(torch.view(x, [count, torch.size(x, 1), 3, 12, 64]), [2, 0, 3, 1, 4])
              q = torch.narrow(torch.select(x, 0, 0), 2, 0, tokens)
              x = torch.scaled_dot_product_attention(q, torch.select(x, 0, 1), torch.select(x, 0, 2))
              return torch.reshape(torch.permute(x, [0, 2, 1, 3]), [count, tokens, 768])
            """;

    /** The factors are those that are meant, and not the ratios of the sizes: from 37 rows to 16 it is 16.1/37. */
    private static final String INTERPOLATED = """
            def positions(self, rows: int, columns: int) -> Tensor:
              if torch.eq([rows, columns], [37, 37]):
                positions = %1$s
              else:
                grid = torch.reshape(torch.narrow(%1$s, 1, 1, 1369), [1, 37, 37, 768])
                grid = torch.permute(grid, [0, 3, 1, 2])
                down = torch.div(torch.add(rows, 0.1), 37)
                across = torch.div(torch.add(columns, 0.1), 37)
                grid = torch.upsample_bicubic2d(grid, [rows, columns], False, down, across)
                grid = torch.reshape(torch.permute(grid, [0, 2, 3, 1]), [1, torch.mul(rows, columns), 768])
                positions = torch.cat([torch.narrow(%1$s, 1, 0, 1), grid], 1)
              return positions
            """;

    /** CLIP's activation is {@code x · sigmoid(1.702x) = silu(1.702x)/1.702}; the layers before and after it take the factors. */
    private static final float STEEPNESS = 1.702f;

    /** What CLIP's file holds for texts, beside the blocks of its other transformer. */
    private static final Set<String> OF_TEXTS = Set.of(
            "positional_embedding",
            "token_embedding.weight",
            "ln_final.weight",
            "ln_final.bias",
            "text_projection",
            "logit_scale",
            "input_resolution",
            "context_length",
            "vocab_size");

    private final ConvolutionProgram program;
    private final Architecture architecture;
    private final NetworkWeights weights;
    private final int patches;

    VitLayers(ConvolutionProgram program, Architecture architecture, StateDict weights) {
        this.program = program;
        this.architecture = architecture;
        this.weights = new NetworkWeights(
                weights,
                NetworkWeights.Wording.official(
                        architecture.title(), architecture.official().fileName()));
        int side = TYPICAL_SIDE / architecture.patch();
        this.patches = side * side;
    }

    void write() {
        program.add(COMMON.formatted(architecture.epsilon(), architecture.patch()));
        switch (architecture) {
            case CLIP -> clip();
            case DINOV2 -> dinov2();
        }
        weights.requireAllUsed();
        program.add("def run(self, x: Tensor) -> Tensor:\n  x = self.embed(x)");
        for (int i = 0; i < BLOCKS; i++) {
            program.add("  x = self.block%d(x, %s)".formatted(i, i < BLOCKS - 1 ? "torch.size(x, 1)" : "1"));
        }
        program.add("  return torch.select(self.head(x), 1, 0)");
    }

    private void clip() {
        patches("visual.conv1", Optional.empty());
        String token = floats("visual.class_embedding", WIDTH);
        String positions = floats("visual.positional_embedding", 50, WIDTH);
        program.add("def embed(self, x: Tensor) -> Tensor:\n  return "
                + normed("visual.ln_pre", "self.begun(%s, self.patches(x), %s)".formatted(token, positions)));
        Tensor steepness = Tensor.of(filled(STEEPNESS, HIDDEN), HIDDEN);
        for (int i = 0; i < BLOCKS; i++) {
            String block = "visual.transformer.resblocks." + i + ".";
            block(
                    i,
                    block + "ln_1",
                    linear(block + "attn.in_proj_", 3 * WIDTH, WIDTH),
                    linear(block + "attn.out_proj.", WIDTH, WIDTH),
                    block + "ln_2",
                    linear(block + "mlp.c_fc.", HIDDEN, WIDTH).scaled(steepness).then(Activation.SILU),
                    linear(block + "mlp.c_proj.", WIDTH, HIDDEN).ofShare(1 / STEEPNESS));
        }
        String projection = floats("visual.proj", WIDTH, EMBEDDING);
        head("visual.ln_post", "torch.matmul(%s, " + projection + ")");
        weights.ignore(name -> name.startsWith("transformer.resblocks.") || OF_TEXTS.contains(name));
    }

    private void dinov2() {
        Tensor bias = weights.take("patch_embed.proj.bias", WIDTH);
        patches("patch_embed.proj", Optional.of(bias));
        int grid = architecture.grid();
        program.add(INTERPOLATED.formatted(floats("pos_embed", 1, 1 + grid * grid, WIDTH)));
        program.add("""
                def embed(self, x: Tensor) -> Tensor:
                  positions = self.positions(torch.floordiv(torch.size(x, 2), 14), torch.floordiv(torch.size(x, 3), 14))
                  return self.begun(%s, self.patches(x), positions)
                """.formatted(floats("cls_token", 1, 1, WIDTH)));
        for (int i = 0; i < BLOCKS; i++) {
            String block = "blocks." + i + ".";
            block(
                    i,
                    block + "norm1",
                    linear(block + "attn.qkv.", 3 * WIDTH, WIDTH),
                    linear(block + "attn.proj.", WIDTH, WIDTH).scaled(weights.take(block + "ls1.gamma", WIDTH)),
                    block + "norm2",
                    linear(block + "mlp.fc1.", HIDDEN, WIDTH).then(Activation.GELU),
                    linear(block + "mlp.fc2.", WIDTH, HIDDEN).scaled(weights.take(block + "ls2.gamma", WIDTH)));
        }
        head("norm", "%s");
        // It stands for patches that are hidden in training.
        weights.ignore("mask_token"::equals);
    }

    private void patches(String name, Optional<Tensor> bias) {
        int patch = architecture.patch();
        Tensor weight = weights.take(name + ".weight", WIDTH, 3, patch, patch);
        program.add("def patches(self, x: Tensor) -> Tensor:\n  return "
                + LinearLayer.of(identifier(name), weight, bias, patches).over(narrowed("self.cut(x)"), program));
    }

    private void block(
            int number,
            String norm1,
            LinearLayer qkv,
            LinearLayer projection,
            String norm2,
            LinearLayer expansion,
            LinearLayer contraction) {
        String hidden = expansion.over(narrowed(normed(norm2, "x")), program);
        program.add("def block%d(self, x: Tensor, tokens: int) -> Tensor:".formatted(number));
        program.add("  y = " + qkv.over(narrowed(normed(norm1, "x")), program));
        program.add("  y = " + projection.over("self.attended(y, tokens)", program));
        program.add("  x = torch.add(torch.narrow(x, 1, 0, tokens), y)");
        program.add("  return torch.add(x, " + contraction.over(hidden, program) + ")");
    }

    private void head(String norm, String projected) {
        program.add("def head(self, x: Tensor) -> Tensor:\n  return " + projected.formatted(normed(norm, "x")));
    }

    /** The expression of a norm; what is normalised is of 32-bit floats. */
    private String normed(String name, String input) {
        return "self.normed(%s, %s, %s)"
                .formatted(input, floats(name + ".weight", WIDTH), floats(name + ".bias", WIDTH));
    }

    /** In the precision that layers calculate in. */
    private String narrowed(String expression) {
        return program.precision() == Precision.BF16 ? "torch.to(" + expression + ", 15)" : expression;
    }

    private LinearLayer linear(String prefix, int out, int in) {
        return LinearLayer.of(
                identifier(prefix),
                weights.take(prefix + "weight", out, in),
                Optional.of(weights.take(prefix + "bias", out)),
                1 + patches);
    }

    private String floats(String name, long... shape) {
        return LinearLayer.floats(identifier(name), weights.take(name, shape), program);
    }

    private static String identifier(String name) {
        return name.replaceFirst("[._]$", "").replace('.', '_');
    }

    private static float[] filled(float value, int count) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }
}
