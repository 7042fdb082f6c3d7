package io.aegate.network;

import io.aegate.weights.Tensor;

/**
 * A batch norm of inference, which is but a gain and an offset for each channel, and so can be part of a convolution beside it:
 * {@code gain = weight / √(variance + ε)}, {@code offset = bias − mean · gain}, in double precision.
 */
record FoldedNorm(double[] gain, double[] offset) {

    /** Weights of a convolution, and a bias for each of its outputs. */
    record Weights(Tensor weight, Tensor bias) {}

    /** The norm of that name, with its running mean and variance. */
    static FoldedNorm take(NetworkWeights weights, String name, int channels, double epsilon) {
        float[] weight = weights.take(name + ".weight", channels).toFloats();
        float[] bias = weights.take(name + ".bias", channels).toFloats();
        float[] mean = weights.take(name + ".running_mean", channels).toFloats();
        float[] variance = weights.take(name + ".running_var", channels).toFloats();
        double[] gain = new double[channels];
        double[] offset = new double[channels];
        for (int i = 0; i < channels; i++) {
            gain[i] = weight[i] / Math.sqrt(variance[i] + epsilon);
            offset[i] = bias[i] - mean[i] * gain[i];
        }
        return new FoldedNorm(gain, offset);
    }

    /** A convolution without bias, followed by this norm. */
    Weights after(Tensor convolution) {
        float[] weight = convolution.toFloats();
        float[] bias = new float[offset.length];
        int each = weight.length / bias.length;
        for (int output = 0; output < bias.length; output++) {
            bias[output] = (float) offset[output];
            for (int i = output * each; i < (output + 1) * each; i++) {
                weight[i] = (float) (weight[i] * gain[output]);
            }
        }
        return new Weights(like(convolution, weight), Tensor.of(bias, bias.length));
    }

    /** This norm, followed by a 1×1 convolution; a larger one would read zeros around the image, which no norm has changed. */
    Weights before(Tensor convolution, Tensor convolutionBias) {
        float[] weight = convolution.toFloats();
        float[] bias = convolutionBias.toFloats();
        int inputs = gain.length;
        for (int output = 0; output < bias.length; output++) {
            double sum = bias[output];
            for (int input = 0; input < inputs; input++) {
                int i = output * inputs + input;
                sum += weight[i] * offset[input];
                weight[i] = (float) (weight[i] * gain[input]);
            }
            bias[output] = (float) sum;
        }
        return new Weights(like(convolution, weight), Tensor.of(bias, bias.length));
    }

    private static Tensor like(Tensor tensor, float[] values) {
        return Tensor.of(
                values, tensor.shape().stream().mapToLong(Long::longValue).toArray());
    }
}
