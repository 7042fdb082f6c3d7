package io.aegate.gate;

import io.aegate.gate.RegressionJudge.Certainty;
import io.aegate.gate.RegressionJudge.Judgement;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** Judges how much worse a mean, a quantile or a set's value became. */
final class ValueRegression {

    private final Budget budget;
    private final Rules rules;
    private final Paired paired;
    private final boolean unchanged;
    private final MetricInfo info;
    private final Aggregate aggregate;
    private final Loss loss;
    private final double before;
    private final double after;
    private final List<BigDecimal> losses;

    ValueRegression(Budget budget, Rules rules, Paired paired, boolean unchanged) {
        this.budget = budget;
        this.rules = rules;
        this.paired = paired;
        this.unchanged = unchanged;
        info = paired.info();
        aggregate = budget.quantity().subject().aggregate();
        loss = new Loss(info.direction(), budget.amount());
        before = paired.before(aggregate);
        after = paired.after(aggregate);
        losses = paired.losses(loss);
    }

    Judgement judge() {
        BigDecimal point = point();
        if (unchanged || paired.ofSet() || rules.confidence().isEmpty()) {
            return byPoint(point);
        }
        if (paired.size() < rules.minSamples()) {
            return tooFew(point);
        }
        if (losses.stream().distinct().count() == 1) {
            return byPoint(point);
        }
        Spread spread = spread(rules.confidence().orElseThrow());
        return spread.interval().isFinite() ? byInterval(point, spread) : overflown();
    }

    /** The smallest loss that these images tell from chance, or empty if their losses leave nothing to chance or to be told. */
    Optional<Effect> detectable() {
        boolean exact = unchanged || paired.ofSet() || rules.confidence().isEmpty();
        if (exact || paired.size() < rules.minSamples()) {
            return Optional.empty();
        }
        return spread(rules.confidence().orElseThrow()).effect();
    }

    private BigDecimal point() {
        if (!(aggregate instanceof Aggregate.Mean)) {
            return loss.of(before, after);
        }
        BigDecimal sum = losses.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.divide(BigDecimal.valueOf(losses.size()), MathContext.DECIMAL128);
    }

    private Spread spread(double confidence) {
        return aggregate instanceof Aggregate.Quantile quantile ? ofQuantile(quantile, confidence) : ofMean(confidence);
    }

    private Spread ofQuantile(Aggregate.Quantile quantile, double confidence) {
        Sample resampled = paired.bootstrap()
                .losses(quantile.p(), (was, is) -> loss.of(was, is).doubleValue());
        return new Spread(
                PairedBootstrap.bounds(resampled, confidence), effect(Power.ofQuantile(resampled.std(), confidence)));
    }

    private Spread ofMean(double confidence) {
        double[] values = losses.stream().mapToDouble(BigDecimal::doubleValue).toArray();
        double std = Sample.of(values).std();
        return new Spread(HallInterval.of(values, confidence), effect(Power.ofMean(std, values.length, confidence)));
    }

    /** Values that moved by no more than a repetition moves them say nothing of how far those of another checkpoint do. */
    private Optional<Effect> effect(double lost) {
        return paired.isUnchanged() ? Optional.empty() : Effect.of(budget, info, lost, before);
    }

    /** What the spread of the losses leaves to chance. */
    private record Spread(Interval interval, Optional<Effect> effect) {}

    private Judgement byPoint(BigDecimal point) {
        boolean met = budget.bound().isMetBy(point, loss.limit());
        String measured = printed(point, RoundingMode.CEILING);
        String message = unchanged
                ? subject() + " is unchanged at " + value(after) + unit() + " with the same checkpoint"
                : went() + ", " + by(measured);
        String reading = unchanged ? value(after) + unit() + ", unchanged" : arrow() + ", " + by(measured);
        return judgement(
                met ? Status.PASS : Status.FAIL,
                measured,
                Optional.empty(),
                Optional.empty(),
                reading,
                message + budget.demand(met, info.unit()),
                Certainty.NONE);
    }

    private Judgement tooFew(BigDecimal point) {
        String measured = printed(point, RoundingMode.CEILING);
        int n = paired.size();
        return judgement(
                Status.INCONCLUSIVE,
                measured,
                Optional.empty(),
                Optional.empty(),
                arrow() + ", " + by(measured) + " (too few images)",
                went() + ", " + by(measured) + ", but " + n + " " + Readings.images(n) + (n == 1 ? " is" : " are")
                        + " too few to tell that from chance; measure at least " + rules.minSamples()
                        + ", or lower minSamples",
                Certainty.NONE);
    }

    private Judgement byInterval(BigDecimal point, Spread spread) {
        Interval interval = spread.interval();
        Status status = interval.status(budget.bound(), loss.limit());
        String measured = printed(point, RoundingMode.CEILING);
        String lower = printed(BigDecimal.valueOf(interval.lower()), RoundingMode.HALF_EVEN);
        String upper = printed(BigDecimal.valueOf(interval.upper()), RoundingMode.HALF_EVEN);
        String range = "between " + side(lower) + " and " + side(upper);
        String sure = status == Status.FAIL ? bound(lower, true) : bound(upper, false);
        // "worse by 0.23 (95% sure by at least 0.21)": the word is not said twice.
        String word = word(measured) + " ";
        String known = " (" + rules.sure() + " " + (sure.startsWith(word) ? sure.substring(word.length()) : sure) + ")";
        boolean open = status == Status.INCONCLUSIVE;
        String message = open
                ? went() + ", " + by(measured) + ", and " + paired.size() + " images show no more than that it is "
                        + range + " (" + rules.sure() + " of each bound), which leaves the "
                        + budget.amount().with(info.unit()) + " of the budget open; measure more images, or widen the"
                        + " margin"
                : went() + ", " + by(measured) + known + budget.demand(status == Status.PASS, info.unit());
        return judgement(
                status,
                measured,
                Optional.of(lower),
                Optional.of(upper),
                arrow() + ", " + by(measured) + (open ? " (" + range + ")" : known),
                message,
                certainty(spread));
    }

    private Certainty certainty(Spread spread) {
        BigDecimal most =
                loss.inUnitOfAmount(BigDecimal.valueOf(spread.interval().upper()), before);
        return new Certainty(
                spread.effect().map(Effect::printed),
                spread.effect().flatMap(effect -> effect.warning(paired.size())),
                most.signum() < 0);
    }

    private Judgement overflown() {
        return new Judgement(
                Status.NOT_MEASURED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                budget.quantity() + " was not measured, because its spread is not a finite number; look for extreme"
                        + " values in per-image.csv",
                loss,
                Certainty.NONE);
    }

    private Judgement judgement(
            Status status,
            String measured,
            Optional<String> lower,
            Optional<String> upper,
            String reading,
            String message,
            Certainty certainty) {
        return new Judgement(status, Optional.of(measured), lower, upper, reading, message, loss, certainty);
    }

    /** A loss in the unit of the budget's amount. */
    private String printed(BigDecimal lost, RoundingMode rounding) {
        Amount amount = budget.amount();
        int decimals = amount.percent() ? info.decimals() - 2 : info.decimals();
        BigDecimal shown = loss.inUnitOfAmount(lost, before);
        return Printed.end(shown, decimals, rounding, budget.bound(), amount.number()) + (amount.percent() ? "%" : "");
    }

    private String subject() {
        String value = budget.quantity().subject().toString();
        return budget.quantity() instanceof Quantity.Regression regression
                ? value + regression.anchor().map(name -> " against " + name).orElse("")
                : value;
    }

    private String went() {
        return subject() + " went from " + value(before) + " to " + value(after) + unit();
    }

    private String arrow() {
        return value(before) + " -> " + value(after) + unit();
    }

    private String unit() {
        return info.unit().isEmpty() ? "" : " " + info.unit();
    }

    private String value(double value) {
        return Printed.plain(value, info, budget.amount());
    }

    /** {@code worse by 0.23}, {@code better by 0.23} or {@code no worse}. */
    private static String by(String loss) {
        return isZero(loss) ? word(loss) : word(loss) + " by " + size(loss);
    }

    private static String word(String loss) {
        return isZero(loss) ? "no worse" : isGain(loss) ? "better" : "worse";
    }

    /** {@code 0.23 worse} or {@code 0.23 better}. */
    private static String side(String loss) {
        return size(loss) + (isGain(loss) ? " better" : " worse");
    }

    private static String bound(String loss, boolean lower) {
        boolean gain = isGain(loss);
        return (gain ? "better" : "worse") + " by at " + (lower == gain ? "most " : "least ") + size(loss);
    }

    private static boolean isGain(String loss) {
        return loss.startsWith("-");
    }

    private static boolean isZero(String loss) {
        return loss.chars().noneMatch(c -> c >= '1' && c <= '9');
    }

    private static String size(String loss) {
        return isGain(loss) ? loss.substring(1) : loss;
    }
}
