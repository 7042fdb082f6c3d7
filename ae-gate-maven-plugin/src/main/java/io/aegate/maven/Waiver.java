package io.aegate.maven;

import org.jspecify.annotations.Nullable;

/** A waiver as a POM declares it; Maven fills in the fields by their names. */
public final class Waiver {

    /** The budget, as the configuration writes it. */
    private @Nullable String budget;

    /** The last day on which it may be missed, such as 2026-12-31. */
    private @Nullable String until;

    /** Why. */
    private @Nullable String reason;

    io.aegate.gate.Waiver declared() {
        return io.aegate.gate.Waiver.of(text(budget), text(until), text(reason));
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }
}
