package io.aegate.metric;

/** Which way a metric improves. */
public enum Direction {
    HIGHER("higher"),
    LOWER("lower");

    private final String word;

    Direction(String word) {
        this.word = word;
    }

    /** The word used in files, {@code higher} or {@code lower}. */
    public String word() {
        return word;
    }
}
