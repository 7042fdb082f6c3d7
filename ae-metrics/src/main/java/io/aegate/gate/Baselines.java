package io.aegate.gate;

import io.aegate.evaluation.Measurements;
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

    /** The same with the usual one's checkpoint measured here and now. */
    public Baselines measuredAgain(Measurements now) {
        return new Baselines(usual.map(baseline -> baseline.measuredAgain(now)), anchors);
    }

    /** Those that are compared with, and no others. */
    Baselines only(Compared compared) {
        Map<String, Baseline> named = new TreeMap<>(anchors);
        named.keySet().retainAll(compared.anchors());
        return new Baselines(usual.filter(baseline -> compared.usual()), named);
    }

    /** The one of this name, or the usual one if there is no name. */
    Optional<Baseline> of(Optional<String> anchor) {
        return anchor.isPresent() ? Optional.ofNullable(anchors.get(anchor.get())) : usual;
    }
}
