package io.aegate.network;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A convolutional network that is being written as a program: its text, its tensors, and how its convolutions are computed.
 *
 * <p>Where oneDNN is at hand (PyTorch's library for the CPU), weights are reordered once into the blocks that its kernels read, and a
 * convolution, its bias and its ReLU are one operation; elsewhere they are the operations that every device has. In bfloat16, weights
 * and activations are bfloat16, sums within an operation are of 32 bits.
 */
final class ConvolutionProgram {

    /** Called once after loading: converts and reorders the weights. */
    private static final String PREPARE = "prepare";

    private static final int PROBED_CHANNELS = 16;

    private final boolean packed;
    private final Precision precision;
    private final StringBuilder methods = new StringBuilder();
    private final StringBuilder prepare = new StringBuilder();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private ConvolutionProgram(boolean packed, Precision precision) {
        this.packed = packed;
        this.precision = precision;
    }

    /** An empty program for a device, in the form that runs fastest there. */
    static ConvolutionProgram on(Device device, Precision precision) {
        return new ConvolutionProgram(!device.isCuda() && packs(precision), precision);
    }

    /** An empty program of the operations that every device has. */
    static ConvolutionProgram plain(Precision precision) {
        return new ConvolutionProgram(false, precision);
    }

    Precision precision() {
        return precision;
    }

    /** Whether weights are reordered for oneDNN. */
    boolean packed() {
        return packed;
    }

    /**
     * A convolution with bias.
     *
     * @param name of its tensors among the program's
     * @param weight out × in × height × width
     * @param bias one for each output
     * @param stride along both axes
     * @param padding rows of zeros above and below, and columns at either side
     * @param relu whether negative results become 0
     * @param typical an input's usual size; weights are laid out for it, and re-laid at each call where another needs it
     */
    record Convolution(
            String name, Tensor weight, Tensor bias, int stride, Padding padding, boolean relu, Typical typical) {}

    /** How many images there usually are, and of which size they are where a convolution reads them. */
    record Typical(int images, int height, int width) {}

    /** Zeros around an image. */
    record Padding(int rows, int columns) {

        static final Padding NONE = new Padding(0, 0);

        static Padding of(int all) {
            return new Padding(all, all);
        }

        @Override
        public String toString() {
            return "[" + rows + ", " + columns + "]";
        }
    }

    /** The expression of a convolution over another expression; its tensors become the program's. */
    String convolution(String input, Convolution convolution) {
        String weight = tensor(convolution.name() + "_weight", convolution.weight());
        String bias = tensor(convolution.name() + "_bias", convolution.bias());
        String stride = "[%1$d, %1$d]".formatted(convolution.stride());
        if (precision == Precision.BF16) {
            prepare("%1$s = torch.to(%1$s, 15)".formatted(weight));
            prepare("%1$s = torch.to(%1$s, 15)".formatted(bias));
        }
        if (packed) {
            Typical typical = convolution.typical();
            prepare(
                    "%1$s = ops.mkldnn._reorder_convolution_weight(%1$s, %2$s, %3$s, [1, 1], 1, [%4$d, %5$d, %6$d, %7$d])"
                            .formatted(
                                    weight,
                                    convolution.padding(),
                                    stride,
                                    typical.images(),
                                    convolution.weight().shape().get(1),
                                    typical.height(),
                                    typical.width()));
            return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, %s, [1, 1], 1, \"%s\", annotate(List[Optional[number]], []), None)"
                    .formatted(
                            input, weight, bias, convolution.padding(), stride, convolution.relu() ? "relu" : "none");
        }
        String plain = "torch.conv2d(%s, %s, %s, %s, %s)".formatted(input, weight, bias, stride, convolution.padding());
        return convolution.relu() ? "torch.relu_(" + plain + ")" : plain;
    }

    /** Adds a tensor that stays as it is; the expression that reads it. */
    String tensor(String name, Tensor tensor) {
        if (tensors.put(name, tensor) != null) {
            throw new IllegalArgumentException("the program has two tensors " + name);
        }
        return "self." + name;
    }

    /** Adds lines of methods; each begins at the margin with {@code def}. */
    ConvolutionProgram add(String lines) {
        methods.append(lines).append('\n');
        return this;
    }

    /** Adds a statement that runs once after loading. */
    void prepare(String statement) {
        prepare.append("  ").append(statement).append('\n');
    }

    /**
     * The network, ready to be called.
     *
     * @throws RefusedInputException if the device is not there, or the temporary folder cannot be written
     */
    TorchModule load(Device device) {
        String program = methods + "def " + PREPARE + "(self) -> Tensor:\n" + prepare + "  return torch.zeros([1])\n";
        TorchModule module;
        try {
            Path archive = Files.createTempFile("ae-gate-network", ".pt");
            try {
                TorchScriptArchive.write(archive, program, tensors);
                module = TorchModule.load(archive, device);
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be written ("
                            + e.getMessage() + "); set java.io.tmpdir to a folder that can.",
                    e);
        }
        try (TorchScope scope = module.scope()) {
            scope.call(PREPARE);
        } catch (ModuleCallException e) {
            module.close();
            throw e;
        }
        return module;
    }

    /** Tries it out: neither an operation's being there nor the processor's being able to run it can be asked for. */
    private static boolean packs(Precision precision) {
        ConvolutionProgram probe = new ConvolutionProgram(true, precision);
        Tensor weight = Tensor.of(new float[PROBED_CHANNELS * PROBED_CHANNELS], PROBED_CHANNELS, PROBED_CHANNELS, 1, 1);
        Tensor bias = Tensor.of(new float[PROBED_CHANNELS], PROBED_CHANNELS);
        probe.add("def run(self) -> Tensor:\n  x = torch.zeros([1, 16, 4, 4], dtype="
                + (precision == Precision.BF16 ? 15 : 6) + ")\n  x = "
                + probe.convolution(
                        "x", new Convolution("probe", weight, bias, 1, Padding.NONE, true, new Typical(1, 4, 4)))
                + "\n  return torch.to(x, 6)");
        try (TorchModule module = probe.load(Device.CPU);
                TorchScope scope = module.scope()) {
            return scope.call("run").toFloatArray()[0] == 0;
        } catch (RefusedInputException | ModuleCallException e) {
            return false;
        }
    }
}
