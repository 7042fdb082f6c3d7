package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.network.InceptionProgram.Layer;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the layers of the Inception V3, each reading variables that earlier ones set.
 *
 * <p>Batch norms (ε = 0.001) are folded into the convolutions before them, in double precision. A block's 1×1 convolution after an average
 * pool is computed before it: a mean of sums is the sum of means, and there is less to pool.
 */
final class InceptionLayers {

    private static final double EPSILON = 0.001;
    private static final int IMAGES = 4;
    private static final int CLASSES = 1008;
    private static final int SPATIAL_CHANNELS = 7;

    private final ConvolutionProgram program;
    private final NetworkWeights weights;
    private final Set<Layer> wanted;
    private final Map<Layer, String> results = new EnumMap<>(Layer.class);

    /** Of the image where the next layer reads it, and its channels. */
    private int side = InceptionProgram.SIDE;

    private int channels = 3;

    InceptionLayers(ConvolutionProgram program, StateDict weights, Set<Layer> wanted) {
        this.program = program;
        this.weights = new NetworkWeights(
                weights,
                NetworkWeights.Wording.official("the Inception V3 of FID", OfficialWeights.INCEPTION.fileName()));
        this.wanted = wanted;
    }

    /** Writes what is needed; checks the tensors of all. */
    void write() {
        stem();
        mixed5("Mixed_5b", 32);
        mixed5("Mixed_5c", 64);
        mixed5("Mixed_5d", 64);
        mixed6a();
        mixed6("Mixed_6b", 128);
        mixed6("Mixed_6c", 160);
        mixed6("Mixed_6d", 160);
        mixed6("Mixed_6e", 192);
        mean(Layer.MIXED6);
        mixed7a();
        mixed7("Mixed_7b", false);
        mixed7("Mixed_7c", true);
        mean(Layer.POOL3);
        logits();
        // Files made by newer versions of PyTorch count the batches of training, which nothing reads.
        weights.ignore(name -> name.endsWith(".num_batches_tracked"));
        weights.requireAllUsed();
        program.add("  return ["
                + results.values().stream()
                        .map(layer -> "torch.to(" + layer + ", 6)")
                        .collect(Collectors.joining(", ")) + "]");
    }

    private void stem() {
        convolution("x", "x", "Conv2d_1a_3x3", 32, 3, 2, Padding.NONE);
        convolution("x", "x", "Conv2d_2a_3x3", 32, 3, 1, Padding.NONE);
        convolution("x", "x", "Conv2d_2b_3x3", 64, 3, 1, Padding.of(1));
        line("x = " + maximum("x"));
        side = (side - 3) / 2 + 1;
        mean(Layer.POOL1);
        convolution("x", "x", "Conv2d_3b_1x1", 80, 1, 1, Padding.NONE);
        convolution("x", "x", "Conv2d_4a_3x3", 192, 3, 1, Padding.NONE);
        line("x = " + maximum("x"));
        side = (side - 3) / 2 + 1;
        mean(Layer.POOL2);
    }

    private void mixed5(String block, int pooled) {
        Branches branches = new Branches(block);
        branches.add("a", "branch1x1", 64, 1, 1);
        branches.add("b", "branch5x5_1", 48, 1, 1);
        branches.then("b", "branch5x5_2", 64, 5, 5);
        branches.add("c", "branch3x3dbl_1", 64, 1, 1);
        branches.then("c", "branch3x3dbl_2", 96, 3, 3);
        branches.then("c", "branch3x3dbl_3", 96, 3, 3);
        branches.averaged("d", pooled);
        line("x = torch.cat([a, b, c, d], 1)");
        channels = 64 + 64 + 96 + pooled;
    }

    private void mixed6a() {
        int in = channels;
        int before = side;
        convolution("a", "x", "Mixed_6a.branch3x3", 384, 3, 2, Padding.NONE);
        at(in, before);
        convolution("b", "x", "Mixed_6a.branch3x3dbl_1", 64, 1, 1, Padding.NONE);
        convolution("b", "b", "Mixed_6a.branch3x3dbl_2", 96, 3, 1, Padding.of(1));
        convolution("b", "b", "Mixed_6a.branch3x3dbl_3", 96, 3, 2, Padding.NONE);
        line("x = torch.cat([a, b, " + maximum("x") + "], 1)");
        channels = 384 + 96 + in;
    }

    private void mixed6(String block, int inner) {
        Branches branches = new Branches(block);
        branches.add("a", "branch1x1", 192, 1, 1);
        if (block.equals("Mixed_6d") && wanted.contains(Layer.SPATIAL)) {
            line("spatial = torch.to(torch.permute(torch.narrow(a, 1, 0, " + SPATIAL_CHANNELS + "), [0, 2, 3, 1]), 7)");
            results.put(Layer.SPATIAL, "torch.flatten(spatial, 1)");
        }
        branches.add("b", "branch7x7_1", inner, 1, 1);
        branches.then("b", "branch7x7_2", inner, 1, 7);
        branches.then("b", "branch7x7_3", 192, 7, 1);
        branches.add("c", "branch7x7dbl_1", inner, 1, 1);
        branches.then("c", "branch7x7dbl_2", inner, 7, 1);
        branches.then("c", "branch7x7dbl_3", inner, 1, 7);
        branches.then("c", "branch7x7dbl_4", inner, 7, 1);
        branches.then("c", "branch7x7dbl_5", 192, 1, 7);
        branches.averaged("d", 192);
        line("x = torch.cat([a, b, c, d], 1)");
        channels = 4 * 192;
    }

    private void mixed7a() {
        int in = channels;
        int before = side;
        convolution("a", "x", "Mixed_7a.branch3x3_1", 192, 1, 1, Padding.NONE);
        convolution("a", "a", "Mixed_7a.branch3x3_2", 320, 3, 2, Padding.NONE);
        at(in, before);
        Branches branches = new Branches("Mixed_7a");
        branches.add("b", "branch7x7x3_1", 192, 1, 1);
        branches.then("b", "branch7x7x3_2", 192, 1, 7);
        branches.then("b", "branch7x7x3_3", 192, 7, 1);
        channels = 192;
        convolution("b", "b", "Mixed_7a.branch7x7x3_4", 192, 3, 2, Padding.NONE);
        line("x = torch.cat([a, b, " + maximum("x") + "], 1)");
        channels = 320 + 192 + in;
    }

    private void mixed7(String block, boolean maximum) {
        Branches branches = new Branches(block);
        branches.add("a", "branch1x1", 320, 1, 1);
        branches.add("b", "branch3x3_1", 384, 1, 1);
        branches.fork("b", "branch3x3_2");
        branches.add("c", "branch3x3dbl_1", 448, 1, 1);
        branches.then("c", "branch3x3dbl_2", 384, 3, 3);
        branches.fork("c", "branch3x3dbl_3");
        if (maximum) {
            line("d = torch.max_pool2d(x, [3, 3], [1, 1], [1, 1], [1, 1], False)");
            convolution("d", "d", block + ".branch_pool", 192, 1, 1, Padding.NONE);
        } else {
            branches.averaged("d", 192);
        }
        line("x = torch.cat([a, b0, b1, c0, c1, d], 1)");
        channels = 320 + 4 * 384 + 192;
    }

    private void logits() {
        Tensor weight = weights.take("fc.weight", CLASSES, Layer.POOL3.width());
        weights.take("fc.bias", CLASSES);
        if (wanted.contains(Layer.LOGITS)) {
            String classes = program.tensor("fc_weight", Tensor.of(weight.toFloats(), CLASSES, Layer.POOL3.width()));
            line("logits = torch.mean(x, [2, 3], False, dtype=7)");
            results.put(Layer.LOGITS, "torch.matmul(logits, torch.t(torch.to(" + classes + ", 7)))");
        }
    }

    /** The convolutions of a block that keep the size of the image. */
    private final class Branches {

        private final String block;
        private final int in = channels;
        private int last;

        Branches(String block) {
            this.block = block;
        }

        /** Begins a branch at the block's input. */
        void add(String branch, String layer, int out, int rows, int columns) {
            last = in;
            emit(branch, "x", layer, out, rows, columns, true);
            last = out;
        }

        /** Goes on with it. */
        void then(String branch, String layer, int out, int rows, int columns) {
            emit(branch, branch, layer, out, rows, columns, true);
            last = out;
        }

        /** Ends it in a row and a column of 3, side by side. */
        void fork(String branch, String layer) {
            emit(branch + "0", branch, layer + "a", 384, 1, 3, true);
            emit(branch + "1", branch, layer + "b", 384, 3, 1, true);
        }

        void averaged(String branch, int out) {
            last = in;
            emit(branch, "x", "branch_pool", out, 1, 1, false);
            line("%1$s = torch.relu_(torch.avg_pool2d(%1$s, [3, 3], [1, 1], [1, 1], False, False))".formatted(branch));
            channels = in;
        }

        private void emit(String to, String from, String layer, int out, int rows, int columns, boolean relu) {
            Padding padding = new Padding(rows / 2, columns / 2);
            line(to + " = " + expression(from, block + "." + layer, last, out, rows, columns, 1, padding, relu));
        }
    }

    private void convolution(String to, String from, String layer, int out, int kernel, int stride, Padding padding) {
        line(to + " = " + expression(from, layer, channels, out, kernel, kernel, stride, padding, true));
        at(out, (side + 2 * padding.rows() - kernel) / stride + 1);
    }

    private void at(int newChannels, int newSide) {
        channels = newChannels;
        side = newSide;
    }

    private String expression(
            String from,
            String layer,
            int in,
            int out,
            int rows,
            int columns,
            int stride,
            Padding padding,
            boolean relu) {
        float[] weight =
                weights.take(layer + ".conv.weight", out, in, rows, columns).toFloats();
        float[] gain = weights.take(layer + ".bn.weight", out).toFloats();
        float[] offset = weights.take(layer + ".bn.bias", out).toFloats();
        float[] mean = weights.take(layer + ".bn.running_mean", out).toFloats();
        float[] variance = weights.take(layer + ".bn.running_var", out).toFloats();
        float[] bias = new float[out];
        int each = weight.length / out;
        for (int o = 0; o < out; o++) {
            double scale = gain[o] / Math.sqrt(variance[o] + EPSILON);
            bias[o] = (float) (offset[o] - mean[o] * scale);
            for (int i = o * each; i < (o + 1) * each; i++) {
                weight[i] = (float) (weight[i] * scale);
            }
        }
        if (isComplete()) {
            return "";
        }
        return program.convolution(
                from,
                new Convolution(
                        layer.replace('.', '_'),
                        Tensor.of(weight, out, in, rows, columns),
                        Tensor.of(bias, out),
                        stride,
                        padding,
                        relu,
                        new Typical(IMAGES, side, side)));
    }

    private static String maximum(String image) {
        return "torch.max_pool2d(" + image + ", [3, 3], [2, 2], [0, 0], [1, 1], False)";
    }

    private void mean(Layer layer) {
        if (wanted.contains(layer)) {
            String name = "mean_" + layer.name();
            line(name + " = torch.mean(x, [2, 3], False, dtype=7)");
            results.put(layer, name);
        }
    }

    /** Whether all that is wanted has been written; later layers are but checked. */
    private boolean isComplete() {
        return results.keySet().containsAll(wanted);
    }

    private void line(String statement) {
        if (!isComplete()) {
            program.add("  " + statement);
        }
    }
}
