package io.aegate.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Slices;
import io.aegate.gate.Baseline;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The two texts of a baseline as they were stored, neither of which is trusted before the hash over both is verified.
 *
 * @param json what was accepted, by whom and why
 * @param csv the per-image table
 */
record StoredBaseline(StoredText json, StoredText csv) {

    static final String SCHEMA = "ae-gate/baseline/1";
    static final long LARGEST = 64L << 20;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int SHOWN_OF_HASH = 8;

    /** Contents that are what somebody accepted. */
    record Verified(StoredJson json, String canonicalCsv) {

        ObjectNode root() {
            return (ObjectNode) json.node();
        }
    }

    /**
     * Checks the schema, which says how to hash, then the hash, then everything else, so that an edited value reads as one.
     *
     * @throws io.aegate.image.RefusedInputException if it is damaged or was changed
     */
    Baseline read(Map<MetricId, MetricInfo> catalog, Slices slices) {
        StoredJson root = verified().json();
        Baseline.Acceptance acceptance = acceptance(root.object("acceptance"));
        return new Baseline(
                root.text("hash"), acceptance, new MeasurementsReader(root, csv, catalog).read(slices), false);
    }

    Verified verified() {
        StoredJson root = StoredJson.parse(json);
        root.requireSchema(SCHEMA);
        String says = hash(root, "hash");
        String table;
        try {
            table = PerImageCsv.canonical(csv.text());
        } catch (PerImageCsv.Malformed e) {
            throw csv.origin().refused(e.wrong(), e);
        }
        Verified content = new Verified(root, table);
        String is = BaselineHash.of(content.root(), table);
        if (!is.equals(says)) {
            throw root.refused("it or " + csv.origin().name() + " was changed after it was accepted (its hash says "
                    + says.substring(0, SHOWN_OF_HASH) + ", its values are " + is.substring(0, SHOWN_OF_HASH) + ")");
        }
        return content;
    }

    /** Keeps what {@link #read} would refuse from being written. */
    static void requireHashes(Baseline.Acceptance acceptance) {
        Stream.of(acceptance.parent(), acceptance.report())
                .flatMap(Optional::stream)
                .filter(hash -> !HASH.matcher(hash).matches())
                .forEach(hash -> {
                    throw new IllegalArgumentException("\"" + hash + "\" is no SHA-256");
                });
    }

    private static Baseline.Acceptance acceptance(StoredJson part) {
        String when = part.text("when");
        String reason = part.text("reason");
        if (reason.isBlank()) {
            throw part.refused("its reason is blank");
        }
        try {
            // By way of the calendar, which ends before the times do: reports say the day.
            Instant time = Instant.parse(when).atOffset(ZoneOffset.UTC).toInstant();
            return new Baseline.Acceptance(time, reason, optionalHash(part, "parent"), optionalHash(part, "report"));
        } catch (DateTimeException e) {
            throw part.origin()
                    .refused("it was accepted \"" + when + "\", which is not a time such as 2026-09-03T12:00:00Z", e);
        }
    }

    private static Optional<String> optionalHash(StoredJson part, String name) {
        return part.node().has(name) ? Optional.of(hash(part, name)) : Optional.empty();
    }

    private static String hash(StoredJson part, String name) {
        String hash = part.text(name);
        if (!HASH.matcher(hash).matches()) {
            throw part.refused("its " + name + " is \"" + hash + "\", not 64 lower-case hexadecimal digits");
        }
        return hash;
    }
}
