package io.aegate.metric.distribution;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.random.MersenneTwister;

/**
 * The draws of numpy's {@code RandomState}, which numpy promises never to change: MT19937, and shuffling from the end with integers drawn
 * by masked rejection.
 */
final class NumpyRandom {

    private final MersenneTwister twister;

    NumpyRandom(int seed) {
        twister = new MersenneTwister(seed);
    }

    /** {@code choice(n, size, replace=False)}. */
    int[] choice(int n, int size) {
        if (size < 0 || size > n) {
            throw new IllegalArgumentException(size + " of " + n + " cannot be drawn without replacement");
        }
        return Arrays.copyOf(permutation(n), size);
    }

    /** {@code permutation(n)}. */
    int[] permutation(int n) {
        int[] places = IntStream.range(0, n).toArray();
        for (int i = n - 1; i >= 1; i--) {
            int j = atMost(i);
            int place = places[i];
            places[i] = places[j];
            places[j] = place;
        }
        return places;
    }

    private int atMost(int limit) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(limit);
        int value = twister.nextInt() & mask;
        while (value > limit) {
            value = twister.nextInt() & mask;
        }
        return value;
    }
}
