package io.aegate.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Slices;
import io.aegate.gate.Baseline;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes and reads baselines: {@code NAME.json} with the acceptance, the values and their provenance, and beside it {@code NAME.csv},
 * the per-image table.
 *
 * <p>Both are made to be committed, and a hash in the JSON covers the values of both. It survives other line ends, a byte order mark,
 * indentation and order of keys; any other change is noticed when they are read, also a mixture of two baselines that an interrupted
 * writer left behind. It protects from accidents and from edits in passing, not from somebody who computes it anew.
 */
public final class BaselineFiles {

    private static final String JSON_END = ".json";
    private static final String ZIP_END = ".zip";
    private static final String REMEDY =
            "restore it from version control, or remove both files and accept a new baseline";
    private static final String OTHER_PLACE = "choose another place for the baseline";

    private BaselineFiles() {}

    /**
     * Writes measurements as the accepted standard; replaces both files or neither.
     *
     * @param json the file whose name ends in {@code .json}; the table goes beside it
     * @return what was written, with its hash
     * @throws RefusedInputException if the name ends otherwise, the reason is blank, the files would be too large to be read again, or
     *     they cannot be written
     */
    public static Baseline write(Path json, Baseline.Acceptance acceptance, Measurements measurements) {
        Path csv = table(json);
        StoredBaseline.requireHashes(acceptance);
        if (acceptance.reason().isBlank()) {
            throw new RefusedInputException("The reason for accepting " + json
                    + " is blank; say why these measurements are to be the standard");
        }
        ObjectNode content = Json.MAPPER.createObjectNode();
        ObjectNode accepted = content.putObject("acceptance");
        accepted.put("when", acceptance.when().toString());
        accepted.put("reason", acceptance.reason());
        acceptance.parent().ifPresent(parent -> accepted.put("parent", parent));
        acceptance.report().ifPresent(report -> accepted.put("report", report));
        MeasurementsJson.put(content, measurements);
        content.put("schema", StoredBaseline.SCHEMA);

        String table = PerImageCsv.text(measurements.images());
        String hash = BaselineHash.of(content, table);
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema", StoredBaseline.SCHEMA);
        root.put("hash", hash);
        root.setAll(content);
        AtomicFiles.write(List.of(replacement(csv, table), replacement(json, Json.text(root))));
        return new Baseline(hash, acceptance, measurements, false);
    }

    /**
     * Reads a baseline.
     *
     * @param file the {@code .json} of a pair, or a {@code .zip} of {@link #zip}
     * @param catalog the known metrics
     * @param slices the configured slices, which the files do not hold
     * @return empty only if neither file of the pair, or no zip, is there
     * @throws RefusedInputException if only half is there, it is damaged, it was changed after it was accepted, or it holds metrics
     *     that are not known
     */
    public static Optional<Baseline> read(Path file, Map<MetricId, MetricInfo> catalog, Slices slices) {
        return stored(file).map(stored -> stored.read(catalog, slices));
    }

    /**
     * Packs a baseline for publishing as an artifact: {@code baseline.json} and {@code baseline.csv}, whatever the pair is called.
     * The same baseline makes the same bytes, and keeps its hash.
     *
     * @param zip the archive, whose name ends in {@code .zip}
     * @param json the file of {@link #write}
     * @throws RefusedInputException if a name ends otherwise, there is no baseline, it is damaged, or it was changed after it was accepted
     */
    public static void zip(Path zip, Path json) {
        if (!zip.toString().endsWith(ZIP_END)) {
            throw new RefusedInputException(
                    "An archive of a baseline cannot be called " + zip + "; choose a name that ends in .zip");
        }
        table(json);
        StoredBaseline.Verified baseline = stored(json)
                .orElseThrow(() -> new RefusedInputException(
                        "There is no baseline " + json + " to put into " + zip + "; accept one first"))
                .verified();
        byte[] archive = BaselineZip.bytes(
                Json.text(baseline.root()).getBytes(StandardCharsets.UTF_8),
                baseline.canonicalCsv().getBytes(StandardCharsets.UTF_8));
        AtomicFiles.write(List.of(new Replacement(zip, archive, OTHER_PLACE)));
    }

    private static Optional<StoredBaseline> stored(Path file) {
        if (file.toString().endsWith(ZIP_END)) {
            return Files.notExists(file) ? Optional.empty() : Optional.of(BaselineZip.read(file));
        }
        Path csv = table(file);
        return Files.notExists(file) && Files.notExists(csv)
                ? Optional.empty()
                : Optional.of(new StoredBaseline(text(file), text(csv)));
    }

    private static StoredText text(Path file) {
        return StoredText.read(file, StoredBaseline.LARGEST, REMEDY);
    }

    /** The table beside a JSON. */
    private static Path table(Path json) {
        String name = String.valueOf(json.getFileName());
        if (!name.endsWith(JSON_END) || name.length() == JSON_END.length()) {
            throw new RefusedInputException("A baseline cannot be called " + json
                    + "; choose a name that ends in .json, such as ae-gate/baseline.json");
        }
        return json.resolveSibling(name.substring(0, name.length() - JSON_END.length()) + ".csv");
    }

    private static Replacement replacement(Path file, String text) {
        byte[] contents = text.getBytes(StandardCharsets.UTF_8);
        if (contents.length > StoredBaseline.LARGEST) {
            throw new RefusedInputException(
                    file + " would have " + contents.length + " bytes, and a baseline's file has at most "
                            + StoredBaseline.LARGEST + "; measure fewer images or fewer metrics");
        }
        return new Replacement(file, contents, OTHER_PLACE);
    }
}
