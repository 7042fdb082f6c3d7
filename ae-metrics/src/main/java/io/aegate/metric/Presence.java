package io.aegate.metric;

/**
 * In which images a metric has a value.
 *
 * @param needs what an image needs to have one, after "no image has", for example {@code "a face in the reference"}; empty where every
 *     image has a value
 * @param lost what counts in a regression for an image that had a value in the baseline and has none now
 */
public record Presence(String needs, double lost) {

    /** In every image; one without is a fault. */
    public static final Presence EVERYWHERE = new Presence("", Double.NaN);

    public boolean isEverywhere() {
        return needs.isEmpty();
    }
}
