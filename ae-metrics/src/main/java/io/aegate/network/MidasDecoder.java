package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.weights.Tensor;
import java.util.List;

/**
 * Writes the decoder of MiDaS' networks: four layers of an encoder, the coarsest first, are added up on the way to a depth map.
 *
 * <pre>
 *   unit(x)  = conv(relu(conv(relu(x)))) + x
 *   path     = ×2(out_conv(unit(path + unit(layer))))          from the fourth layer to the first
 *   depth    = relu(conv 1×1(relu(conv(×2(conv(path))))))
 * </pre>
 *
 * <p>All enlarging is bilinear; of paths, corners lie upon corners. The 1×1 convolution after it is computed before it: sums of weighted
 * means are weighted means of sums, and there are four times fewer.
 */
final class MidasDecoder {

    private static final int HEAD = 32;

    private final ConvolutionProgram program;
    private final NetworkWeights weights;
    private final Shape shape;

    MidasDecoder(ConvolutionProgram program, NetworkWeights weights, Shape shape) {
        this.program = program;
        this.weights = weights;
        this.shape = shape;
    }

    /**
     * What the two networks differ in.
     *
     * @param encoded channels of the encoder's four layers
     * @param widths channels that they have here
     * @param side of an image that there usually is
     * @param cornersInHead whether corners lie upon corners in the last enlarging, too; otherwise pixel centres are at halves
     */
    record Shape(List<Integer> encoded, List<Integer> widths, int side, boolean cornersInHead) {}

    /** Writes the method {@code run}, which calls a method {@code layers} for the encoder's four layers. */
    void write() {
        program.add("def run(self, x: Tensor) -> Tensor:");
        line("layer1, layer2, layer3, layer4, = self.layers(x)");
        for (int layer = 4; layer >= 1; layer--) {
            refine(layer);
        }
        int width = shape.widths.get(0);
        int half = shape.side / 2;
        String head = "scratch.output_conv.";
        line("x = " + convolution("x", head + 0, width, width / 2, 3, false, half));
        line("x = " + enlarged("x", shape.cornersInHead));
        line("x = " + convolution("x", head + 2, width / 2, HEAD, 3, true, shape.side));
        line("x = " + convolution("x", head + 4, HEAD, 1, 1, true, shape.side));
        line("return torch.to(torch.squeeze(x, 1), 6)");
    }

    private void refine(int layer) {
        int width = shape.widths.get(layer - 1);
        int side = shape.side >> (layer + 1);
        String block = "scratch.refinenet" + layer + ".";
        Tensor weight = weights.take("scratch.layer" + layer + "_rn.weight", width, shape.encoded.get(layer - 1), 3, 3);
        line("y = "
                + program.convolution(
                        "layer" + layer,
                        new Convolution(
                                "layer" + layer + "_rn",
                                weight,
                                Tensor.of(new float[width], width),
                                1,
                                Padding.of(1),
                                false,
                                new Typical(1, side, side))));
        if (layer == 4) {
            // The coarsest layer has nothing to be added to; the file has the unit's weights all the same.
            weights.ignore(name -> name.startsWith(block + "resConfUnit1."));
            line("x = y");
        } else {
            line("x = torch.add_(x, y)");
            unit("y", "x", block + "resConfUnit1.", width, side);
        }
        unit("x", "x", block + "resConfUnit2.", width, side);
        int out = layer == 1 ? width : shape.widths.get(layer - 2);
        line("x = " + enlarged(convolution("x", block + "out_conv", width, out, 1, false, side), true));
    }

    /** Sets {@code x}, the residual convolution of a variable plus another. */
    private void unit(String from, String plus, String unit, int width, int side) {
        String first = convolution("torch.relu(" + from + ")", unit + "conv1", width, width, 3, true, side);
        line("x = " + program.convolutionPlus(first, plus, of(unit + "conv2", width, width, 3, false, side)));
    }

    private String convolution(String from, String layer, int in, int out, int kernel, boolean relu, int side) {
        return program.convolution(from, of(layer, in, out, kernel, relu, side));
    }

    private Convolution of(String layer, int in, int out, int kernel, boolean relu, int side) {
        return new Convolution(
                layer.replace('.', '_'),
                weights.take(layer + ".weight", out, in, kernel, kernel),
                weights.take(layer + ".bias", out),
                1,
                Padding.of(kernel / 2),
                relu,
                new Typical(1, side, side));
    }

    private static String enlarged(String image, boolean corners) {
        return "torch.upsample_bilinear2d(%s, None, %s, [2., 2.])".formatted(image, corners ? "True" : "False");
    }

    private void line(String statement) {
        program.add("  " + statement);
    }
}
