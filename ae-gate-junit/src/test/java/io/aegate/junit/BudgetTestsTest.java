package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.gate.Baselines;
import io.aegate.gate.Judged;
import io.aegate.gate.Rules;
import io.aegate.gate.Severity;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.opentest4j.AssertionFailedError;

/** Example classes, run by the launcher with all engines that are there: what becomes of budgets. */
class BudgetTestsTest extends ExampleRuns {

    @Test
    void each_budget_is_a_case_named_by_its_text() {
        Launched run = Launched.classes(properties, Examples.Passing.class);

        assertThat(run.cases())
                .containsExactly(Map.entry("psnr >= 20", "PASS"), Map.entry("ssim at least 0.5", "PASS"));
        assertThat(run.identifier("psnr >= 20").getSource())
                .contains(MethodSource.from(Examples.Passing.class.getName(), "psnr >= 20"));
        assertThat(run.identifier("Examples > Passing").getSource()).contains(ClassSource.from(Examples.Passing.class));
    }

    @Test
    void a_budget_that_is_not_met_fails_with_what_was_measured_and_no_trace() {
        Launched run = Launched.classes(properties, Examples.Failing.class);

        assertThat(run.cases().keySet())
                .containsExactly("psnr >= 20 dB", "ssim >= 0.999", "l1 <= 0.0001", "psnr >= 99 or warn");
        assertThat(run.message("psnr >= 20 dB")).isEqualTo("PASS");
        assertThat(run.message("ssim >= 0.999"))
                .matches("ssim is 0\\.\\d{4}, but the budget asks for at least 0\\.999");
        assertThat(run.failure("l1 <= 0.0001")).isInstanceOfSatisfying(AssertionFailedError.class, failure -> {
            assertThat(failure.getExpected().getValue()).isEqualTo("l1 <= 0.0001");
            assertThat(failure.getActual().getValue()).asString().matches("0\\.0\\d{3}");
            assertThat(failure.getStackTrace()).isEmpty();
        });
    }

    @Test
    void a_budget_that_only_warns_passes_and_says_so() {
        Launched run = Launched.classes(properties, Examples.Failing.class);

        assertThat(run.message("psnr >= 99 or warn")).isEqualTo("PASS");
        assertThat(run.entry("psnr >= 99 or warn"))
                .containsEntry("ae-gate.status", "FAIL")
                .containsEntry("ae-gate.severity", "warn")
                .hasEntrySatisfying(
                        "ae-gate.message",
                        message -> assertThat(message).endsWith("but the budget asks for at least 99 dB"));
    }

    @Test
    void what_was_not_measured_is_an_error() {
        Launched run = Launched.classes(properties, Examples.NotMeasured.class);

        assertThat(run.message("psnr >= 20")).isEqualTo("PASS");
        assertThat(run.failure("regression(psnr) <= 0.1 dB"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("regression(psnr) was not measured, because there is no baseline to compare with;"
                        + " accept one with ae-gate:accept, or take the budget out");
    }

    @Test
    void what_the_images_cannot_tell_fails() {
        Judged judged = new Judged(
                "regression(psnr) <= 0.1 dB",
                Status.INCONCLUSIVE,
                Severity.ERROR,
                Optional.of("0.09"),
                Optional.empty(),
                Optional.empty(),
                12,
                "0.09",
                "psnr is worse by 0.09 dB, but 12 images cannot tell",
                List.of(),
                Optional.empty());
        Verdict verdict = new Verdict(List.of(judged), List.of(), Baselines.NONE, Rules.DEFAULT);

        assertThatThrownBy(() -> BudgetNode.require(judged.text(), verdict))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("psnr is worse by 0.09 dB, but 12 images cannot tell");
    }

    @Test
    void a_budget_over_every_slice_is_one_case() {
        properties.put("ae-gate.slices", images.resolve("slices.csv").toString());

        Launched run = Launched.classes(properties, Examples.EverySlice.class);

        assertThat(run.message("psnr[*] >= 20")).isEqualTo("PASS");
        assertThat(run.message("psnr[*] >= 99")).startsWith("psnr[dark] is ").contains("\npsnr[light] is ");
    }

    @Test
    void budgets_that_are_refused_fail_the_class_with_all_that_is_wrong() {
        Launched run = Launched.classes(properties, Examples.Misconfigured.class);

        assertThat(run.cases()).isEmpty();
        assertThat(run.failure("Examples > Misconfigured"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        2 of 2 budgets are refused:
                          psnr <= 30
                               ^ expected ">=" or "at least", because psnr is better when higher
                          sim >= 0.9
                          ^ expected a metric, but "sim" is not known; the nearest are ssim, gis, is""");
    }

    @Test
    void budgets_in_a_file_that_is_not_there_fail_the_class() {
        Launched run = Launched.classes(properties, Examples.WithoutBudgetsFile.class);

        assertThat(run.message("Examples > WithoutBudgetsFile"))
                .startsWith("budgetsFile is ")
                .endsWith("budgets.txt, where there is no file; check the path.");
    }

    @Test
    void missing_references_fail_the_class() {
        properties.remove("ae-gate.references");

        assertThat(Launched.classes(properties, Examples.Passing.class).message("Examples > Passing"))
                .isEqualTo("references is not set; name the folder, .npz or list file of the images to evaluate on.");
    }

    @Test
    void a_property_that_is_set_to_nothing_fails_the_class() {
        properties.put("ae-gate.checkpoint", " ");

        assertThat(Launched.classes(properties, Examples.Passing.class).message("Examples > Passing"))
                .isEqualTo("The property ae-gate.checkpoint is set to nothing; give it a value, or leave it out.");
    }

    @Test
    void a_missing_checkpoint_fails_budgets_and_tests() {
        properties.remove("ae-gate.reconstructions");

        Launched run = Launched.classes(properties, Examples.WithoutCheckpoint.class);

        assertThat(run.message("Examples > WithoutCheckpoint"))
                .startsWith("checkpoint is ")
                .endsWith("vae.pt, where there is no file; check the path.");
        assertThat(run.message("junit-jupiter: needsMeasurements(Measurements)"))
                .contains("vae.pt, where there is no file; check the path.");
    }

    @Test
    void a_missing_checkpoint_skips_where_that_was_asked_for() {
        properties.remove("ae-gate.reconstructions");

        Launched run = Launched.classes(properties, Examples.Skipping.class);

        assertThat(run.cases()).isEmpty();
        assertThat(run.skipped().keySet())
                .containsExactlyInAnyOrder("psnr >= 20", "junit-jupiter: needsMeasurements(Measurements)");
        assertThat(run.skipped().values())
                .allSatisfy(reason -> assertThat(reason)
                        .startsWith("checkpoint is ")
                        .endsWith("vae.pt, where there is nothing, and missing is SKIP"));
    }

    @Test
    void what_is_skipped_in_part_is_gated_in_part() {
        Launched run = Launched.classes(properties, Examples.SkippingInPart.class);

        assertThat(run.skipped().keySet())
                .containsExactlyInAnyOrder("psnr >= 20", "junit-jupiter: isSkipped(Measurements)");
        assertThat(run.message("ssim >= 0.999")).startsWith("ssim is ");
        assertThat(run.message("l1 <= 0.5")).isEqualTo("PASS");
        assertThat(run.message("junit-jupiter: isNotSkipped(Measurements)")).isEqualTo("PASS");
    }

    @Test
    void a_job_that_must_gate_can_forbid_to_skip() {
        properties.remove("ae-gate.reconstructions");
        properties.put("ae-gate.missing", "fail");

        Launched run = Launched.classes(properties, Examples.Skipping.class);

        assertThat(run.skipped()).isEmpty();
        assertThat(run.message("Examples > Skipping")).endsWith("vae.pt, where there is no file; check the path.");

        properties.put("ae-gate.missing", "skip");
        assertThat(Launched.classes(properties, Examples.Skipping.class).message("Examples > Skipping"))
                .isEqualTo("The property ae-gate.missing is 'skip'; it can only be fail, and skipping is for the"
                        + " annotation to say.");
    }

    @Test
    void what_is_disabled_or_switched_off_is_skipped() {
        assertThat(Launched.classes(properties, Examples.Off.class).skipped())
                .containsEntry("Examples > Off", "until the images are there");

        properties.put("ae-gate.skip", "true");
        Launched run = Launched.classes(properties, Examples.Outer.class);

        assertThat(run.cases()).isEmpty();
        assertThat(run.skipped())
                .containsEntry("Examples", "ae-gate.skip is set")
                .containsEntry("junit-jupiter: Examples$Outer", "ae-gate.skip is set");
    }

    @Test
    void no_verdict_of_an_earlier_run_is_left_where_this_one_fails() throws IOException {
        Path folder = output.resolve(Examples.Misconfigured.class.getName());
        Path verdict = Files.writeString(Files.createDirectories(folder).resolve("verdict.json"), "{}");

        Launched.classes(properties, Examples.Misconfigured.class);

        assertThat(verdict).doesNotExist();
    }

    @Test
    void a_property_that_is_not_used_is_told() {
        properties.put("ae-gate.checkpoint", "other.pt");

        assertThat(Declared.by(
                        List.of(Examples.WithoutCheckpoint.class), name -> Optional.ofNullable(properties.get(name))))
                .hasValueSatisfying(declared -> assertThat(declared.notes())
                        .contains("-Dae-gate.checkpoint=other.pt is not used for WithoutCheckpoint, because what its"
                                + " @AeQuality says wins over a property"));
    }

    @Test
    void files_and_facts_are_published() {
        Launched run = Launched.classes(properties, Examples.Passing.class);

        assertThat(run.entry("Examples > Passing"))
                .containsEntry("ae-gate.images", "3")
                .containsEntry("ae-gate.device", "cpu")
                .containsEntry("ae-gate.precision", "fp32")
                .containsKeys("ae-gate.checkpoint", "ae-gate.hash");
        assertThat(run.entry("psnr >= 20"))
                .containsEntry("ae-gate.budget", "psnr >= 20")
                .containsEntry("ae-gate.status", "PASS")
                .containsKeys("ae-gate.measured", "ae-gate.message");
        assertThat(run.files())
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("measurements.json", "per-image.csv", "report.md", "verdict.json");
        assertThat(run.files()).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }
}
