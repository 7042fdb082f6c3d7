package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Budget;
import io.aegate.gate.Budgets;
import io.aegate.gate.Gate;
import io.aegate.gate.Judged;
import io.aegate.gate.Status;
import io.aegate.gate.Vocabulary;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on one metric, over the set or over a slice of it.
 *
 * <p>They are budgets in other words and judged as such: an amount is written as in a budget, a bound in the wrong direction is refused,
 * and a value that is NaN or missing fails.
 */
public final class MetricAssert extends AbstractAssert<MetricAssert, Measurements> {

    private final String metric;
    private final String slice;
    private final Consumer<AssertionError> failures;
    private final boolean measured;

    private MetricAssert(
            @Nullable Measurements actual,
            String metric,
            String slice,
            Consumer<AssertionError> failures,
            boolean measured) {
        super(actual, MetricAssert.class);
        this.metric = metric;
        this.slice = slice;
        this.failures = failures;
        this.measured = measured;
    }

    /** Assertions on a metric that was measured; {@code failures} throws them or collects them. */
    static MetricAssert on(Measurements actual, String metric, Consumer<AssertionError> failures) {
        return new MetricAssert(actual, metric, "", failures, true);
    }

    /** Assertions that say nothing more, because what was not measured was told as a failure already. */
    static MetricAssert onNothing() {
        return new MetricAssert(null, "", "", failure -> {}, false);
    }

    /** Goes on with the metric over one slice, or with {@code "*"} over every slice, each judged for itself. */
    @CheckReturnValue
    public MetricAssert in(String name) {
        return new MetricAssert(actual, metric, "[" + name + "]", failures, measured).as(descriptionText());
    }

    /** Fails unless the value is at least the amount, for example {@code "31.5"} or {@code "31.5 dB"}. */
    public MetricAssert isAtLeast(String amount) {
        return holds(">=", amount);
    }

    /** Fails unless the value is at most the amount, for example {@code "0.06"}. */
    public MetricAssert isAtMost(String amount) {
        return holds("<=", amount);
    }

    private MetricAssert holds(String bound, String amount) {
        if (!measured) {
            return this;
        }
        Map<MetricId, MetricInfo> known = new LinkedHashMap<>();
        actual.metrics().forEach((id, summary) -> known.put(id, summary.info()));
        Vocabulary vocabulary = new Vocabulary(known, actual.slices().members().keySet(), Set.of());
        List<Budget> budgets = Budgets.parse(List.of(metric + slice + " " + bound + " " + amount), vocabulary);
        // Whatever its severity, so that an amount "31.5 or warn" asserts something, too.
        List<Judged> missed = Gate.judge(actual, budgets).budgets().stream()
                .filter(judged -> judged.status() != Status.PASS)
                .toList();
        if (!missed.isEmpty()) {
            failures.accept(failureWithActualExpected(
                    missed.get(0).measured().orElse("nothing"),
                    bound + " " + amount,
                    "%s",
                    missed.stream().map(Judged::message).collect(Collectors.joining("\n"))));
        }
        return this;
    }
}
