package io.aegate.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Slices;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.nio.file.Path;
import java.util.Map;

/** Writes measurements as {@code measurements.json} and {@code per-image.csv}, and reads them back. */
public final class MeasurementsFiles {

    public static final String JSON = "measurements.json";
    public static final String CSV = "per-image.csv";

    private static final String SCHEMA = "ae-gate/measurements/1";
    private static final long LARGEST_JSON = 64L << 20;
    private static final long LARGEST_CSV = 1L << 30;

    private MeasurementsFiles() {}

    /**
     * Writes both files into a folder, the JSON last, so that it never stands beside a table that was not written.
     *
     * @throws io.aegate.image.RefusedInputException if the folder cannot be written
     */
    public static void write(Path folder, Measurements measurements) {
        AtomicFiles.write(folder.resolve(CSV), PerImageCsv.text(measurements.images()));
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        MeasurementsJson.put(root, measurements);
        AtomicFiles.write(folder.resolve(JSON), Json.text(root));
    }

    /**
     * Reads both files from a folder.
     *
     * @param catalog the known metrics
     * @param slices the configured slices, which the files do not hold
     * @throws io.aegate.image.RefusedInputException if a file is missing, is of another schema, or the two contradict each other
     */
    public static Measurements read(Path folder, Map<MetricId, MetricInfo> catalog, Slices slices) {
        String remedy = "delete the folder " + folder + " and measure again";
        StoredJson json = StoredJson.parse(StoredText.read(folder.resolve(JSON), LARGEST_JSON, remedy));
        json.requireSchema(SCHEMA);
        StoredText csv = StoredText.read(folder.resolve(CSV), LARGEST_CSV, remedy);
        return new MeasurementsReader(json, csv, catalog).read(slices);
    }
}
