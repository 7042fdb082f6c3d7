package io.aegate.evaluation;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Named parts of the image set; an image may be in several.
 *
 * @param members the names of the images in each slice
 */
public record Slices(Map<String, Set<String>> members) {

    public static final Slices NONE = new Slices(Map.of());

    public Slices {
        SortedMap<String, Set<String>> sorted = new TreeMap<>();
        members.forEach((slice, images) -> sorted.put(slice, Collections.unmodifiableSet(new TreeSet<>(images))));
        members = Collections.unmodifiableSortedMap(sorted);
    }
}
