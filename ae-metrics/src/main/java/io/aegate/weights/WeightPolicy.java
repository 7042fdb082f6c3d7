package io.aegate.weights;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Which weight files a user lets be used.
 *
 * @param directory the user's own folder of weight files, in which they are looked for first
 * @param accepted licences, or files, whose conditions the user accepts
 * @param allowUnverified whether a file of that folder is used even if it is not the official one
 */
public record WeightPolicy(Optional<Path> directory, Set<String> accepted, boolean allowUnverified) {

    /** Nothing but official files, whose licences forbid nothing. */
    public static final WeightPolicy USUAL = new WeightPolicy(Optional.empty(), Set.of(), false);

    public WeightPolicy {
        accepted = Set.copyOf(accepted);
    }
}
