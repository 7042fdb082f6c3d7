package com.example.autoencoder;

import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image autoencoder: a TorchScript program and the weights it reads.
 *
 * <p>{@code encode} takes images (N, 3, H, W) in [0, 1], H and W multiples of 8, to latents (N, {@value #CHANNELS}, H/8,
 * W/8) of about unit variance; {@code decode} takes latents back to images in [0, 1]; {@code forward} does both.
 *
 * @param program the program's methods
 * @param weights the program's tensors by the name it reads them under
 */
record Autoencoder(String program, Map<String, Tensor> weights) {

    static final int BLOCK = 8;

    /** How many coefficients of a block are kept of luma, and of either chroma. */
    static final int LUMA = 21;

    static final int CHROMA = 3;

    static final int CHANNELS = LUMA + 2 * CHROMA;

    private static final double RED = 0.299;
    private static final double BLUE = 0.114;
    private static final double GREEN = 1 - RED - BLUE;

    /** Y, Cb and Cr of red, green and blue (Rec. 601, full range). */
    private static final double[][] TO_YCBCR = {
        {RED, GREEN, BLUE},
        {-RED / (2 * (1 - BLUE)), -GREEN / (2 * (1 - BLUE)), 0.5},
        {0.5, -GREEN / (2 * (1 - RED)), -BLUE / (2 * (1 - RED))},
    };

    /** What one unit of Y, Cb and Cr adds to red, green and blue. */
    private static final double[][] FROM_YCBCR = {
        {1, 1, 1},
        {0, -2 * BLUE * (1 - BLUE) / GREEN, 2 * (1 - BLUE)},
        {2 * (1 - RED), -2 * RED * (1 - RED) / GREEN, 0},
    };

    private static final String PROGRAM = """
            def encode(self, x: Tensor) -> Tensor:
              return torch.conv2d(torch.sub(x, 0.5), self.analysis, None, [8, 8])
            def decode(self, z: Tensor) -> Tensor:
              y = torch.conv_transpose2d(z, self.synthesis, None, [8, 8])
              return torch.clamp(torch.add(y, 0.5), 0., 1.)
            def forward(self, x: Tensor) -> Tensor:
              z = self.encode(x)
              return self.decode(z)
            """;

    Autoencoder {
        SortedMap<String, Tensor> sorted = new TreeMap<>(weights); // the order in the file, so that its hash is stable
        weights = Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * A transform coder: of each 8×8 block of Y, Cb and Cr the coefficients of lowest frequency of the orthonormal
     * discrete cosine transform are kept, as a convolution of stride 8 and its transpose.
     */
    static Autoencoder cosineTransform() {
        int pixels = BLOCK * BLOCK;
        float[] analysis = new float[CHANNELS * 3 * pixels];
        float[] synthesis = new float[CHANNELS * 3 * pixels];
        for (int channel = 0; channel < CHANNELS; channel++) {
            int plane = channel < LUMA ? 0 : 1 + (channel - LUMA) / CHROMA;
            int coefficient = channel < LUMA ? channel : (channel - LUMA) % CHROMA;
            double[] wave = wave(coefficient);
            double deviation = deviation(plane, coefficient);
            for (int colour = 0; colour < 3; colour++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    int at = (channel * 3 + colour) * pixels + pixel;
                    analysis[at] = (float) (TO_YCBCR[plane][colour] * wave[pixel] / deviation);
                    synthesis[at] = (float) (FROM_YCBCR[plane][colour] * wave[pixel] * deviation);
                }
            }
        }
        long[] shape = {CHANNELS, 3, BLOCK, BLOCK};
        return new Autoencoder(
                PROGRAM, Map.of("analysis", Tensor.of(analysis, shape), "synthesis", Tensor.of(synthesis, shape)));
    }

    /**
     * This autoencoder with each tensor rounded to {@code levels} steps either side of zero: what a careless export does.
     */
    Autoencoder quantised(int levels) {
        Map<String, Tensor> coarse = new TreeMap<>();
        weights.forEach((name, tensor) -> coarse.put(name, quantised(tensor, levels)));
        return new Autoencoder(program, coarse);
    }

    void write(Path file) throws IOException {
        TorchScriptArchive.write(file, program, weights);
    }

    /** The basis function of a coefficient in zig-zag order, row by row; of unit length and square to all others. */
    static double[] wave(int coefficient) {
        int[] frequency = frequency(coefficient);
        double[] wave = new double[BLOCK * BLOCK];
        for (int y = 0; y < BLOCK; y++) {
            for (int x = 0; x < BLOCK; x++) {
                wave[y * BLOCK + x] = cosine(frequency[0], x) * cosine(frequency[1], y);
            }
        }
        return wave;
    }

    private static double cosine(int frequency, int position) {
        double norm = frequency == 0 ? Math.sqrt(1.0 / BLOCK) : Math.sqrt(2.0 / BLOCK);
        return norm * StrictMath.cos(Math.PI * frequency * (2 * position + 1) / (2 * BLOCK));
    }

    /** The horizontal and vertical frequency of a coefficient: diagonal by diagonal from the lowest, as JPEG orders them. */
    private static int[] frequency(int coefficient) {
        int diagonal = 0;
        int place = coefficient;
        while (place > diagonal) {
            diagonal++;
            place -= diagonal;
        }
        return diagonal % 2 == 0 ? new int[] {place, diagonal - place} : new int[] {diagonal - place, place};
    }

    /** A coefficient's usual spread over images, which falls with its frequency. */
    private static double deviation(int plane, int coefficient) {
        int[] frequency = frequency(coefficient);
        double mean = plane == 0 ? 2.0 : 0.7;
        double lowest = plane == 0 ? 0.6 : 0.15;
        int distance = frequency[0] + frequency[1];
        return distance == 0 ? mean : lowest / distance;
    }

    private static Tensor quantised(Tensor tensor, int levels) {
        FloatBuffer values = tensor.bytes().asFloatBuffer();
        float[] coarse = new float[values.remaining()];
        float largest = 0;
        for (int i = 0; i < coarse.length; i++) {
            largest = Math.max(largest, Math.abs(values.get(i)));
        }
        float step = largest / levels;
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] = step * Math.round(values.get(i) / step);
        }
        return Tensor.of(
                coarse, tensor.shape().stream().mapToLong(Long::longValue).toArray());
    }
}
