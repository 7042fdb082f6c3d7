package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.gate.Baseline;
import io.aegate.report.BaselineFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparabilityIT {

    private static final String[] GATE = {
        "references=ref", "reconstructions=rec", "confidence=none", "budgets=regression(psnr) <= 0.10 dB"
    };
    private static final String NOT_COMPARABLE = "the budget is not met:\n"
            + "  regression(psnr) was not measured, because the baseline of %s is not comparable: %s;"
            + " measure as it was measured, or accept a new one";

    @TempDir
    private Path folder;

    @Test
    void a_baseline_of_other_images_is_not_compared_with_and_the_image_is_named() {
        MavenBuild build = MavenBuild.in(folder);
        Baseline baseline = accepted(build);
        for (String module : List.of("pixel", "added", "removed")) {
            at(build, module, "../model/ae-gate/baseline.json");
        }
        build.noisy(3, "pixel/ref", "pixel/rec", number -> NoisyImages.NOISE)
                .flipLastBit("pixel/ref/scene01.bmp")
                .noisy(4, "added/ref", "added/rec", number -> NoisyImages.NOISE)
                .noisy(2, "removed/ref", "removed/rec", number -> NoisyImages.NOISE);

        BuildResult result = build.modules(List.of("pixel", "added", "removed")).run("verify", "-fae");

        assertThat(result.report())
                .containsExactly(
                        "[ERROR] ae-gate: NOT_MEASURED  rec (36728858) against the baseline of " + printed(baseline)
                                + "   3 images, fp32, cpu",
                        "[ERROR]   NOT_MEASURED  regression(psnr) <= 0.10 dB    regression(psnr) was not measured, because the baseline of",
                        "[ERROR]                                                " + baseline.day()
                                + " is not comparable: references (1 changed: scene01);",
                        "[ERROR]                                                measure as it was measured, or accept a new one",
                        "[ERROR]   report: target/ae-gate/report.md");
        assertThat(result.lines())
                .contains("[ERROR]   Intended? mvn -f pixel ae-gate:accept@gate -Dae-gate.reason=\"...\"");
        assertThat(result.error("pixel"))
                .isEqualTo(NOT_COMPARABLE.formatted(baseline.day(), "references (1 changed: scene01)"));
        assertThat(result.error("added"))
                .isEqualTo(NOT_COMPARABLE.formatted(baseline.day(), "references (1 new: scene03)"));
        assertThat(result.error("removed"))
                .isEqualTo(NOT_COMPARABLE.formatted(baseline.day(), "references (1 missing: scene02)"));
    }

    @Test
    void a_baseline_of_another_environment_is_compared_with_once_its_checkpoint_is_measured_again() {
        MavenBuild build = MavenBuild.in(folder);
        Baseline baseline = accepted(build);
        Provenance here = baseline.measurements().provenance();
        write(build, "bf16", baseline, elsewhere(here, "bf16", here.versions()));
        Map<String, String> versions = new TreeMap<>(here.versions());
        versions.put("pytorch", "2.4.0");
        write(build, "older", baseline, elsewhere(here, here.precision(), versions));
        for (String module : List.of("precision", "again", "stranger")) {
            build.noisy(3, module + "/ref", module + "/rec", number -> NoisyImages.NOISE + 1);
        }
        build.noisy(3, "version/ref", "version/rec", number -> NoisyImages.NOISE);
        at(build, "precision", "../bf16/baseline.json");
        at(build, "again", "../bf16/baseline.json", "baselineCheckpoint=../model/rec");
        at(build, "stranger", "../bf16/baseline.json", "baselineCheckpoint=rec");
        at(build, "version", "../older/baseline.json");

        BuildResult result = build.modules(List.of("precision", "again", "stranger", "version"))
                .run("verify", "-fae");

        assertThat(result.error("precision"))
                .isEqualTo(NOT_COMPARABLE.formatted(baseline.day(), "precision (bf16 then, fp32 now)"));

        assertThat(result.lines())
                .containsSubsequence(
                        "[INFO] The baseline is of another environment: precision (bf16 then, fp32 now); what it was measured of is measured here as well.",
                        "[ERROR]   FAIL  regression(psnr) <= 0.10 dB    34.29 -> 33.33 dB, worse by 0.96",
                        "[WARNING] note: the baseline of " + baseline.day()
                                + " was measured again here, because its environment differs");
        assertThat(result.error("again")).isEqualTo("""
                        the budget is not met:
                          psnr went from 34.29 to 33.33 dB, worse by 0.96, but the budget allows at most 0.10 dB""");
        assertThat(result.json("again/target/ae-gate/verdict.json")
                        .at("/baseline/measuredAgain")
                        .booleanValue())
                .isTrue();
        assertThat(result.text("again/target/ae-gate/report.md"))
                .contains("Against the baseline of " + baseline.day(), ", model/rec, measured again here: first\n");
        assertThat(result.filesIn("again/target/ae-gate/baseline"))
                .containsExactly("measurements.json", "per-image.csv");

        assertThat(result.error("stranger"))
                .isEqualTo(
                        "baselineCheckpoint is rec (ce19edbb), but the baseline was measured of 36728858; name the file that it was measured of, or drop the setting.");
        assertThat(result.filesIn("stranger/target/ae-gate")).containsExactly("measurements.json", "per-image.csv");

        assertThat(result.json("version/target/ae-gate/verdict.json")
                        .get("outcome")
                        .textValue())
                .isEqualTo("PASS");
        assertThat(result.json("version/target/ae-gate/verdict.json").get("warnings"))
                .extracting(JsonNode::textValue)
                .containsExactly("the baseline of " + baseline.day()
                        + " was measured with other versions, which may have moved values: pytorch (2.4.0 then, "
                        + here.versions().get("pytorch") + " now)");
    }

    private static String printed(Baseline baseline) {
        return baseline.day() + " (" + baseline.hash().substring(0, 8) + ")";
    }

    private static Baseline accepted(MavenBuild build) {
        BuildResult accepted = build.noisy(3, "model/ref", "model/rec", number -> NoisyImages.NOISE)
                .file("model/pom.xml", MavenBuild.pom("model", MavenBuild.pluginWithGate(GATE)))
                .run("-f", "model", "ae-gate:measure", "ae-gate:accept", "-Dae-gate.reason=first");
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        return BaselineFiles.read(
                        accepted.path("model/ae-gate/baseline.json"), new MetricCatalog().infos(), Slices.NONE)
                .orElseThrow();
    }

    private static void at(MavenBuild build, String module, String baseline, String... more) {
        build.module(
                module,
                Stream.of(Stream.of(GATE), Stream.of("baseline=" + baseline), Stream.of(more))
                        .flatMap(settings -> settings)
                        .toArray(String[]::new));
    }

    private static void write(MavenBuild build, String name, Baseline baseline, Provenance provenance) {
        Measurements measured = baseline.measurements();
        BaselineFiles.write(
                build.place(name + "/baseline.json"),
                baseline.acceptance(),
                new Measurements(
                        measured.metrics(), measured.images(), measured.slices(), provenance, measured.warnings()));
    }

    private static Provenance elsewhere(Provenance here, String precision, Map<String, String> versions) {
        return new Provenance(
                here.checkpoint(),
                here.references(),
                here.reconstructions(),
                here.generated(),
                here.weights(),
                here.projectors(),
                here.inputRules(),
                here.device(),
                precision,
                versions,
                here.startedAt(),
                here.seconds());
    }
}
