package io.aegate.report;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.metric.MetricId;
import io.aegate.metric.Sample;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The values of one metric over the images that have one, for reports; judging is stricter. */
final class Spread {

    private final ImageTable table;
    private final double[] column;

    private Spread(ImageTable table, double[] column) {
        this.table = table;
        this.column = column;
    }

    /** The spread of a metric, or empty if it has no values of single images. */
    static Optional<Spread> of(Measurements measurements, MetricId metric) {
        ImageTable table = measurements.images();
        return Optional.ofNullable(table.columns().get(metric)).map(column -> new Spread(table, column));
    }

    Sample sample() {
        return present(IntStream.range(0, column.length));
    }

    /** The values over each slice. */
    SortedMap<String, Sample> slices(Map<String, Set<String>> members) {
        SortedMap<String, Sample> samples = new TreeMap<>();
        members.forEach((slice, images) -> samples.put(
                slice,
                present(IntStream.range(0, column.length)
                        .filter(row -> images.contains(table.images().get(row))))));
        return samples;
    }

    private Sample present(IntStream rows) {
        return present(rows.mapToDouble(row -> column[row]).toArray());
    }

    static Sample present(double[] values) {
        return Sample.of(Arrays.stream(values).filter(Double::isFinite).toArray());
    }
}
