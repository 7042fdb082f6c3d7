package io.aegate.gate;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Pairs measurements with a baseline's, and says what stands in the way where they cannot be paired. */
final class Regressions {

    private final String name;
    private final Baseline baseline;
    private final Readings readings;
    private final Comparability comparability;

    /**
     * Of measurements against a baseline.
     *
     * @param anchor the baseline's name; empty for the usual one
     */
    Regressions(Optional<String> anchor, Baseline baseline, Measurements measurements) {
        this.name = anchor.map(given -> "the anchor " + given).orElse("the baseline") + " of " + baseline.day();
        this.baseline = baseline;
        readings = new Readings(measurements);
        comparability = new Comparability(baseline.measurements(), measurements);
    }

    /** Why the values cannot be compared, and the remedy, as the end of a sentence; empty if they can. */
    Optional<String> obstacle(Budget budget) {
        Quantity quantity = budget.quantity();
        Quantity.Value value = quantity.subject();
        List<String> differences = comparability.obstacles(readings.info(value));
        if (!differences.isEmpty()) {
            return Optional.of(name + " is not comparable: " + String.join(", ", differences)
                    + "; measure as it was measured, or accept a new one");
        }
        MetricSummary then = baseline.measurements().metrics().get(value.metric());
        MetricInfo info = readings.info(value);
        if (then == null) {
            return Optional.of(name + " has no " + value.metric() + "; accept a new one");
        }
        if (!sameVariant(then.info(), info)) {
            return Optional.of(name + " measured another variant of " + value.metric() + "; accept a new one");
        }
        Optional<String> missing =
                info.kind() == Kind.SET ? obstacleOfSet(then, readings.count(value)) : missingImages(value);
        return missing.isPresent() ? missing : obstacleOfPercentage(budget);
    }

    /** The bias of a distance between sets depends on how many images there are, so more of them alone would pass for better ones. */
    private Optional<String> obstacleOfSet(MetricSummary then, int n) {
        MetricId metric = then.info().id();
        if (!Double.isFinite(then.value())) {
            return Optional.of(name + " has no value of " + metric + "; accept a new one");
        }
        return then.n() == n
                ? Optional.empty()
                : Optional.of(name + " has " + metric + " of " + then.n() + " " + Readings.images(then.n())
                        + ", not of " + n + "; measure as many, or accept a new one");
    }

    private Optional<String> missingImages(Quantity.Value value) {
        double[] column = baseline.measurements().images().columns().get(value.metric());
        List<String> images = readings.names(value);
        int[] rows = rows(value);
        if (!readings.info(value).presence().isEverywhere()) {
            return column != null && IntStream.of(rows).anyMatch(row -> Double.isFinite(column[row]))
                    ? Optional.empty()
                    : Optional.of(name + " has " + value.metric() + " of none of these images; accept a new one");
        }
        List<String> without = IntStream.range(0, rows.length)
                .filter(i -> column == null || !Double.isFinite(column[rows[i]]))
                .mapToObj(images::get)
                .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(name + " has no value of " + value.metric() + " for " + without.size() + " of "
                        + images.size() + " " + Readings.images(images.size()) + " ("
                        + RefusedInputException.named(without) + "); accept a new one");
    }

    /** A percentage is of a value over 0; of single images 0 will do: what is worse than that is worse by any percentage. */
    private Optional<String> obstacleOfPercentage(Budget budget) {
        Quantity quantity = budget.quantity();
        Amount margin = quantity instanceof Quantity.Share share ? share.threshold() : budget.amount();
        if (!margin.percent()) {
            return Optional.empty();
        }
        Paired paired = paired(quantity.subject());
        boolean single = quantity instanceof Quantity.Share;
        double before = single
                ? paired.smallestBefore()
                : paired.before(quantity.subject().aggregate());
        if (single ? before >= 0 : before > 0) {
            return Optional.empty();
        }
        return Optional.of((single ? "an image of " + name + " has " : name + " has ")
                + quantity.subject() + " at " + before
                + ", of which a percentage has no meaning; give the margin as an amount");
    }

    private static boolean sameVariant(MetricInfo then, MetricInfo now) {
        return then.kind() == now.kind()
                && then.direction() == now.direction()
                && then.unit().equals(now.unit());
    }

    /** The values of both, of which there is no obstacle. */
    Paired paired(Quantity.Value value) {
        MetricInfo info = readings.info(value);
        Measurements then = baseline.measurements();
        if (info.kind() == Kind.SET) {
            MetricSummary summary = then.metrics().get(value.metric());
            if (summary == null) {
                throw new IllegalStateException(name + " has no " + value.metric());
            }
            return new Paired(info, List.of(), new double[] {summary.value()}, new double[] {readings.number(value)});
        }
        double[] column = then.images().columns().get(value.metric());
        if (column == null) {
            throw new IllegalStateException(name + " has no " + value.metric());
        }
        double[] before =
                IntStream.of(rows(value)).mapToDouble(row -> column[row]).toArray();
        return info.presence().isEverywhere()
                ? new Paired(info, readings.names(value), before, readings.ofImages(value))
                : wherePresent(info, readings.names(value), before, readings.ofAllImages(value));
    }

    /** Of the images that had a value; what had one and has none any more counts as lost. */
    private static Paired wherePresent(MetricInfo info, List<String> images, double[] before, double[] after) {
        int[] had = IntStream.range(0, before.length)
                .filter(i -> !Double.isNaN(before[i]))
                .toArray();
        return new Paired(
                info,
                IntStream.of(had).mapToObj(images::get).toList(),
                IntStream.of(had).mapToDouble(i -> before[i]).toArray(),
                IntStream.of(had)
                        .mapToDouble(
                                i -> Double.isNaN(after[i]) ? info.presence().lost() : after[i])
                        .toArray());
    }

    /** The baseline's rows of the images in the value's scope; every image has one where there is no obstacle. */
    private int[] rows(Quantity.Value value) {
        ImageTable table = baseline.measurements().images();
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < table.size(); row++) {
            rows.put(table.images().get(row), row);
        }
        return readings.names(value).stream().mapToInt(rows::get).toArray();
    }

    boolean sameCheckpoint() {
        return comparability.sameCheckpoint();
    }

    /** What to know before trusting a comparison, if anything. */
    Optional<String> warning() {
        if (baseline.measuredAgain()) {
            return Optional.of(name + " was measured again here, because its environment differs");
        }
        List<String> versions = comparability.versions();
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(name + " was measured with other versions, which may have moved values: "
                        + String.join(", ", versions));
    }
}
