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
        return judge(measurements, Baselines.NONE, budgets, Rules.DEFAULT, Waivers.NONE);
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
     * @param waivers of budgets that may be missed for a while
     * @throws IllegalArgumentException if there are no budgets, which {@link Budgets#parse} refuses
     */
    public static Verdict judge(
            Measurements measurements, Baselines baselines, List<Budget> budgets, Rules rules, Waivers waivers) {
        Gate gate = new Gate(measurements, baselines, rules);
        List<Waivers.Judgement> judgements = new ArrayList<>();
        for (Budget declared : budgets) {
            gate.overEachScope(declared)
                    .forEach(budget -> judgements.add(new Waivers.Judgement(declared, budget, gate.judge(budget))));
        }
        waivers.warnings(judgements).forEach(gate::warn);
        return new Verdict(
                waivers.applied(judgements),
                List.copyOf(gate.warnings),
                baselines.only(Budgets.comparisons(budgets)),
                rules);
    }

    /**
     * What the budgets on regressions can tell from chance, in their order.
     *
     * <p>Where there are comparable measurements of another checkpoint, by how far these moved. Where there are none, of a mean an
     * estimate by how far the values of the images lie apart. Budgets of which neither is known are left out: those on quantiles
     * without anything to compare with, on set metrics, on too few images, and all where nothing is left to chance.
     *
     * @param baselines what regressions compare with, as far as they are there
     * @param rules how sure their judgement has to be
     */
    public static List<Detectable> detectable(
            Measurements measurements, Baselines baselines, List<Budget> budgets, Rules rules) {
        Gate gate = new Gate(measurements, baselines, rules);
        return budgets.stream()
                .flatMap(budget -> gate.overEachScope(budget).stream())
                .flatMap(budget -> gate.detectable(budget).stream())
                .toList();
    }

    private List<Budget> overEachScope(Budget budget) {
        return budget.overEach(measurements.slices().members().keySet());
    }

    private Optional<Detectable> detectable(Budget budget) {
        Quantity quantity = budget.quantity();
        boolean left = quantity.regression().isPresent()
                && !(quantity.subject().scope() instanceof Scope.EverySlice)
                && readings.obstacle(quantity.subject()).isEmpty();
        return left ? new Detection(measurements, readings, baselines, rules).of(budget) : Optional.empty();
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
        return judgeRegression(budget, quantity.regression().orElseThrow());
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
        String reading = printed
                + readings.standardError(value)
                        .map(error -> " ± " + Printed.error(error, info, budget.amount()))
                        .orElse("");
        return judged(budget, value, met, printed, reading, message, budget.amount());
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

    private Judged judgeRegression(Budget budget, Quantity.Regression regression) {
        Quantity quantity = budget.quantity();
        Quantity.Value subject = quantity.subject();
        Optional<String> anchor = regression.anchor();
        Optional<Baseline> baseline = baselines.of(anchor);
        if (baseline.isEmpty()) {
            String missing = anchor.map(name -> "anchor " + name).orElse("baseline");
            return notMeasured(
                    budget,
                    "there is no " + missing,
                    quantity + " was not measured, because there is no " + missing
                            + " to compare with; accept one with ae-gate:accept"
                            + anchor.map(name -> " -Dae-gate.anchor=" + name).orElse("") + ", or take the budget out");
        }
        Regressions regressions = new Regressions(anchor, baseline.get(), measurements);
        Optional<String> obstacle = regressions.obstacle(budget);
        if (obstacle.isPresent()) {
            return notMeasured(budget, quantity + " was not measured, because " + obstacle.get());
        }
        warnOfExtreme(subject);
        regressions.warning().ifPresent(this::warn);
        Paired paired = regressions.paired(subject);
        RegressionJudge.Outcome outcome = RegressionJudge.judge(
                budget,
                rules,
                paired,
                regressions.sameCheckpoint(),
                paired.ofSet() ? readings.count(subject) : paired.size(),
                measurements.slices());
        outcome.warning().ifPresent(this::warn);
        return outcome.judged();
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
                met ? List.of() : worstImages(value, beside),
                Optional.empty());
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
        return notMeasured(budget, "", message);
    }

    private Judged notMeasured(Budget budget, String reading, String message) {
        return new Judged(
                budget.text(),
                Status.NOT_MEASURED,
                budget.severity(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                readings.count(budget.quantity().subject()),
                Visible.of(reading),
                Visible.of(message),
                List.of(),
                budget.quantity().regression().map(regression -> Regressed.notMeasured(regression.anchor())));
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
