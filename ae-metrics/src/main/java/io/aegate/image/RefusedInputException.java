package io.aegate.image;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * An input that ae-gate refuses: the message is one sentence with what was found, what is allowed and the next step.
 *
 * <p>The one exception of the core that is the user's to mend; anything else that escapes is a defect of ours.
 */
public final class RefusedInputException extends RuntimeException {

    private static final int NAMED = 10;

    public RefusedInputException(String message) {
        super(message);
    }

    public RefusedInputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first ten of the offenders and how many more there are, for the end of a message. */
    public static String named(Collection<String> offenders) {
        String first = offenders.stream().limit(NAMED).collect(Collectors.joining(", "));
        return offenders.size() <= NAMED ? first : first + " and " + (offenders.size() - NAMED) + " more";
    }
}
