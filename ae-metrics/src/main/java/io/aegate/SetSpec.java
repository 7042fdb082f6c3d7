package io.aegate;

import io.aegate.image.RefusedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a gate says of metrics of whole sets.
 *
 * @param generated images that belong to no reference
 * @param statistics mean and covariance that generated images are compared with instead of the references'
 * @param exported where the references' mean and covariance are written
 * @param standardErrors whether values come with a standard error
 */
public record SetSpec(
        Optional<Path> generated, Optional<Path> statistics, Optional<Path> exported, boolean standardErrors) {

    static SetSpec of(Settings settings) {
        Optional<Path> generated = settings.path(Parameter.GENERATED);
        Optional<Path> statistics = settings.path(Parameter.STATISTICS);
        if (statistics.isPresent() && generated.isEmpty()) {
            throw new RefusedInputException(
                    "statistics are what generated images are compared with, but generated is not set; set it, or drop statistics.");
        }
        if (statistics.isPresent() && !Files.isRegularFile(statistics.get())) {
            throw new RefusedInputException(
                    "statistics is " + statistics.get() + ", where there is no file; check the path.");
        }
        return new SetSpec(
                generated,
                statistics,
                settings.path(Parameter.EXPORT_STATISTICS),
                settings.flag(Parameter.STANDARD_ERRORS));
    }
}
