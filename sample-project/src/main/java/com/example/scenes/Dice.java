package com.example.scenes;

import java.util.List;

/**
 * A small generator of random numbers, equal on every machine and every JDK.
 *
 * <p>SplitMix64 (Steele, Lea and Flood 2014), written out so that a later JDK cannot change the sequence.
 */
final class Dice {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Dice(long seed) {
        state = seed;
    }

    /** The dice of image {@code index}: independent of every other image's. */
    static Dice of(long seed, int index) {
        return new Dice(mix(seed + GOLDEN_GAMMA * (index + 1L)));
    }

    /** Scatters the bits of {@code value}; equal inputs give equal outputs. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The 53 upper bits of {@code bits} as a number in [0, 1). */
    static double unit(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    long bits() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    double between(double low, double high) {
        return low + (high - low) * unit(bits());
    }

    /** A whole number from {@code low} to {@code high}, both included. */
    int whole(int low, int high) {
        return low + (int) (unit(bits()) * (high - low + 1));
    }

    boolean chance(double probability) {
        return unit(bits()) < probability;
    }

    <T> T pick(List<T> choices) {
        return choices.get(whole(0, choices.size() - 1));
    }
}
