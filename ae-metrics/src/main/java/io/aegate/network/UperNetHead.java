package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.weights.Tensor;
import java.util.List;

/**
 * Writes the head of UPerNet, which looks at the four stages of a backbone together.
 *
 * <pre>
 *   top      = conv 3×3(x₃ beside its means over 1×1, 2×2, 3×3 and 6×6 fields, each conv 1×1 and enlarged)
 *   lateral₃ = top,  lateralᵢ = conv 1×1(xᵢ) + enlarged lateralᵢ₊₁
 *   logits   = conv 1×1(conv 3×3(conv 3×3(lateral₀), conv 3×3(lateral₁), conv 3×3(lateral₂), top, all enlarged to the first))
 * </pre>
 *
 * <p>All but the last are convolution, batch norm (ε = 1e−5, folded) and ReLU; enlarging is bilinear, pixel centres at halves.
 *
 * <p>A 3×3 convolution of enlarged images is computed where they are still small: enlarging and convolving are linear, one along each
 * channel, the other for the most part across channels. The nine taps are applied at each small pixel, and what they give is enlarged,
 * shifted and added up by two products with small matrices, one along the columns and one along the rows: exact up to rounding, for images
 * of any size, and for an image twice enlarged a quarter of the work. Source: Xiao et al., <i>Unified Perceptual Parsing</i>, 2018;
 * OpenMMLab's mmsegmentation.
 */
final class UperNetHead {

    /** Channels of each part. */
    private static final int WIDTH = 512;

    private static final int CLASSES = 150;
    private static final List<Integer> FIELDS = List.of(1, 2, 3, 6);
    private static final double EPSILON = 1e-5;
    private static final int TAPS = 9;

    static final String METHODS = """
            # What positions along an axis add to those of another size, by way of a third one.
            def resizing(self, size: int, by: int, to: int, like: Tensor) -> Tensor:
              x = torch.eye(size, dtype=6, layout=None, device=ops.prim.device(like), pin_memory=None)
              x = torch.upsample_linear1d(torch.unsqueeze(x, 0), [by], False)
              return torch.squeeze(torch.upsample_linear1d(x, [to], False), 0)

            # Three matrices, one for each row (or column) of a kernel: what the small image's positions add to those of the large one.
            def enlarging(self, size: int, to: int, like: Tensor) -> Tensor:
              x = torch.to(self.resizing(size, to, to, like), ops.prim.dtype(like))
              x = torch.constant_pad_nd(x, [1, 1], 0)
              return torch.stack([torch.narrow(x, 1, 0, to), torch.narrow(x, 1, 1, to), torch.narrow(x, 1, 2, to)])

            # Adds the convolution of a small image, enlarged, to a large one; weights by column, then row, then input.
            def add_enlarged(self, sum: Tensor, x: Tensor, weight: Tensor) -> Tensor:
              channels, height, width = torch.size(x, 1), torch.size(x, 2), torch.size(x, 3)
              outputs = torch.size(sum, 1)
              rows = self.enlarging(height, torch.size(sum, 2), x)
              rows = torch.t(torch.reshape(rows, [torch.mul(3, height), torch.size(sum, 2)]))
              columns = torch.transpose(self.enlarging(width, torch.size(sum, 3), x), 1, 2)
              x = torch.reshape(torch.permute(x, [0, 2, 3, 1]), [1, torch.mul(height, width), channels])
              x = torch.expand(x, [3, -1, -1])
              total = torch.squeeze(torch.permute(sum, [0, 2, 3, 1]), 0)
              for column in range(3):
                taps = torch.bmm(x, torch.narrow(weight, 0, torch.mul(3, column), 3))
                taps = torch.reshape(taps, [torch.mul(3, height), torch.mul(width, outputs)])
                taps = torch.view(torch.mm(rows, taps), [-1, width, outputs])
                each = torch.expand(torch.select(columns, 0, column), [torch.size(total, 0), -1, -1])
                total = torch.baddbmm_(total, each, taps)
              return sum

            def enlarged(self, x: Tensor, like: Tensor) -> Tensor:
              return torch.upsample_bilinear2d(x, [torch.size(like, 2), torch.size(like, 3)], False)
            """;

    private final ConvolutionProgram program;
    private final NetworkWeights weights;

    UperNetHead(ConvolutionProgram program, NetworkWeights weights) {
        this.program = program;
        this.weights = weights;
    }

    /**
     * Writes the method {@code head}: from the normed stages to the top, the layer before the logits, and the logits as floats.
     */
    void write() {
        program.add(METHODS);
        program.add("def head(self, x: List[Tensor]) -> List[Tensor]:");
        top();
        for (int stage = UniformerLayers.STAGES - 2; stage >= 0; stage--) {
            String lateral = "decode_head.lateral_convs." + stage;
            FoldedNorm.Weights layer = folded(lateral, UniformerLayers.width(stage), 1);
            line("l%d = %s".formatted(stage, convolution("x[" + stage + "]", lateral, layer, side(stage), true)));
            line("l%1$d = torch.add_(l%1$d, self.enlarged(l%2$d, l%1$d))".formatted(stage, stage + 1));
        }
        for (int stage = 0; stage < UniformerLayers.STAGES - 1; stage++) {
            String name = "decode_head.fpn_convs." + stage;
            line("l%1$d = %2$s"
                    .formatted(stage, convolution("l" + stage, name, folded(name, WIDTH, 3), side(stage), true)));
        }
        together("decode_head.fpn_bottleneck", "y", side(0), List.of("l0", "l1", "l2", "l3"));
        logits();
        line("return [l3, y, logits]");
    }

    private void top() {
        int last = UniformerLayers.STAGES - 1;
        line("x3 = x[" + last + "]");
        String[] parts = new String[FIELDS.size() + 1];
        parts[0] = "x3";
        for (int i = 0; i < FIELDS.size(); i++) {
            int field = FIELDS.get(i);
            String name = "decode_head.psp_modules." + i + ".1";
            parts[i + 1] = "p" + i;
            String mean = "torch.adaptive_avg_pool2d(x3, [%1$d, %1$d])".formatted(field);
            line(parts[i + 1] + " = " + convolution(mean, name, folded(name, WIDTH, 1), field, true));
        }
        together("decode_head.bottleneck", "l3", side(last), List.of(parts));
    }

    /** A 3×3 convolution over images of several sizes, side by side when all are enlarged to the first's. */
    private void together(String name, String to, int side, List<String> parts) {
        FoldedNorm.Weights all = folded(name, WIDTH * parts.size(), 3);
        float[] values = all.weight().toFloats();
        FoldedNorm.Weights first = new FoldedNorm.Weights(share(values, parts.size()), all.bias());
        line(to + " = " + convolution(parts.get(0), name, first, side, false));
        for (int part = 1; part < parts.size(); part++) {
            String taps = program.parameter(identifier(name) + "_taps" + part, taps(values, parts.size(), part));
            line(to + " = self.add_enlarged(" + to + ", " + parts.get(part) + ", " + taps + ")");
        }
        line(to + " = torch.relu_(" + to + ")");
    }

    /** Of the first part. */
    private static Tensor share(float[] values, int parts) {
        int each = WIDTH * TAPS;
        float[] share = new float[WIDTH * each];
        for (int output = 0; output < WIDTH; output++) {
            System.arraycopy(values, output * parts * each, share, output * each, each);
        }
        return Tensor.of(share, WIDTH, WIDTH, 3, 3);
    }

    /** Of another part: by column, row, input and output. */
    private static Tensor taps(float[] values, int parts, int part) {
        float[] taps = new float[TAPS * WIDTH * WIDTH];
        for (int output = 0; output < WIDTH; output++) {
            for (int input = 0; input < WIDTH; input++) {
                int from = ((output * parts + part) * WIDTH + input) * TAPS;
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 3; column++) {
                        taps[((column * 3 + row) * WIDTH + input) * WIDTH + output] = values[from + row * 3 + column];
                    }
                }
            }
        }
        return Tensor.of(taps, TAPS, WIDTH, WIDTH);
    }

    /** In 32 bits whatever the precision: of bfloat16 numbers too many are equal. */
    private void logits() {
        String name = "decode_head.conv_seg";
        Tensor weight = weights.take(name + ".weight", CLASSES, WIDTH, 1, 1);
        String matrix = program.tensor(identifier(name) + "_weight", Tensor.of(weight.toFloats(), CLASSES, WIDTH));
        String bias = program.tensor(identifier(name) + "_bias", weights.take(name + ".bias", CLASSES));
        line("logits = torch.linear(torch.to(torch.permute(y, [0, 2, 3, 1]), 6), " + matrix + ", " + bias + ")");
        line("logits = torch.permute(logits, [0, 3, 1, 2])");
    }

    private FoldedNorm.Weights folded(String name, int in, int size) {
        return FoldedNorm.take(weights, name + ".bn", WIDTH, EPSILON)
                .after(weights.take(name + ".conv.weight", WIDTH, in, size, size));
    }

    private String convolution(String from, String name, FoldedNorm.Weights layer, int side, boolean relu) {
        int reach = Math.toIntExact(layer.weight().shape().get(2) / 2);
        return program.convolution(
                from,
                new Convolution(
                        identifier(name),
                        layer.weight(),
                        layer.bias(),
                        1,
                        Padding.of(reach),
                        relu,
                        new Typical(1, side, side)));
    }

    /** Of a stage's image, usually. */
    private static int side(int stage) {
        return (UperNetProgram.TYPICAL_SIDE / 4) >> stage;
    }

    private static String identifier(String name) {
        return name.replace('.', '_');
    }

    private void line(String statement) {
        program.add("  " + statement);
    }
}
