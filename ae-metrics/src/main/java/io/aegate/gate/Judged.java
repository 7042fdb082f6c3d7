package io.aegate.gate;

import java.util.List;
import java.util.Optional;

/**
 * What became of one budget, or of one slice of a budget over every slice.
 *
 * @param text the budget, with {@code [*]} replaced by the slice
 * @param status whether it is met
 * @param severity whether a violation fails the gate
 * @param measured what was measured, rounded towards failing, in per cent where the budget is; absent where nothing was
 * @param lower the lower confidence bound, where the judgement rests on one
 * @param upper the upper confidence bound, where the judgement rests on one
 * @param n the number of images that it was judged on
 * @param reading what was measured, in a few words for a table; empty where nothing was
 * @param message one sentence with what was measured and what the budget asks for, or why nothing was and the remedy
 * @param images the worst images, worst first, of a budget that is not met
 * @param regression what else is known of a regression; absent of other budgets, and where nothing was measured
 */
public record Judged(
        String text,
        Status status,
        Severity severity,
        Optional<String> measured,
        Optional<String> lower,
        Optional<String> upper,
        int n,
        String reading,
        String message,
        List<WorstImage> images,
        Optional<Regressed> regression) {

    public Judged {
        images = List.copyOf(images);
    }

    /** The same with another severity, and with more at the end of what is said of it. */
    Judged with(Severity other, String more) {
        String read = reading.isEmpty() ? "" : reading + more;
        return new Judged(text, status, other, measured, lower, upper, n, read, message + more, images, regression);
    }

    /** Whether the gate fails because of it: what was not measured fails whatever its severity. */
    public boolean fails() {
        return status == Status.NOT_MEASURED || (status != Status.PASS && severity == Severity.ERROR);
    }
}
