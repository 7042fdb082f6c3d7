package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.Versions;
import io.aegate.gate.Baseline;
import io.aegate.gate.Status;
import io.aegate.image.ImageSet;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** Budgets that compare with what was accepted. */
class RegressionsTest extends RegressionRuns {

    private static final String BUDGET = "regression(psnr) <= 0.10 dB";

    @Test
    void what_was_accepted_passes_as_unchanged() {
        accept("out", baseline);

        Launched run = run(RegressionExamples.Held.class);

        assertThat(run.message(BUDGET)).isEqualTo("PASS");
        assertThat(run.entry(BUDGET))
                .containsEntry("ae-gate.status", "PASS")
                .containsEntry(
                        "ae-gate.message",
                        "psnr is unchanged at 32.50 dB with the same checkpoint, and the budget allows at most 0.10 dB");
    }

    @Test
    void what_is_worse_fails_and_says_by_how_much() {
        accept("out", baseline);
        gate("worse");

        Launched run = run(RegressionExamples.Held.class);

        assertThat(run.failure(BUDGET))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(
                        "psnr went from 32.50 to 29.49 dB, worse by 3.01 (95% sure by at least 2.99), but the budget allows at most 0.10 dB");
    }

    @Test
    void what_is_worse_is_printed_with_where_to_find_the_command_that_accepts_it() {
        Baseline accepted = accept("out", baseline);
        gate("worse");

        Evaluated evaluated = evaluations.of(declared(RegressionExamples.Held.class));

        String subject = evaluated.measurements().provenance().checkpoint().name() + " ("
                + evaluated.measurements().provenance().checkpoint().hash().substring(0, 8) + ")";
        Path report = evaluated.gate().spec().outputDirectory().resolve("report.md");
        assertThat(log)
                .containsExactly(
                        "[ERROR] ae-gate: FAIL  " + subject + " against the baseline of " + accepted.day() + " ("
                                + accepted.hash().substring(0, 8) + ")",
                        "[ERROR]   40 images, fp32, cpu",
                        "[ERROR]   FAIL  regression(psnr) <= 0.10 dB    32.50 -> 29.49 dB, worse by 3.01 (95% sure by at least"
                                + " 2.99)",
                        "[ERROR]                                        spread: half of the loss is in 20 of 40 images"
                                + " (50.0%)",
                        "[INFO]    told from chance with 80% power: 0.036 dB of regression(psnr)",
                        "[ERROR]   worst: 23 -3.22 dB, ...",
                        "[ERROR]   report: " + report,
                        "[ERROR]   Intended? the report ends with the command that accepts it");
        assertThat(report).content().endsWith("    " + acceptCommand("worse") + "\n");
    }

    private String acceptCommand(String folder) {
        return "mvn io.aegate:ae-gate-maven-plugin:" + Versions.read().of("ae-gate") + ":accept -Dae-gate.references='"
                + images.resolve("in") + "' -Dae-gate.reconstructions='" + images.resolve(folder)
                + "' -Dae-gate.budgets='" + BUDGET + "' -Dae-gate.baseline='" + baseline
                + "' -Dae-gate.outputDirectory='" + output.resolve(RegressionExamples.Held.class.getName())
                + "' -Dae-gate.reason=\"...\"";
    }

    @Test
    void without_a_baseline_nothing_is_measured_by_it() {
        assertThat(run(RegressionExamples.Held.class).failure(BUDGET))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("regression(psnr) was not measured, because there is no baseline to compare with;"
                        + " accept one with ae-gate:accept, or take the budget out");
        assertThat(output.resolve(RegressionExamples.Held.class.getName()).resolve("report.md"))
                .content()
                .endsWith("    " + acceptCommand("out") + "\n");
    }

    @Test
    void a_baseline_that_was_edited_fails_the_class_once_before_anything_is_measured() throws IOException {
        Baseline accepted = accept("out", baseline);
        Files.writeString(baseline, Files.readString(baseline).replace("first baseline", "fine baseline"));

        Launched run = run(RegressionExamples.HeldTwice.class);

        assertThat(run.message("RegressionExamples > HeldTwice"))
                .startsWith(baseline
                        + " cannot be used: it or baseline.csv was changed after it was accepted (its hash says "
                        + accepted.hash().substring(0, 8) + ", its values are ")
                .endsWith("); restore it from version control, or remove both files and accept a new baseline");
        assertThat(run.cases())
                .containsExactly(
                        Map.entry("junit-jupiter: sees(Measurements)", run.message("RegressionExamples > HeldTwice")));
        assertThat(output.resolve(RegressionExamples.HeldTwice.class.getName())).doesNotExist();
    }

    @Test
    void a_baseline_that_is_accepted_meanwhile_is_heeded() {
        Declared declared = declared(RegressionExamples.Held.class);

        assertThat(evaluations.of(declared).verdict().orElseThrow().outcome()).isEqualTo(Status.NOT_MEASURED);
        accept("out", baseline);
        assertThat(evaluations.of(declared).verdict().orElseThrow().outcome()).isEqualTo(Status.PASS);
    }

    @Test
    void an_anchor_that_is_not_configured_fails_the_class() {
        assertThat(run(RegressionExamples.Anchored.class).message("RegressionExamples > Anchored"))
                .isEqualTo("""
                        the budget is refused:
                          regression(psnr vs release) <= 0.10 dB
                                             ^ expected no anchor, because none is configured; name release in anchors, or compare with the baseline""");
    }

    @Test
    void an_anchor_that_is_not_there_is_an_error() {
        properties.put("ae-gate.anchors", "release");

        assertThat(run(RegressionExamples.Anchored.class).failure("regression(psnr vs release) <= 0.10 dB"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "regression(psnr vs release) was not measured, because there is no anchor release to compare with; accept one"
                                + " with ae-gate:accept -Dae-gate.anchor=release, or take the budget out");
    }

    @Test
    void an_anchor_lies_beside_the_baseline() {
        accept("out", output.resolve("accepted/release.json"));
        properties.put("ae-gate.anchors", "release");

        assertThat(run(RegressionExamples.Anchored.class).cases())
                .containsExactly(Map.entry("regression(psnr vs release) <= 0.10 dB", "PASS"));
    }

    @Test
    void an_anchor_may_lie_elsewhere() {
        Path elsewhere = output.resolve("elsewhere/fine.json");
        accept("out", elsewhere);
        properties.put("ae-gate.anchors", "release=" + elsewhere);
        gate("worse");

        assertThat(run(RegressionExamples.Anchored.class).message("regression(psnr vs release) <= 0.10 dB"))
                .isEqualTo(
                        "psnr against release went from 32.50 to 29.49 dB, worse by 3.01 (95% sure by at least 2.99), but"
                                + " the budget allows at most 0.10 dB");
    }

    @Test
    void too_few_images_leave_a_regression_open() {
        accept("out", baseline);
        gate("other");

        assertThat(run(RegressionExamples.Demanding.class).failure(BUDGET))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(
                        "psnr went from 32.50 to 32.49 dB, worse by 0.01, but 40 images are too few to tell that from chance; measure"
                                + " at least 50, or lower minSamples");
    }

    @Test
    void what_is_open_may_warn_instead() {
        accept("out", baseline);
        gate("other");

        Launched run = run(RegressionExamples.Lenient.class);

        assertThat(run.message(BUDGET)).isEqualTo("PASS");
        assertThat(run.entry(BUDGET))
                .containsEntry("ae-gate.status", "INCONCLUSIVE")
                .containsEntry("ae-gate.severity", "warn");
    }

    @Test
    void without_confidence_points_are_compared_whatever_their_number() {
        accept("out", baseline);
        gate("other");

        Launched run = run(RegressionExamples.Pointwise.class);

        assertThat(run.message(BUDGET)).isEqualTo("PASS");
        assertThat(run.entry(BUDGET))
                .containsEntry(
                        "ae-gate.message",
                        "psnr went from 32.50 to 32.49 dB, worse by 0.01, and the budget allows at most 0.10 dB");
    }

    @Test
    void without_confidence_what_is_worse_fails() {
        accept("out", baseline);
        gate("worse");

        assertThat(run(RegressionExamples.Pointwise.class).message(BUDGET))
                .isEqualTo("psnr went from 32.50 to 29.49 dB, worse by 3.01, but the budget allows at most 0.10 dB");
    }

    @Test
    void a_baseline_of_another_environment_is_measured_again_where_its_images_are_named() {
        acceptOfOtherPyTorch("out");
        gate("other");
        properties.put("ae-gate.baselineCheckpoint", images.resolve("out").toString());

        Evaluated evaluated = evaluations.of(declared(RegressionExamples.Held.class));

        assertThat(evaluated.baselines().usual().orElseThrow().measuredAgain()).isTrue();
        assertThat(evaluated.verdict().orElseThrow().passed()).isTrue();
        assertThat(log)
                .contains("[WARNING] note: the baseline of "
                        + evaluated.baselines().usual().orElseThrow().day()
                        + " was measured again here, because its environment differs");
        assertThat(run(RegressionExamples.Held.class).message(BUDGET)).isEqualTo("PASS");
    }

    @Test
    void a_baseline_of_the_same_environment_is_not_measured_again() {
        accept("out", baseline);
        gate("other");
        properties.put("ae-gate.baselineCheckpoint", images.resolve("out").toString());

        Evaluated evaluated = evaluations.of(declared(RegressionExamples.Held.class));

        assertThat(evaluated.baselines().usual().orElseThrow().measuredAgain()).isFalse();
        assertThat(evaluated.gate().spec().outputDirectory().resolve("baseline"))
                .doesNotExist();
    }

    @Test
    void other_images_than_the_baseline_was_measured_of_fail_the_class() {
        acceptOfOtherPyTorch("out");
        gate("other");
        properties.put("ae-gate.baselineCheckpoint", images.resolve("worse").toString());

        Launched run = run(RegressionExamples.Held.class);

        assertThat(run.cases()).isEmpty();
        assertThat(run.message("RegressionExamples > Held"))
                .isEqualTo("baselineCheckpoint is " + images.resolve("worse") + " (" + fingerprint("worse")
                        + "), but the baseline was measured of " + fingerprint("out")
                        + "; name the file that it was measured of, or drop the setting.");
    }

    @Test
    void baseline_images_that_are_not_there_fail_the_class() {
        acceptOfOtherPyTorch("out");
        gate("other");
        properties.put("ae-gate.baselineCheckpoint", images.resolve("gone").toString());

        assertThat(run(RegressionExamples.Held.class).message("RegressionExamples > Held"))
                .isEqualTo("baselineCheckpoint is " + images.resolve("gone") + ", which cannot be measured again: "
                        + images.resolve("gone") + " does not exist; name a folder of images or an .npz file");
    }

    private static String fingerprint(String folder) {
        try (ImageSet set = ImageSet.open(images.resolve(folder))) {
            return set.fingerprint().substring(0, 8);
        }
    }

    @Test
    void a_nested_class_has_the_baseline_and_the_anchors_of_the_class_around_it_but_not_its_waivers() {
        properties.remove("ae-gate.baseline");
        accept("worse", Path.of(RegressionExamples.BASELINE));
        accept("other", Path.of(RegressionExamples.ANCHOR));

        Launched run = run(RegressionExamples.Around.class);

        assertThat(run.cases().keySet()).containsExactly("psnr >= 99", BUDGET, "regression(psnr vs old) <= 0.20 dB");
        assertThat(run.message("psnr >= 99")).isEqualTo("psnr is 32.50 dB, but the budget asks for at least 99 dB");
        assertThat(run.entry(BUDGET))
                .containsEntry(
                        "ae-gate.message",
                        "psnr went from 29.49 to 32.50 dB, better by 3.00 (95% sure by at least 2.99), and the budget allows at most 0.10 dB");
        assertThat(run.entry("regression(psnr vs old) <= 0.20 dB"))
                .containsEntry(
                        "ae-gate.message",
                        "psnr against old went from 32.49 to 32.50 dB, no worse (95% sure worse by at most 0.02), and the budget allows at most 0.20 dB");
        assertThat(output.resolve(RegressionExamples.Around.class.getName()).resolve("Inner/verdict.json"))
                .content()
                .contains("regression(psnr vs old) <= 0.20 dB")
                .doesNotContain(BUDGET);
    }

    @Test
    void who_names_another_baseline_inherits_nothing_that_the_first_was_measured_of() {
        properties.remove("ae-gate.baseline");
        acceptOfOtherPyTorch("out");
        accept("other", Path.of(RegressionExamples.ANCHOR));

        assertThat(run(RegressionExamples.AroundOtherBaseline.class).cases())
                .containsExactly(Map.entry(BUDGET, "PASS"));
    }

    @Test
    void what_is_measured_beside_a_gate_does_not_replace_the_files_of_another() {
        properties.remove("ae-gate.baseline");
        baseline = Path.of(RegressionExamples.BASELINE);
        acceptOfOtherPyTorch("out");
        properties.put("ae-gate.baselineCheckpoint", images.resolve("out").toString());
        gate("other");

        Launched run = run(RegressionExamples.Namesake.class);

        assertThat(run.cases()).containsExactly(Map.entry(BUDGET, "PASS"));
        assertThat(run.message("baseline"))
                .isEqualTo("the baseline of Namesake and Namesake.baseline both write to "
                        + output.resolve(RegressionExamples.Namesake.class.getName())
                                .resolve("baseline")
                        + "; give each an outputDirectory of its own.");
    }
}
