package io.aegate.gate;

/**
 * One of the images that a failed budget owes its failure to.
 *
 * @param image its name
 * @param figure what the number says
 * @param printed the number
 * @param unit its unit, or empty
 */
public record WorstImage(String image, Figure figure, String printed, String unit) {

    /** What a number says of an image. */
    public enum Figure {
        /** The metric's value. */
        VALUE("value"),
        /** How it differs from the baseline's. */
        CHANGE("change");

        private final String word;

        Figure(String word) {
            this.word = word;
        }

        /** The word used in files, {@code value} or {@code change}. */
        public String word() {
            return word;
        }
    }
}
