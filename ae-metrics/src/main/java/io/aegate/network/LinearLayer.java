package io.aegate.network;

import io.aegate.weights.DType;
import io.aegate.weights.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A fully connected layer of a program: {@code activation(scale · (share · x · weightᵀ + bias))}.
 *
 * @param name of its tensors among the program's
 * @param weight out × in; of four dimensions, all after the first count as one
 * @param bias one for each output
 * @param share which inputs are multiplied by; weights are, once after loading
 * @param scale one for each output; weights and bias are multiplied by it once after loading
 * @param rows how many an input usually has; weights are laid out for that
 */
record LinearLayer(
        String name,
        Tensor weight,
        Optional<Tensor> bias,
        float share,
        Optional<Tensor> scale,
        Activation activation,
        int rows) {

    /** What results go through within the same operation. */
    enum Activation {
        NONE("none", "", "%s"),
        /** {@code x · Φ(x)} by the error function. */
        GELU("gelu", "none", "torch.gelu(%s)"),
        /** {@code x · sigmoid(x)}. */
        SILU("swish", "", "torch.silu_(%s)");

        private final String attribute;
        private final String algorithm;
        private final String plain;

        Activation(String attribute, String algorithm, String plain) {
            this.attribute = attribute;
            this.algorithm = algorithm;
            this.plain = plain;
        }
    }

    /** The plain layer, {@code x · weightᵀ + bias}. */
    static LinearLayer of(String name, Tensor weight, Optional<Tensor> bias, int rows) {
        return new LinearLayer(name, weight, bias, 1, Optional.empty(), Activation.NONE, rows);
    }

    LinearLayer ofShare(float factor) {
        return new LinearLayer(name, weight, bias, factor, scale, activation, rows);
    }

    LinearLayer scaled(Tensor factors) {
        return new LinearLayer(name, weight, bias, share, Optional.of(factors), activation, rows);
    }

    LinearLayer then(Activation next) {
        return new LinearLayer(name, weight, bias, share, scale, next, rows);
    }

    /** The expression of the layer over another expression; its tensors become the program's. */
    String over(String input, ConvolutionProgram program) {
        long out = weight.shape().get(0);
        Tensor flat = new Tensor(weight.dtype(), List.of(out, weight.elements() / out), weight.bytes());
        String matrix = floats(name + "_weight", flat, program);
        Optional<String> offsets = bias.map(tensor -> floats(name + "_bias", tensor, program));
        if (share != 1) {
            program.prepare("%1$s = torch.mul(%1$s, %2$s)".formatted(matrix, share));
        }
        scale.map(tensor -> floats(name + "_scale", tensor, program)).ifPresent(factors -> {
            program.prepare("%1$s = torch.mul(%1$s, torch.unsqueeze(%2$s, 1))".formatted(matrix, factors));
            offsets.ifPresent(values -> program.prepare("%1$s = torch.mul(%1$s, %2$s)".formatted(values, factors)));
        });
        if (program.precision() == Precision.BF16) {
            program.prepare("%1$s = torch.to(%1$s, 15)".formatted(matrix));
            offsets.ifPresent(values -> program.prepare("%1$s = torch.to(%1$s, 15)".formatted(values)));
        }
        if (program.packed()) {
            program.prepare("%1$s = ops.mkldnn._reorder_linear_weight(%1$s, %2$d)".formatted(matrix, rows));
            return "ops.mkldnn._linear_pointwise(%s, %s, %s, \"%s\", annotate(List[Optional[number]], []), \"%s\")"
                    .formatted(input, matrix, offsets.orElse("None"), activation.attribute, activation.algorithm);
        }
        return activation.plain.formatted("torch.linear(%s, %s, %s)".formatted(input, matrix, offsets.orElse("None")));
    }

    /** Adds a tensor that is of 32-bit floats once the program is loaded; the expression that reads it. */
    static String floats(String name, Tensor tensor, ConvolutionProgram program) {
        String expression = program.tensor(name, tensor);
        if (tensor.dtype() != DType.FLOAT32) {
            program.prepare("%1$s = torch.to(%1$s, 6)".formatted(expression));
        }
        return expression;
    }
}
