package io.aegate.network;

import io.aegate.weights.Tensor;

/**
 * The weights of a square convolution while they are being prepared for a program.
 *
 * @param values in C order: {@code out × in × side × side}
 * @param out channels of the results
 * @param in channels that each of them is computed from
 * @param side of the window
 */
record MidasKernel(float[] values, int out, int in, int side) {

    static MidasKernel take(NetworkWeights weights, String name, int out, int in, int side) {
        return new MidasKernel(weights.take(name, out, in, side, side).toFloats(), out, in, side);
    }

    /** Each output's weights times a factor of its own: what comes of a batch norm that follows. */
    MidasKernel scaled(double... factors) {
        float[] scaled = new float[values.length];
        int each = values.length / out;
        for (int i = 0; i < values.length; i++) {
            scaled[i] = (float) (values[i] * factors[i / each]);
        }
        return new MidasKernel(scaled, out, in, side);
    }

    /** Each output's weights less their mean, divided by {@code √(variance + epsilon)}; the variance is the population's. */
    MidasKernel standardised(double epsilon) {
        float[] standardised = new float[values.length];
        int each = values.length / out;
        for (int start = 0; start < values.length; start += each) {
            double sum = 0;
            for (int i = start; i < start + each; i++) {
                sum += values[i];
            }
            double mean = sum / each;
            double squares = 0;
            for (int i = start; i < start + each; i++) {
                squares += (values[i] - mean) * (values[i] - mean);
            }
            double deviation = Math.sqrt(squares / each + epsilon);
            for (int i = start; i < start + each; i++) {
                standardised[i] = (float) ((values[i] - mean) / deviation);
            }
        }
        return new MidasKernel(standardised, out, in, side);
    }

    /**
     * The same window with a row and a column of zeros before it. Where an even side is halved, TensorFlow pads one more pixel after the
     * image than before it; padded alike by {@code side / 2} the enlarged window reads the same pixels.
     */
    MidasKernel enlarged() {
        int larger = side + 1;
        float[] enlarged = new float[out * in * larger * larger];
        for (int row = 0; row < out * in * side; row++) {
            int target = (row / side * larger + row % side + 1) * larger + 1;
            System.arraycopy(values, row * side, enlarged, target, side);
        }
        return new MidasKernel(enlarged, out, in, larger);
    }

    Tensor tensor() {
        return Tensor.of(values, out, in, side, side);
    }
}
