package io.aegate.metric;

import io.aegate.weights.OfficialWeights;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a judge, a report or a reader needs to know of a metric: facts as data, no code.
 *
 * @param id its name
 * @param kind one value an image, or one for the set
 * @param direction which way it improves
 * @param unit {@code "dB"}, or empty where the metric has none
 * @param definition one line for people, naming the reference implementation
 * @param weights the official files of the networks that it is computed with
 * @param projector the name of the projector of the user's own that it is computed with, if it is
 * @param presence which images have a value
 */
public record MetricInfo(
        MetricId id,
        Kind kind,
        Direction direction,
        String unit,
        String definition,
        Set<OfficialWeights> weights,
        Optional<String> projector,
        Presence presence) {

    private static final int DECIBEL_DECIMALS = 2;
    private static final int DECIMALS = 4;

    public MetricInfo {
        weights = Collections.unmodifiableSet(new TreeSet<>(weights));
    }

    /** Of a metric that every image has, with official networks only. */
    public MetricInfo(
            MetricId id, Kind kind, Direction direction, String unit, String definition, Set<OfficialWeights> weights) {
        this(id, kind, direction, unit, definition, weights, Optional.empty(), Presence.EVERYWHERE);
    }

    /** Of a metric without networks. */
    public MetricInfo(MetricId id, Kind kind, Direction direction, String unit, String definition) {
        this(id, kind, direction, unit, definition, Set.of());
    }

    /** Decimals with which its values are printed at least: 2 for dB, otherwise 4. */
    public int decimals() {
        return unit.equals("dB") ? DECIBEL_DECIMALS : DECIMALS;
    }
}
