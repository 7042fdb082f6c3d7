package io.aegate.gate;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What regressions are judged against.
 *
 * @param usual the baseline, where there is one
 * @param anchors the named baselines
 */
public record Baselines(Optional<Baseline> usual, Map<String, Baseline> anchors) {

    public static final Baselines NONE = new Baselines(Optional.empty(), Map.of());

    public Baselines {
        anchors = Collections.unmodifiableSortedMap(new TreeMap<>(anchors));
    }

    /** The one of this name, or the usual one if there is no name. */
    Optional<Baseline> of(Optional<String> anchor) {
        return anchor.isPresent() ? Optional.ofNullable(anchors.get(anchor.get())) : usual;
    }
}
