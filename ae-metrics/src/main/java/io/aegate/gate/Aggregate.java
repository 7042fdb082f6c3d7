package io.aegate.gate;

import io.aegate.metric.Sample;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the values of images become one number. */
public sealed interface Aggregate {

    /** The words by which budgets name aggregates, for messages. */
    String KNOWN = "mean, median, min, max, std or p01 to p99";

    /** The arithmetic mean: what a metric's bare name stands for. A set metric's one value goes by it too. */
    record Mean() implements Aggregate {
        @Override
        public double of(Sample sample) {
            return sample.mean();
        }

        @Override
        public String toString() {
            return "mean";
        }
    }

    /** The standard deviation with n − 1; better when lower, whatever the metric's direction. */
    record Std() implements Aggregate {
        @Override
        public double of(Sample sample) {
            return sample.std();
        }

        @Override
        public String toString() {
            return "std";
        }
    }

    /**
     * An order statistic by numpy's linear rule (type 7).
     *
     * @param word {@code min}, {@code median}, {@code max} or {@code pNN}
     * @param p 0 to 1
     */
    record Quantile(String word, double p) implements Aggregate {
        @Override
        public double of(Sample sample) {
            return sample.quantile(p);
        }

        /** Whether n images are too few to tell it from the minimum or maximum; never for these two, which say what they are. */
        boolean isTheExtremeOf(int n) {
            return !isExtreme() && n * Math.min(p, 1 - p) < 1;
        }

        boolean isExtreme() {
            return p == 0 || p == 1;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    double of(Sample sample);

    /** Whether it can be compared with a baseline's: spreads and single images cannot. */
    default boolean canRegress() {
        return this instanceof Mean || (this instanceof Quantile quantile && !quantile.isExtreme());
    }

    /** The aggregate of a name, or empty if there is none. */
    static Optional<Aggregate> named(String word) {
        return switch (word) {
            case "mean" -> Optional.of(new Mean());
            case "std" -> Optional.of(new Std());
            case "min" -> Optional.of(new Quantile(word, 0));
            case "median" -> Optional.of(new Quantile(word, 0.5));
            case "max" -> Optional.of(new Quantile(word, 1));
            default ->
                Pattern.matches("p(?!00)[0-9]{2}", word)
                        ? Optional.of(new Quantile(word, Integer.parseInt(word.substring(1)) / 100.0))
                        : Optional.empty();
        };
    }
}
