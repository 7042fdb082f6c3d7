package io.aegate.metric.pixel;

import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;

/**
 * Mean absolute and mean squared error of each pair: {@code {l1, mse}}.
 *
 * <p>On 8 bit both are sums of integers, exact until their one division.
 *
 * @param rounded whether it reads the 8-bit reconstruction even of a pair that has an exact one
 */
record ErrorExtractor(FeatureKey key, boolean rounded) implements FeatureExtractor {

    private static final double WHITE = 255;

    /** Values whose squared errors fit an {@code int} together: 2¹⁵ · 255² < 2³¹. */
    private static final int CHUNK = 1 << 15;

    @Override
    public double[][] extract(PairBatch batch) {
        return batch.pairs().stream().map(this::errors).toArray(double[][]::new);
    }

    private double[] errors(Pair pair) {
        return pair.exact()
                .filter(planes -> !rounded)
                .map(exact -> exact(pair.reference().pixels(), exact))
                .orElseGet(() -> quantised(
                        pair.reference().pixels(), pair.reconstruction().pixels()));
    }

    private static double[] quantised(byte[] x, byte[] y) {
        long absolute = 0;
        long squared = 0;
        for (int start = 0; start < x.length; start += CHUNK) {
            int end = Math.min(x.length, start + CHUNK);
            int chunkAbsolute = 0;
            int chunkSquared = 0;
            for (int i = start; i < end; i++) {
                int difference = (x[i] & 0xff) - (y[i] & 0xff);
                chunkAbsolute += Math.abs(difference);
                chunkSquared += difference * difference;
            }
            absolute += chunkAbsolute;
            squared += chunkSquared;
        }
        return new double[] {absolute / (WHITE * x.length), squared / (WHITE * WHITE * x.length)};
    }

    private static double[] exact(byte[] x, float[] planes) {
        int area = planes.length / 3;
        double absolute = 0;
        double squared = 0;
        for (int pixel = 0; pixel < area; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                double difference = (x[3 * pixel + channel] & 0xff) / WHITE - planes[channel * area + pixel];
                absolute += Math.abs(difference);
                squared += difference * difference;
            }
        }
        return new double[] {absolute / x.length, squared / x.length};
    }
}
