package io.aegate.gate;

import io.aegate.evaluation.Measurements;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Accepted measurements, which later ones are compared with.
 *
 * @param hash the hash over its values, as it was accepted
 * @param acceptance who wanted it to be the standard, and why
 * @param measurements what was accepted, or what the same checkpoint measures now
 * @param measuredAgain whether the measurements are of the same checkpoint in another environment than when it was accepted
 */
public record Baseline(String hash, Acceptance acceptance, Measurements measurements, boolean measuredAgain) {

    /**
     * How measurements became a baseline.
     *
     * @param when somebody accepted them
     * @param reason why
     * @param parent the hash of the baseline that they replaced, if there was one
     * @param report the SHA-256 of the report that was there to be read, if one was
     */
    public record Acceptance(Instant when, String reason, Optional<String> parent, Optional<String> report) {}

    /** The same baseline with what its checkpoint measures here and now. */
    public Baseline measuredAgain(Measurements now) {
        return new Baseline(hash, acceptance, now, true);
    }

    /** What differs from the references, the rules and the environment of other measurements, a few words each. */
    public List<String> differencesFrom(Measurements now) {
        Comparability comparability = new Comparability(measurements, now);
        return Stream.concat(comparability.obstacles().stream(), comparability.versions().stream())
                .toList();
    }

    /**
     * What differs between where its measurements and others were made, in a few words; empty if nothing does, or if they are of other
     * references or input rules, too.
     *
     * <p>Present, it says that measuring this baseline's checkpoint again would make the two comparable.
     */
    public Optional<String> onlyEnvironmentDiffersFrom(Measurements now) {
        return new Comparability(measurements, now).onlyEnvironment();
    }

    /** The day on which it was accepted, in UTC. */
    public LocalDate day() {
        return LocalDate.ofInstant(acceptance.when(), ZoneOffset.UTC);
    }
}
