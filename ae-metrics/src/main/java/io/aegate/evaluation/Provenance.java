package io.aegate.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/**
 * What was measured, with what, and where: all that decides whether two measurements can be compared.
 *
 * @param checkpoint the files under test, by name, and the hash over them; of a folder of reconstructions no files, and its fingerprint
 * @param references the set that went in
 * @param reconstructions the set that came out, where it was given as files; otherwise of count 0
 * @param generated the set of images that belong to no reference, where there is one; otherwise of count 0
 * @param weights the networks' weight files that metrics used
 * @param projectors those of the user's own that were declared, by name
 * @param inputRules how pixels were prepared: {@code resize}, {@code quantize}, {@code convert}, {@code range}, {@code latent}
 * @param device {@code cpu} or {@code cuda:N}
 * @param precision {@code fp32} or {@code bf16}
 * @param versions of ae-gate and of the libraries that decide values
 * @param startedAt when the measuring began
 * @param seconds how long it took
 */
public record Provenance(
        Subject checkpoint,
        ImageSetFacts references,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ImageSetFacts.Absent.class)
        ImageSetFacts reconstructions,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ImageSetFacts.Absent.class)
        ImageSetFacts generated,

        Map<String, WeightFile> weights,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ProjectorFacts> projectors,

        Map<String, String> inputRules,
        String device,
        String precision,
        Map<String, String> versions,
        Instant startedAt,
        double seconds) {

    /**
     * Whether another measurement of the same images by the same thing, with the same rules, device and versions, could only repeat
     * this one.
     */
    public boolean sameInputs(Provenance other) {
        return checkpoint.hash().equals(other.checkpoint.hash())
                && references.equals(other.references)
                && reconstructions.equals(other.reconstructions)
                && generated.equals(other.generated)
                && projectors.equals(other.projectors)
                && inputRules.equals(other.inputRules)
                && device.equals(other.device)
                && precision.equals(other.precision)
                && versions.equals(other.versions);
    }

    /** The same inputs, with when they were measured and how long it took. */
    public Provenance measured(Instant when, double took) {
        return new Provenance(
                checkpoint,
                references,
                reconstructions,
                generated,
                weights,
                projectors,
                inputRules,
                device,
                precision,
                versions,
                when,
                took);
    }

    /** The same with networks of these weight files. */
    public Provenance with(Map<String, WeightFile> files) {
        return new Provenance(
                checkpoint,
                references,
                reconstructions,
                generated,
                files,
                projectors,
                inputRules,
                device,
                precision,
                versions,
                startedAt,
                seconds);
    }

    /** The same of another thing under test. */
    public Provenance of(Subject other) {
        return new Provenance(
                other,
                references,
                reconstructions,
                generated,
                weights,
                projectors,
                inputRules,
                device,
                precision,
                versions,
                startedAt,
                seconds);
    }

    /**
     * The thing under test.
     *
     * @param name what people call it
     * @param files the SHA-256 of each of its files, by name
     * @param hash one hash over all of them
     */
    public record Subject(String name, Map<String, String> files, String hash) {}

    /** A set of images, and the SHA-256 over their names and contents. */
    public record ImageSetFacts(int count, String fingerprint) {

        public static final ImageSetFacts NONE = new ImageSetFacts(0, "");

        /** Tells Jackson which sets not to write. */
        static final class Absent {

            @Override
            public boolean equals(Object other) {
                return NONE.equals(other);
            }

            @Override
            public int hashCode() {
                return 0;
            }
        }
    }

    /**
     * A projector of the user's own.
     *
     * @param declared its keys, every default written out
     * @param files the SHA-256 of each of its files, by name
     */
    public record ProjectorFacts(String declared, Map<String, String> files) {}

    /** A weight file, and whether its hash is the registry's. */
    public record WeightFile(String sha256, boolean verified) {}
}
