package io.aegate.network;

import io.aegate.network.ConvolutionProgram.Activation;
import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * MiDaS v2.1 small, which sees the depth of a scene in one image, as a program.
 *
 * <p>Its encoder is EfficientNet-Lite3 in TensorFlow's form: convolutions that halve an image pad one more pixel after it than before it,
 * batch norms (ε = 0.001, folded into the convolutions before them in double precision), ReLU6. Its depth is inverse and relative: larger
 * is nearer, without unit, 0 at least.
 *
 * <p>Source: isl-org/MiDaS ({@code MidasNet_custom}), rwightman/gen-efficientnet-pytorch ({@code tf_efficientnet_lite3}).
 */
public final class MidasSmallProgram {

    private static final String TITLE = "MiDaS v2.1 small";
    private static final double EPSILON = 0.001;
    private static final int SIDE = 256;
    private static final int STEM = 32;
    private static final int EXPANSION = 6;

    private static final List<Stage> STAGES = List.of(
            new Stage("pretrained.layer1.4.", 32, 3, 2, 3, true),
            new Stage("pretrained.layer2.0.", 48, 5, 2, 3, true),
            new Stage("pretrained.layer3.0.", 96, 3, 2, 5, false),
            new Stage("pretrained.layer3.1.", 136, 5, 1, 5, true),
            new Stage("pretrained.layer4.0.", 232, 5, 2, 6, false),
            new Stage("pretrained.layer4.1.", 384, 3, 1, 1, true));

    private final StateDict weights;

    private MidasSmallProgram(StateDict weights) {
        this.weights = weights;
    }

    /** Blocks in a row; whether the decoder reads what the last one gives. */
    private record Stage(String name, int channels, int kernel, int stride, int blocks, boolean tapped) {}

    /**
     * The program of the network.
     *
     * @param weights the state dict of {@link OfficialWeights#MIDAS_SMALL}
     */
    public static MidasSmallProgram of(StateDict weights) {
        return new MidasSmallProgram(weights);
    }

    /**
     * The network, ready on a device: of images whose sides are multiples of {@value MidasNetwork#MULTIPLE}, in RGB normalised by the
     * mean and the deviation of ImageNet, it gives {@code count × height × width} inverse depths.
     *
     * @throws io.aegate.image.RefusedInputException if a tensor is missing, is one too many, or has another shape than the network's, or
     *     the device is not there
     */
    public ImageNetwork open(Device device, Precision precision) {
        TorchModule module = written(ConvolutionProgram.on(device, precision)).load(device);
        return new MidasNetwork(new ProgramNetwork(module, device.isCuda(), TITLE), TITLE);
    }

    /** Writes all of it to an empty program; its method {@code layers} gives what the decoder reads of the encoder. */
    ConvolutionProgram written(ConvolutionProgram program) {
        NetworkWeights taken = new NetworkWeights(
                weights, NetworkWeights.Wording.official(TITLE, OfficialWeights.MIDAS_SMALL.fileName()));
        new Encoder(program, taken).write();
        new MidasDecoder(
                        program,
                        taken,
                        new MidasDecoder.Shape(List.of(32, 48, 136, 384), List.of(64, 128, 256, 512), SIDE, false))
                .write();
        taken.ignore(name -> name.endsWith(".num_batches_tracked"));
        taken.requireAllUsed();
        return program;
    }

    /** Writes the encoder's layers, each reading and setting {@code x}. */
    private static final class Encoder {

        private final ConvolutionProgram program;
        private final NetworkWeights weights;
        private int side = SIDE;
        private int channels = 3;

        Encoder(ConvolutionProgram program, NetworkWeights weights) {
            this.program = program;
            this.weights = weights;
        }

        void write() {
            program.add("def layers(self, x: Tensor) -> List[Tensor]:");
            if (program.precision() == Precision.BF16) {
                line("x = torch.to(x, 15)");
            }
            line("x = torch.contiguous(x, memory_format=2)");
            String stem = "pretrained.layer1.";
            full("x", stem + "0", stem + "1", STEM, 3, 2);
            depthwise("x", stem + "3.0.conv_dw", stem + "3.0.bn1", 3, 1);
            line("x = " + program.convolution("x", of(stem + "3.0.conv_pw", stem + "3.0.bn2", 24, 1, 1, 1, false)));
            channels = 24;
            List<String> results = new ArrayList<>();
            for (Stage stage : STAGES) {
                for (int block = 0; block < stage.blocks; block++) {
                    inverted(stage.name + block + ".", stage, block == 0 ? stage.stride : 1);
                }
                if (stage.tapped) {
                    String result = "layer" + (results.size() + 1);
                    line(result + " = x");
                    results.add(result);
                }
            }
            line("return [" + String.join(", ", results) + "]");
        }

        /** Widens, convolves each channel by itself, narrows; the input is added where the result is of its shape. */
        private void inverted(String block, Stage stage, int stride) {
            int in = channels;
            full("y", block + "conv_pw", block + "bn1", EXPANSION * in, 1, 1);
            depthwise("y", block + "conv_dw", block + "bn2", stage.kernel, stride);
            Convolution narrowing = of(block + "conv_pwl", block + "bn3", stage.channels, 1, 1, 1, false);
            line("x = "
                    + (stride == 1 && in == stage.channels
                            ? program.convolutionPlus("y", "x", narrowing)
                            : program.convolution("y", narrowing)));
            channels = stage.channels;
        }

        private void full(String to, String layer, String norm, int out, int kernel, int stride) {
            line(to + " = " + program.convolution("x", of(layer, norm, out, kernel, stride, 1, true)));
            channels = out;
            side /= stride;
        }

        private void depthwise(String variable, String layer, String norm, int kernel, int stride) {
            Convolution convolution = of(layer, norm, channels, kernel, stride, channels, true);
            line(variable + " = " + program.convolution(variable, convolution));
            side /= stride;
        }

        private Convolution of(String layer, String norm, int out, int kernel, int stride, int groups, boolean relu6) {
            float[] gain = weights.take(norm + ".weight", out).toFloats();
            float[] offset = weights.take(norm + ".bias", out).toFloats();
            float[] mean = weights.take(norm + ".running_mean", out).toFloats();
            float[] variance = weights.take(norm + ".running_var", out).toFloats();
            double[] scale = new double[out];
            float[] bias = new float[out];
            for (int i = 0; i < out; i++) {
                scale[i] = gain[i] / Math.sqrt(variance[i] + EPSILON);
                bias[i] = (float) (offset[i] - mean[i] * scale[i]);
            }
            MidasKernel weight = MidasKernel.take(weights, layer + ".weight", out, channels / groups, kernel)
                    .scaled(scale);
            return new Convolution(
                    layer.replace('.', '_'),
                    (stride == 2 ? weight.enlarged() : weight).tensor(),
                    Tensor.of(bias, out),
                    stride,
                    groups,
                    Padding.of(kernel / 2),
                    relu6 ? Activation.RELU6 : Activation.NONE,
                    new Typical(1, side, side));
        }

        private void line(String statement) {
            program.add("  " + statement);
        }
    }
}
