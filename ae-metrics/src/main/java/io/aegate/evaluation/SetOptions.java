package io.aegate.evaluation;

import java.util.Optional;

/**
 * How sets are compared.
 *
 * @param references remembers what networks saw in the references, for the next run
 * @param standardErrors whether each value comes with a standard error
 */
public record SetOptions(Optional<ReferenceFeatures> references, boolean standardErrors) {

    /** Nothing is remembered, and values come alone. */
    public static final SetOptions NONE = new SetOptions(Optional.empty(), false);
}
