package io.aegate.metric.drift;

import io.aegate.metric.ProjectorSpec.Distance;

/** How two projections are compared. */
final class Distances {

    private Distances() {}

    static double of(Distance distance, float[] a, float[] b) {
        return switch (distance) {
            case L1 -> meanAbsolute(a, b);
            case L2 -> rootMeanSquare(a, b);
            case SHARE -> share(a, b);
            case PALETTE -> AdePalette.distance(a, b);
            case COSINE -> 1 - cosine(a, b);
            case LOST -> throw new IllegalArgumentException("faces are compared by their own projector");
        };
    }

    private static double meanAbsolute(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((double) a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static double rootMeanSquare(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum / a.length);
    }

    private static double share(float[] a, float[] b) {
        int different = 0;
        for (int i = 0; i < a.length; i++) {
            different += a[i] == b[i] ? 0 : 1;
        }
        return (double) different / a.length;
    }

    /** Exactly 1 of two equal vectors. */
    static double cosine(float[] a, float[] b) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
        }
        return Math.min(1, Math.max(-1, product / Math.sqrt(ofA * ofB)));
    }
}
