package io.aegate.gate;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Looks up what budgets ask for, and says what stands in the way where it was not measured. */
final class Readings {

    private final Measurements measurements;
    private final ImageTable table;

    Readings(Measurements measurements) {
        this.measurements = measurements;
        table = measurements.images();
    }

    /** Why the value cannot be had, and the remedy, as one sentence; empty if it can. */
    Optional<String> obstacle(Quantity.Value value) {
        MetricSummary summary = measurements.metrics().get(value.metric());
        if (summary == null) {
            return Optional.of(value.metric()
                    + " was not measured; add it to metrics, or leave metrics out so that the budgets decide what is"
                    + " measured");
        }
        if (table.size() == 0) {
            return Optional.of(value + " was not measured, because there are no images; check the folders of"
                    + " references and reconstructions");
        }
        if (summary.info().kind() == Kind.SET) {
            return Double.isFinite(summary.value())
                    ? Optional.empty()
                    : Optional.of(value + " has no value over " + table.size() + " " + images(table.size())
                            + "; measure more images, or take the budget out");
        }
        return obstacleOfImages(value, summary);
    }

    private Optional<String> obstacleOfImages(Quantity.Value value, MetricSummary summary) {
        if (value.scope() instanceof Scope.Slice slice) {
            if (!measurements.slices().members().containsKey(slice.name())) {
                return Optional.of(value + " was not measured, because there is no slice " + slice.name()
                        + "; add it to the slices file, or take the budget out");
            }
            if (rows(value).length == 0) {
                return Optional.of(value + " was not measured, because none of the images is in the slice "
                        + slice.name() + "; check that the slices file names images as the report does");
            }
        }
        double[] column = table.columns().get(value.metric());
        if (column == null) {
            return Optional.of(value + " was not measured, because " + value.metric()
                    + " has no values of single images; delete the output folder and measure again");
        }
        boolean everywhere = summary.info().presence().isEverywhere();
        int[] rows = present(value);
        if (!everywhere && rows.length == 0) {
            return Optional.of(value + " was not measured, because none of the " + rows(value).length + " "
                    + images(rows(value).length) + " has "
                    + summary.info().presence().needs()
                    + "; measure images that have, or take the budget out");
        }
        List<String> without = IntStream.of(rows)
                .filter(row -> !Double.isFinite(column[row]))
                .mapToObj(table.images()::get)
                .toList();
        if (!without.isEmpty()) {
            return Optional.of(value.metric() + " has no value for " + without.size() + " of " + rows.length + " "
                    + images(rows.length) + " (" + RefusedInputException.named(without)
                    + "); mend these images or take them out of the set");
        }
        if (value.aggregate() instanceof Aggregate.Std && rows.length < 2) {
            return Optional.of(value + " was not measured, because one image has no spread; measure at least two");
        }
        return Double.isFinite(number(value, summary))
                ? Optional.empty()
                : Optional.of(value + " is not a finite number; look for extreme values in per-image.csv");
    }

    MetricInfo info(Quantity.Value value) {
        return summary(value).info();
    }

    /** The value, of which there is no obstacle. */
    double number(Quantity.Value value) {
        return number(value, summary(value));
    }

    /** The standard error of a set's value, where one was asked for. */
    Optional<Double> standardError(Quantity.Value value) {
        OptionalDouble error = summary(value).standardError();
        return error.isPresent() ? Optional.of(error.getAsDouble()) : Optional.empty();
    }

    private double number(Quantity.Value value, MetricSummary summary) {
        boolean whole = value.scope() instanceof Scope.WholeSet && value.aggregate() instanceof Aggregate.Mean;
        return whole ? summary.value() : value.aggregate().of(Sample.of(ofImages(value)));
    }

    /** The values of the images in its scope that have one, in name order. */
    double[] ofImages(Quantity.Value value) {
        double[] column = column(value);
        return IntStream.of(present(value)).mapToDouble(row -> column[row]).toArray();
    }

    /** The names of the images in its scope, in order, those included in which the metric has no value. */
    List<String> names(Quantity.Value value) {
        return IntStream.of(rows(value)).mapToObj(table.images()::get).toList();
    }

    /** The values of those images; NaN where the metric has none. */
    double[] ofAllImages(Quantity.Value value) {
        double[] column = column(value);
        return IntStream.of(rows(value)).mapToDouble(row -> column[row]).toArray();
    }

    /** The number of images that the value is taken over. */
    int count(Quantity.Value value) {
        MetricSummary summary = measurements.metrics().get(value.metric());
        return summary != null && summary.info().kind() == Kind.SET ? summary.n() : present(value).length;
    }

    /** The rows of the images in its scope, the worst by the metric's own direction first. */
    List<Integer> worst(Quantity.Value value, int limit) {
        double[] column = column(value);
        Comparator<Integer> ascending = Comparator.comparingDouble(row -> column[row]);
        return IntStream.of(present(value))
                .boxed()
                .sorted(info(value).direction() == Direction.HIGHER ? ascending : ascending.reversed())
                .limit(limit)
                .toList();
    }

    String image(int row) {
        return table.images().get(row);
    }

    double valueAt(Quantity.Value value, int row) {
        return column(value)[row];
    }

    private double[] column(Quantity.Value value) {
        double[] column = table.columns().get(value.metric());
        if (column == null) {
            throw new IllegalStateException(value.metric() + " has no values of single images");
        }
        return column;
    }

    private MetricSummary summary(Quantity.Value value) {
        MetricSummary summary = measurements.metrics().get(value.metric());
        if (summary == null) {
            throw new IllegalStateException(value.metric() + " was not measured");
        }
        return summary;
    }

    /** The rows of its scope; of a metric that not every image has, those that have it. */
    private int[] present(Quantity.Value value) {
        MetricSummary summary = measurements.metrics().get(value.metric());
        double[] column = table.columns().get(value.metric());
        if (summary == null || column == null || summary.info().presence().isEverywhere()) {
            return rows(value);
        }
        return IntStream.of(rows(value))
                .filter(row -> !Double.isNaN(column[row]))
                .toArray();
    }

    private int[] rows(Quantity.Value value) {
        IntStream all = IntStream.range(0, table.size());
        if (value.scope() instanceof Scope.Slice slice) {
            Set<String> members = measurements.slices().members().getOrDefault(slice.name(), Set.of());
            return all.filter(row -> members.contains(table.images().get(row))).toArray();
        }
        return all.toArray();
    }

    static String images(int n) {
        return n == 1 ? "image" : "images";
    }
}
