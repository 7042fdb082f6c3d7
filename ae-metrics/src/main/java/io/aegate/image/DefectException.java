package io.aegate.image;

/** Why one image cannot be used: a short phrase that many files may share, so that they can be listed by it. */
final class DefectException extends Exception {

    static final String TRUNCATED = "truncated";
    static final String DAMAGED = "damaged";
    static final String CHANGED = "changed since the set was opened";

    DefectException(String reason) {
        super(reason);
    }

    DefectException(String reason, Throwable cause) {
        super(reason, cause);
    }

    static DefectException truncated() {
        return new DefectException(TRUNCATED);
    }

    static DefectException damaged() {
        return new DefectException(DAMAGED);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
