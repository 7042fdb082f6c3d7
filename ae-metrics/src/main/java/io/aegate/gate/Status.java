package io.aegate.gate;

/** What became of a budget, from best to worst: a known violation is worse than one that could not be ruled out. */
public enum Status {
    PASS,
    /** The measurements show neither that the budget is met nor that it is not. */
    INCONCLUSIVE,
    /** The quantity could not be had; never a pass. */
    NOT_MEASURED,
    FAIL
}
