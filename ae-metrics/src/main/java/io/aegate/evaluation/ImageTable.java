package io.aegate.evaluation;

import io.aegate.metric.MetricId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values of the instance metrics, one row an image in name order.
 *
 * @param images the images' names
 * @param hashes the SHA-256 of each reference, in hexadecimal
 * @param columns a value an image for each metric; NaN where the metric has none for that image
 */
public record ImageTable(List<String> images, List<String> hashes, Map<MetricId, double[]> columns) {

    public ImageTable {
        images = List.copyOf(images);
        hashes = List.copyOf(hashes);
        SortedMap<MetricId, double[]> sorted = new TreeMap<>(columns);
        columns = Collections.unmodifiableSortedMap(sorted);
        for (Map.Entry<MetricId, double[]> column : sorted.entrySet()) {
            if (column.getValue().length != images.size()) {
                throw new IllegalArgumentException(column.getKey() + " has " + column.getValue().length + " values for "
                        + images.size() + " images");
            }
        }
        if (hashes.size() != images.size()) {
            throw new IllegalArgumentException(hashes.size() + " hashes for " + images.size() + " images");
        }
    }

    public int size() {
        return images.size();
    }
}
