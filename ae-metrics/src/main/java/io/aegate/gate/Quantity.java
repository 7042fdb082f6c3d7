package io.aegate.gate;

import io.aegate.metric.MetricId;
import java.util.Optional;

/** What a budget bounds. Its text is the canonical one, so {@code p05(psnr[faces])} whatever the spaces were. */
public sealed interface Quantity {

    /** The value that is read, compared or counted. */
    Value subject();

    /** The same quantity over other images. */
    Quantity over(Scope scope);

    /** The regression that it is, or that a share counts; empty if it needs no baseline. */
    Optional<Regression> regression();

    /** What a share can count image by image. */
    sealed interface Counted extends Quantity {
        @Override
        Counted over(Scope scope);
    }

    /**
     * A metric's value: over images its aggregate, of a set metric the one that it has.
     *
     * @param metric which metric
     * @param aggregate how images become one number; the mean for a set metric
     * @param scope over which images
     */
    record Value(MetricId metric, Aggregate aggregate, Scope scope) implements Counted {
        @Override
        public Value subject() {
            return this;
        }

        @Override
        public Optional<Regression> regression() {
            return Optional.empty();
        }

        @Override
        public Value over(Scope other) {
            return new Value(metric, aggregate, other);
        }

        @Override
        public String toString() {
            String images = metric + scope.toString();
            return aggregate instanceof Aggregate.Mean ? images : aggregate + "(" + images + ")";
        }
    }

    /**
     * How much worse a value is than the baseline's, in the metric's own direction.
     *
     * @param subject the value
     * @param anchor the named baseline to compare with; empty for the usual one
     */
    record Regression(Value subject, Optional<String> anchor) implements Counted {
        @Override
        public Optional<Regression> regression() {
            return Optional.of(this);
        }

        @Override
        public Regression over(Scope scope) {
            return new Regression(subject.over(scope), anchor);
        }

        @Override
        public String toString() {
            return "regression(" + subject + anchor.map(name -> " vs " + name).orElse("") + ")";
        }
    }

    /**
     * The share of images whose value, or regression, compares with the threshold.
     *
     * @param counted what is compared, of the mean form
     * @param comparison how
     * @param threshold with what
     */
    record Share(Counted counted, Comparison comparison, Amount threshold) implements Quantity {
        @Override
        public Value subject() {
            return counted.subject();
        }

        @Override
        public Optional<Regression> regression() {
            return counted.regression();
        }

        @Override
        public Share over(Scope scope) {
            return new Share(counted.over(scope), comparison, threshold);
        }

        @Override
        public String toString() {
            return "share(" + counted + " " + comparison.symbol() + " " + threshold + ")";
        }
    }
}
