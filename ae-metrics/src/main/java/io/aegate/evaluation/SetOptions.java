package io.aegate.evaluation;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How sets are compared.
 *
 * @param references remembers what networks saw in the references, for the next run
 * @param statistics a file of mean and covariance that generated images are compared with instead of the references'
 * @param exported where the references' mean and covariance are written
 * @param standardErrors whether each value comes with a standard error
 */
public record SetOptions(
        Optional<ReferenceFeatures> references,
        Optional<Path> statistics,
        Optional<Path> exported,
        boolean standardErrors) {

    /** Nothing is remembered, read or written, and values come alone. */
    public static final SetOptions NONE = new SetOptions(Optional.empty(), Optional.empty(), Optional.empty(), false);
}
