package io.aegate.metric;

/**
 * What a judge, a report or a reader needs to know of a metric: facts as data, no code.
 *
 * @param id its name
 * @param kind one value an image, or one for the set
 * @param direction which way it improves
 * @param unit {@code "dB"}, or empty where the metric has none
 * @param definition one line for people, naming the reference implementation
 */
public record MetricInfo(MetricId id, Kind kind, Direction direction, String unit, String definition) {

    private static final int DECIBEL_DECIMALS = 2;
    private static final int DECIMALS = 4;

    /** Decimals with which its values are printed at least: 2 for dB, otherwise 4. */
    public int decimals() {
        return unit.equals("dB") ? DECIBEL_DECIMALS : DECIMALS;
    }
}
