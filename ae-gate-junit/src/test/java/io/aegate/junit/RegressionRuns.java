package io.aegate.junit;

import io.aegate.AeGate;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.TestImages;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Progress;
import io.aegate.evaluation.Provenance;
import io.aegate.gate.Baseline;
import io.aegate.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Images enough to judge regressions by, what was accepted of them, and the properties by which the examples find both. */
abstract class RegressionRuns {

    static final int COUNT = 40;

    private static final int SIDE = 32;
    private static final Progress QUIET = (phase, done, total) -> {};

    @TempDir
    static Path images;

    @TempDir
    Path output;

    final Map<String, String> properties = new TreeMap<>();
    final List<String> log = new ArrayList<>();
    final AtomicInteger measured = new AtomicInteger();

    /** Evaluates without the launcher, so that a test sees what is printed. */
    final Evaluations evaluations = new Evaluations(
            (gate, lines) -> {
                measured.incrementAndGet();
                return gate.measure(QUIET);
            },
            log::add);

    /** What the gates of a test are held to. */
    Path baseline = Path.of("");

    @BeforeAll
    static void makeImages() {
        for (int i = 0; i < COUNT; i++) {
            String name = i + ".png";
            RgbImage image = TestImages.noise(i, SIDE, SIDE);
            RgbImage good = TestImages.disturbed(image, 100 + i);
            TestImages.write(images.resolve("in").resolve(name), image);
            TestImages.write(images.resolve("out").resolve(name), good);
            TestImages.write(images.resolve("other").resolve(name), TestImages.disturbed(image, 200 + i));
            TestImages.write(images.resolve("worse").resolve(name), TestImages.disturbed(good, 300 + i));
        }
    }

    @BeforeEach
    void sayWhereTheyAre() {
        baseline = output.resolve("accepted/baseline.json");
        properties.put("ae-gate.references", images.resolve("in").toString());
        properties.put("ae-gate.outputDirectory", output.toString());
        properties.put("ae-gate.baseline", baseline.toString());
        gate("out");
    }

    /** Says which of the folders of reconstructions is under test. */
    final void gate(String folder) {
        properties.put("ae-gate.reconstructions", images.resolve(folder).toString());
    }

    /** Makes a folder of reconstructions the standard, as {@code accept} does. */
    final Baseline accept(String folder, Path file) {
        return accept(folder, file, Map.of());
    }

    /** The same with settings of its own besides. */
    final Baseline accept(String folder, Path file, Map<Parameter, String> settings) {
        AeGate gate = gateOf(folder, settings);
        return gate.accept(gate.measure(QUIET), file, Optional.empty(), "first baseline");
    }

    /** The same as somebody accepted it who had another PyTorch. */
    final void acceptOfOtherPyTorch(String folder) {
        AeGate gate = gateOf(folder, Map.of());
        Measurements here = gate.measure(QUIET);
        Provenance now = here.provenance();
        Map<String, String> versions = new TreeMap<>(now.versions());
        versions.put("pytorch", "1.13.1");
        Provenance there = new Provenance(
                now.checkpoint(),
                now.references(),
                now.reconstructions(),
                now.generated(),
                now.weights(),
                now.projectors(),
                now.inputRules(),
                now.device(),
                now.precision(),
                versions,
                now.startedAt(),
                now.seconds());
        gate.accept(
                new Measurements(here.metrics(), here.images(), here.slices(), there, here.warnings()),
                baseline,
                Optional.empty(),
                "first baseline");
    }

    private AeGate gateOf(String folder, Map<Parameter, String> settings) {
        return new AeGate(new Settings(
                        images,
                        Map.of(
                                Parameter.REFERENCES,
                                "in",
                                Parameter.RECONSTRUCTIONS,
                                folder,
                                Parameter.METRICS,
                                "psnr",
                                Parameter.OUTPUT_DIRECTORY,
                                output.resolve("measured-to-be-accepted").toString()))
                .with(settings));
    }

    final Launched run(Class<?>... classes) {
        return Launched.classes(properties, classes);
    }

    final Declared declared(Class<?> type) {
        return Declared.by(List.of(type), name -> Optional.ofNullable(properties.get(name)))
                .orElseThrow();
    }
}
