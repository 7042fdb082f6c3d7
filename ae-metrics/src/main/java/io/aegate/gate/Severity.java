package io.aegate.gate;

/** Whether a violated budget fails the gate. */
public enum Severity {
    ERROR("error"),
    /** Written {@code or warn}: a violation is reported and does not fail. */
    WARN("warn"),
    /** Waived until some day: a violation is reported and does not fail. */
    WAIVED("waived");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** The word used in files, {@code error}, {@code warn} or {@code waived}. */
    public String word() {
        return word;
    }
}
