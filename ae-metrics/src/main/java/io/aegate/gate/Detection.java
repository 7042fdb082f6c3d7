package io.aegate.gate;

import io.aegate.evaluation.Measurements;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.util.Optional;

/** Finds what a budget on a regression can tell from chance, before there is anything to judge. */
final class Detection {

    private final Measurements measurements;
    private final Readings readings;
    private final Baselines baselines;
    private final Rules rules;

    Detection(Measurements measurements, Readings readings, Baselines baselines, Rules rules) {
        this.measurements = measurements;
        this.readings = readings;
        this.baselines = baselines;
        this.rules = rules;
    }

    /**
     * What it can tell, or empty if that is not known.
     *
     * @param budget on a regression of values of which there is no obstacle
     */
    Optional<Detectable> of(Budget budget) {
        Quantity.Value value = budget.quantity().subject();
        if (rules.confidence().isEmpty() || readings.info(value).kind() == Kind.SET) {
            return Optional.empty();
        }
        double confidence = rules.confidence().getAsDouble();
        if (budget.quantity() instanceof Quantity.Share) {
            return Effect.ofShare(budget, readings.count(value), confidence)
                    .map(effect -> new Detectable(budget.text(), effect, false, Optional.empty()));
        }
        return paired(budget)
                .map(effect ->
                        new Detectable(budget.text(), effect.printed(), false, effect.warning(readings.count(value))))
                .or(() -> alone(budget, confidence)
                        .map(effect -> new Detectable(budget.text(), effect.printed(), true, Optional.empty())));
    }

    private Optional<Effect> paired(Budget budget) {
        Optional<String> anchor = budget.quantity().regression().flatMap(Quantity.Regression::anchor);
        return baselines
                .of(anchor)
                .map(baseline -> new Regressions(anchor, baseline, measurements))
                .filter(regressions -> regressions.obstacle(budget).isEmpty())
                .flatMap(regressions -> {
                    Paired paired = regressions.paired(budget.quantity().subject());
                    boolean unchanged = regressions.sameCheckpoint() && paired.isUnchanged();
                    return new ValueRegression(budget, rules, paired, unchanged).detectable();
                });
    }

    /** By two measurements that have nothing in common but how they spread: losses then spread by the root of both squares. */
    private Optional<Effect> alone(Budget budget, double confidence) {
        Quantity.Value value = budget.quantity().subject();
        Sample sample = Sample.of(readings.ofImages(value));
        if (!(value.aggregate() instanceof Aggregate.Mean) || sample.size() < rules.minSamples()) {
            return Optional.empty();
        }
        MetricInfo info = readings.info(value);
        double margin = budget.amount().percent() ? budget.amount().value().doubleValue() : 0;
        double before = info.direction() == Direction.HIGHER ? 1 - margin : 1 + margin;
        double std = sample.std() * Math.hypot(1, before);
        return Effect.of(budget, info, Power.ofMean(std, sample.size(), confidence), sample.mean());
    }
}
