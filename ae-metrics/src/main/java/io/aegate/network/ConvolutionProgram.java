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
     * @param weight out × in/groups × height × width
     * @param bias one for each output
     * @param stride along both axes
     * @param groups into which inputs and outputs are divided, each output reading the inputs of its own group
     * @param padding rows of zeros above and below, and columns at either side
     * @param activation what the results go through
     * @param typical an input's usual size; weights are laid out for it, and re-laid at each call where another needs it
     */
    record Convolution(
            String name,
            Tensor weight,
            Tensor bias,
            int stride,
            int groups,
            Padding padding,
            Activation activation,
            Typical typical) {

        /** Of one group: each output reads all inputs. */
        Convolution(
                String name, Tensor weight, Tensor bias, int stride, Padding padding, boolean relu, Typical typical) {
            this(name, weight, bias, stride, 1, padding, relu ? Activation.RELU : Activation.NONE, typical);
        }

        long channels() {
            return weight.shape().get(1) * groups;
        }
    }

    /** What the results of a convolution go through within the same operation. */
    enum Activation {
        NONE("none", "[]", "%s"),
        /** Negative ones become 0. */
        RELU("relu", "[]", "torch.relu_(%s)"),
        /** So do they, and those above 6 become 6. */
        RELU6("hardtanh", "[0., 6.]", "torch.hardtanh_(%s, 0., 6.)");

        private final String attribute;
        private final String scalars;
        private final String plain;

        Activation(String attribute, String scalars, String plain) {
            this.attribute = attribute;
            this.scalars = scalars;
            this.plain = plain;
        }
    }

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
        Operands operands = operands(convolution);
        Activation activation = convolution.activation();
        if (packed) {
            return "ops.mkldnn._convolution_pointwise(%s, %s, \"%s\", annotate(List[Optional[number]], %s), None)"
                    .formatted(input, operands.packed(), activation.attribute, activation.scalars);
        }
        return activation.plain.formatted("torch.conv2d(%s, %s)".formatted(input, operands.plain()));
    }

    /**
     * The expression of a convolution over another expression, plus a third of the results' shape; one operation where packed.
     *
     * @param convolution without activation
     */
    String convolutionPlus(String input, String other, Convolution convolution) {
        if (convolution.activation() != Activation.NONE) {
            throw new IllegalArgumentException(
                    convolution.name() + " has an activation, which would come before the sum");
        }
        Operands operands = operands(convolution);
        if (packed) {
            return ("ops.mkldnn._convolution_pointwise(%s, %s, %s, \"add\", None, None,"
                            + " annotate(List[Optional[number]], []), None)")
                    .formatted(input, other, operands.packed());
        }
        return "torch.add_(torch.conv2d(%s, %s), %s)".formatted(input, operands.plain(), other);
    }

    /** All but a convolution's input, as arguments of the two operations. */
    private record Operands(String packed, String plain) {}

    private Operands operands(Convolution convolution) {
        String weight = parameter(convolution.name() + "_weight", convolution.weight());
        String bias = parameter(convolution.name() + "_bias", convolution.bias());
        String stride = "[%1$d, %1$d]".formatted(convolution.stride());
        String geometry = "%s, %s, [1, 1], %d".formatted(convolution.padding(), stride, convolution.groups());
        if (packed) {
            Typical typical = convolution.typical();
            prepare("%1$s = ops.mkldnn._reorder_convolution_weight(%1$s, %2$s, [%3$d, %4$d, %5$d, %6$d])"
                    .formatted(
                            weight,
                            geometry,
                            typical.images(),
                            convolution.channels(),
                            typical.height(),
                            typical.width()));
        }
        return new Operands(
                "%s, %s, %s".formatted(weight, bias, geometry),
                "%s, %s, %s, %s, [1, 1], %d"
                        .formatted(weight, bias, stride, convolution.padding(), convolution.groups()));
    }

    /** Adds a tensor that stays as it is; the expression that reads it. */
    String tensor(String name, Tensor tensor) {
        if (tensors.put(name, tensor) != null) {
            throw new IllegalArgumentException("the program has two tensors " + name);
        }
        return "self." + name;
    }

    /** Adds a tensor that is converted to the program's precision; the expression that reads it. */
    String parameter(String name, Tensor tensor) {
        String expression = tensor(name, tensor);
        if (precision == Precision.BF16) {
            prepare("%1$s = torch.to(%1$s, 15)".formatted(expression));
        }
        return expression;
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
