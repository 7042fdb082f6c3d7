package io.aegate.gate;

import io.aegate.evaluation.Measurements;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Accepted measurements, which later ones are compared with.
 *
 * @param hash the hash over its values
 * @param acceptedAt when somebody accepted it
 * @param reason why
 * @param measurements what was accepted
 */
public record Baseline(String hash, Instant acceptedAt, String reason, Measurements measurements) {

    /** The day on which it was accepted, in UTC. */
    LocalDate day() {
        return LocalDate.ofInstant(acceptedAt, ZoneOffset.UTC);
    }
}
