package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Protocol;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Everything that is written of a verdict. */
public final class VerdictFiles {

    private static final List<String> FILES = List.of(VerdictJson.FILE, JUnitXmlReport.FILE, MarkdownReport.FILE);

    private VerdictFiles() {}

    /**
     * Writes every file of a verdict into a folder, and appends the report to {@code $GITHUB_STEP_SUMMARY} where that is set.
     *
     * @param protocol whose script's numbers the report gives as well
     * @param command what repeats this run with the same configuration, for the report
     * @param accept what makes the measurements the baseline, as far as its reason
     */
    public static void write(
            Path folder,
            Measurements measurements,
            Verdict verdict,
            Optional<Protocol> protocol,
            String command,
            String accept)
            throws IOException {
        AtomicFiles.write(folder.resolve(JUnitXmlReport.FILE), JUnitXmlReport.text(verdict, measurements));
        String report = MarkdownReport.text(verdict, measurements, protocol, command, accept);
        AtomicFiles.write(folder.resolve(MarkdownReport.FILE), report + MarkdownDrift.evidence(folder, measurements));
        AtomicFiles.write(folder.resolve(VerdictJson.FILE), VerdictJson.text(verdict, measurements));
        Optional<String> summary =
                Optional.ofNullable(System.getenv("GITHUB_STEP_SUMMARY")).filter(path -> !path.isBlank());
        if (summary.isPresent()) {
            Files.writeString(Path.of(summary.get()), report, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /**
     * Removes the verdict that an earlier run wrote.
     *
     * @throws RefusedInputException if it cannot be removed
     */
    public static void discard(Path folder) {
        discard(folder, FILES);
    }

    /**
     * Removes all that an earlier run wrote.
     *
     * @throws RefusedInputException if it cannot be removed
     */
    public static void discardWithMeasurements(Path folder) {
        discard(folder, FILES);
        discard(folder, List.of(MeasurementsFiles.JSON, MeasurementsFiles.CSV));
        EvidenceFiles.discard(folder);
    }

    private static void discard(Path folder, List<String> files) {
        try {
            for (String file : files) {
                Files.deleteIfExists(folder.resolve(file));
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "The results of an earlier run in " + folder + " cannot be removed (" + e
                            + "); choose another outputDirectory, or remove them.",
                    e);
        }
    }
}
