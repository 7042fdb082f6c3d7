package io.aegate.maven.it;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on drift by networks of the user's own, and on faces. */
class ProjectorsIT {

    private static final int COUNT = 6;
    private static final Path DEPTH = shared("reference/projectors/depth_standin.onnx");
    private static final String DECLARED = "relief = " + DEPTH
            + " resize=pillow-bicubic:256x256 mean=0.485,0.456,0.406 std=0.229,0.224,0.225 normalise=min-max";

    @TempDir
    private Path folder;

    @Test
    void a_declared_projector_is_judged_shown_and_held_to_its_keys() {
        MavenBuild build = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "confidence=none",
                        "projectors=" + DECLARED,
                        "budgets=psnr >= 1; drift.relief <= 0.9; regression(drift.relief) <= 5%; regression(psnr) <= 1 dB");

        BuildResult first = build.run("verify");
        assertThat(first.report()).anyMatch(line -> line.matches("\\[INFO\\] +PASS +drift.relief <= 0.9 +0\\.\\d{4}"));
        assertThat(first.path("target/ae-gate/evidence/drift.relief-1-reference.png"))
                .isRegularFile();
        assertThat(first.text("target/ae-gate/report.md"))
                .contains(
                        "## Condition drift", "| projector relief | ", "(evidence/drift.relief-1-reconstruction.png)");
        assertThat(first.json("target/ae-gate/measurements.json")
                        .at("/provenance/projectors/relief/files/depth_standin.onnx")
                        .textValue())
                .hasSize(64);

        BuildResult accepted = build.run("ae-gate:accept", "verify", "-Dae-gate.reason=first");
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();

        BuildResult other = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "confidence=none",
                        "projectors=" + DECLARED + " order=bgr",
                        "budgets=regression(drift.relief) <= 5%; regression(psnr) <= 1 dB")
                .run("verify");
        assertThat(other.error())
                .startsWith("1 of 2 budgets is not met:\n"
                        + "  regression(drift.relief) was not measured, because the baseline of ")
                .endsWith(
                        " is not comparable: projector relief (order=rgb then, order=bgr now); measure as it was measured, or"
                                + " accept a new one");
    }

    @Test
    void where_no_image_has_a_face_the_budget_was_not_measured() {
        BuildResult result = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "weightsDirectory=" + shared("weights"),
                        "acceptLicense=det_500m.onnx",
                        "budgets=face-recall >= 95%")
                .run("verify");

        assertThat(result.error())
                .isEqualTo("the budget is not met:\n  face-recall was not measured, because none of the " + COUNT
                        + " images has a face in the reference; measure images that have, or take the budget out");
    }

    @Test
    void a_licence_that_forbids_something_has_to_be_accepted() {
        BuildResult result = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "weightsDirectory=" + shared("weights"),
                        "budgets=face-recall >= 95%")
                .run("verify");

        assertThat(result.error()).contains("det_500m.onnx", "any commercial use", "acceptLicense");
    }

    @Test
    void a_declaration_that_is_none_fails_before_anything_is_measured() {
        BuildResult result = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "projectors=relief = " + DEPTH + " rezise=none",
                        "budgets=drift.relief <= 0.9")
                .run("verify");

        assertThat(result.error())
                .isEqualTo(
                        "The projector relief has 'rezise=none', but rezise is no key of a projector; the nearest is resize.");
        assertThat(result.lines()).noneMatch(line -> line.contains("measuring"));
    }

    @Test
    void a_network_whose_input_does_not_fit_is_told_apart_from_one_that_is_damaged() {
        BuildResult result = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "projectors=relief = " + DEPTH,
                        "budgets=drift.relief <= 0.9")
                .run("verify");

        assertThat(result.error()).contains("depth_standin.onnx", "256", "resize");
        assertThat(result.lines()).noneMatch(line -> line.contains("\tat "));
    }

    private MavenBuild images() {
        return MavenBuild.in(folder).noisy(COUNT, "ref", "rec", number -> NoisyImages.NOISE);
    }
}
