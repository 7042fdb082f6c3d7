package io.aegate.gate;

import io.aegate.evaluation.Measurements;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges measurements by budgets: a pure function, and closed to failure.
 *
 * <p>Every budget is judged. What cannot be judged is {@link Status#NOT_MEASURED}, never a pass. Measured values are compared as the
 * decimals that they print as in full, shares as exact fractions.
 */
public final class Gate {

    private static final int WORST_IMAGES = 10;

    private final Measurements measurements;
    private final Baselines baselines;
    private final Rules rules;
    private final Readings readings;
    private final Set<String> warnings = new LinkedHashSet<>();

    private Gate(Measurements measurements, Baselines baselines, Rules rules) {
        this.measurements = measurements;
        this.baselines = baselines;
        this.rules = rules;
        readings = new Readings(measurements);
    }

    /**
     * The verdict on measurements that there is nothing to compare with.
     *
     * @throws IllegalArgumentException if there are no budgets, which {@link Budgets#parse} refuses
     */
    public static Verdict judge(Measurements measurements, List<Budget> budgets) {
        return judge(measurements, Baselines.NONE, budgets, Rules.DEFAULT);
    }

    /**
     * The verdict on measurements.
     *
     * <p>Regressions are judged image by image. A mean's bounds are {@linkplain HallInterval Hall's}, a quantile's are {@linkplain
     * PairedBootstrap bootstrapped}, a share's are {@linkplain BinomialBounds exact}; a set's value is compared as it is. What is
     * neither shown to be met nor shown not to be is {@link Status#INCONCLUSIVE}.
     *
     * @param baselines what regressions compare with
     * @param rules how sure their judgement has to be
     * @throws IllegalArgumentException if there are no budgets, which {@link Budgets#parse} refuses
     */
    public static Verdict judge(Measurements measurements, Baselines baselines, List<Budget> budgets, Rules rules) {
        Gate gate = new Gate(measurements, baselines, rules);
        List<Judged> judged = new ArrayList<>();
        for (Budget budget : budgets) {
            gate.overEachScope(budget).forEach(scoped -> judged.add(gate.judge(scoped)));
        }
        return new Verdict(judged, List.copyOf(gate.warnings));
    }

    /** A budget over every slice becomes one for each; where there is no slice it stays, and is not measured. */
    private List<Budget> overEachScope(Budget budget) {
        Set<String> slices = measurements.slices().members().keySet();
        if (!(budget.quantity().subject().scope() instanceof Scope.EverySlice) || slices.isEmpty()) {
            return List.of(budget);
        }
        return slices.stream().map(slice -> budget.over(new Scope.Slice(slice))).toList();
    }

    private Judged judge(Budget budget) {
        Quantity quantity = budget.quantity();
        Quantity.Value subject = quantity.subject();
        if (subject.scope() instanceof Scope.EverySlice) {
            return notMeasured(
                    budget,
                    quantity + " was not measured, because there are no slices; give a slices file of image,slice");
        }
        Optional<String> obstacle = readings.obstacle(subject);
        if (obstacle.isPresent()) {
            return notMeasured(budget, obstacle.get());
        }
        warnOfStrangersIn(subject.scope());
        if (quantity instanceof Quantity.Value value) {
            return judgeValue(budget, value);
        }
        if (quantity instanceof Quantity.Share share && share.counted() instanceof Quantity.Value value) {
            return judgeShare(budget, share, value);
        }
        return judgeRegression(budget);
    }

    private Judged judgeValue(Budget budget, Quantity.Value value) {
        warnOfExtreme(value);
        MetricInfo info = readings.info(value);
        double number = readings.number(value);
        boolean met = budget.bound()
                .isMetBy(BigDecimal.valueOf(number), budget.amount().value());
        String printed = Printed.value(number, info, budget.bound(), budget.amount());
        String message = value + " is " + printed + (info.unit().isEmpty() ? "" : " " + info.unit())
                + budget.demand(met, info.unit());
        return judged(budget, value, met, printed, printed, message, budget.amount());
    }

    private Judged judgeShare(Budget budget, Quantity.Share share, Quantity.Value value) {
        MetricInfo info = readings.info(value);
        double[] values = readings.ofImages(value);
        BigDecimal threshold = share.threshold().value();
        int count = 0;
        for (double each : values) {
            if (share.comparison().holds(BigDecimal.valueOf(each), threshold)) {
                count++;
            }
        }
        Hits hits = new Hits(count, values.length);
        boolean met = hits.meet(budget);
        String printed = hits.printed(budget);
        String message = hits.ofImages(value.scope()) + " (" + printed + ") " + hits.verb() + " " + value.metric() + " "
                + share.comparison().symbol() + " "
                + share.threshold().with(info.unit()) + budget.demand(met, "");
        String reading = printed + " (" + count + " of " + values.length + ")";
        return judged(budget, value, met, printed, reading, Visible.of(message), share.threshold());
    }

    private Judged judgeRegression(Budget budget) {
        Quantity quantity = budget.quantity();
        Quantity.Value subject = quantity.subject();
        Optional<String> anchor =
                quantity instanceof Quantity.Share share ? anchorOf(share.counted()) : anchorOf(quantity);
        Optional<Baseline> baseline = baselines.of(anchor);
        if (baseline.isEmpty()) {
            return notMeasured(
                    budget,
                    quantity + " was not measured, because there is no "
                            + anchor.map(name -> "anchor " + name).orElse("baseline")
                            + " to compare with; take the budget out until there is one");
        }
        Regressions regressions = new Regressions(anchor, baseline.get(), measurements);
        Amount margin = quantity instanceof Quantity.Share share ? share.threshold() : budget.amount();
        Optional<String> obstacle = regressions.obstacle(quantity, margin);
        if (obstacle.isPresent()) {
            return notMeasured(budget, quantity + " was not measured, because " + obstacle.get());
        }
        warnOfExtreme(subject);
        regressions.warning().ifPresent(this::warn);
        Paired paired = regressions.paired(subject);
        return RegressionJudge.judge(budget, rules, paired, regressions.sameCheckpoint(), readings.count(subject));
    }

    private static Optional<String> anchorOf(Quantity quantity) {
        return quantity instanceof Quantity.Regression regression ? regression.anchor() : Optional.empty();
    }

    private Judged judged(
            Budget budget,
            Quantity.Value value,
            boolean met,
            String printed,
            String reading,
            String message,
            Amount beside) {
        return new Judged(
                budget.text(),
                met ? Status.PASS : Status.FAIL,
                budget.severity(),
                Optional.of(printed),
                Optional.empty(),
                Optional.empty(),
                readings.count(value),
                reading,
                Visible.of(message),
                met ? List.of() : worstImages(value, beside));
    }

    private List<WorstImage> worstImages(Quantity.Value value, Amount beside) {
        MetricInfo info = readings.info(value);
        if (info.kind() == Kind.SET) {
            return List.of();
        }
        return readings.worst(value, WORST_IMAGES).stream()
                .map(row -> new WorstImage(
                        readings.image(row),
                        WorstImage.Figure.VALUE,
                        Printed.ofImage(readings.valueAt(value, row), info, beside),
                        info.unit()))
                .toList();
    }

    private Judged notMeasured(Budget budget, String message) {
        return new Judged(
                budget.text(),
                Status.NOT_MEASURED,
                budget.severity(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                readings.count(budget.quantity().subject()),
                "",
                Visible.of(message),
                List.of());
    }

    private void warnOfExtreme(Quantity.Value value) {
        int n = readings.count(value);
        if (value.aggregate() instanceof Aggregate.Quantile quantile && quantile.isTheExtremeOf(n)) {
            long enough = Math.round(Math.ceil(1 / Math.min(quantile.p(), 1 - quantile.p()) - 1e-9));
            warn(value + " of " + n + " " + Readings.images(n) + " is little more than their "
                    + (quantile.p() < 0.5 ? "minimum" : "maximum") + "; measure " + enough + " images or more");
        }
    }

    private void warnOfStrangersIn(Scope scope) {
        if (scope instanceof Scope.Slice slice) {
            Set<String> measured = Set.copyOf(measurements.images().images());
            List<String> strangers = measurements.slices().members().getOrDefault(slice.name(), Set.of()).stream()
                    .filter(image -> !measured.contains(image))
                    .toList();
            if (!strangers.isEmpty()) {
                warn("the slice " + slice.name() + " names " + strangers.size() + " "
                        + Readings.images(strangers.size()) + " that " + (strangers.size() == 1 ? "was" : "were")
                        + " not measured: " + RefusedInputException.named(strangers));
            }
        }
    }

    private void warn(String warning) {
        warnings.add(Visible.of(warning));
    }
}
