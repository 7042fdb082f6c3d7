package io.aegate.metric;

/** Whether a metric has a value for each image, or one for the whole set. */
public enum Kind {
    INSTANCE("instance"),
    SET("set");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** The word used in files, {@code instance} or {@code set}. */
    public String word() {
        return word;
    }
}
