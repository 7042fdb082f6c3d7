package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.Parameter;
import io.aegate.evaluation.Versions;
import io.aegate.gate.Baseline;
import io.aegate.image.RefusedInputException;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** Budgets on a metric that is computed with a network: with its weights, without them, and with others than the baseline's. */
class NetworkGatesTest extends RegressionRuns {

    private static final String HELD = "regression(lpips-squeeze) <= 0.01";

    @TempDir
    private static Path folder;

    private static Path weights = Path.of("");

    @BeforeAll
    static void makeWeights() throws IOException {
        weights = Files.createDirectory(folder.resolve("weights"));
        GeneratedWeights.write(OfficialWeights.SQUEEZENET, weights);
        GeneratedWeights.write(OfficialWeights.LPIPS_SQUEEZE, weights);
    }

    @BeforeEach
    void sayWhereWeightsAre() {
        properties.put("ae-gate.weightsDirectory", weights.toString());
        properties.put("ae-gate.allowUnverifiedWeights", "true");
    }

    private void takeWeightsAway() throws IOException {
        properties.put(
                "ae-gate.weightsDirectory",
                Files.createDirectory(output.resolve("empty")).toString());
    }

    @Test
    void budgets_are_judged_where_the_weights_are_there() {
        Launched run = run(NetworkExamples.Perceptual.class);

        assertThat(run.message("lpips-squeeze <= 10")).isEqualTo("PASS");
        assertThat(run.message("junit-jupiter: needsMeasurements(Measurements)"))
                .isEqualTo("PASS");
        assertThat(run.failure("lpips-squeeze <= 0.0001"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageMatching("lpips-squeeze is 0\\.\\d{4}, but the budget allows at most 0\\.0001");
    }

    @Test
    void weights_that_are_missing_fail_the_class_with_what_fetches_them() throws IOException {
        takeWeightsAway();

        Launched run = run(NetworkExamples.Perceptual.class);

        String message = "2 weight files are missing; run mvn io.aegate:ae-gate-maven-plugin:"
                + Versions.read().of("ae-gate")
                + ":weights -Dae-gate.metrics='lpips-squeeze' where there is a network, or put them into "
                + output.resolve("empty") + ":\n  squeezenet1_1-b8a52dc0.pth (4.7 MiB) from ";
        assertThat(run.failure("NetworkExamples > Perceptual"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(message)
                .hasNoCause();
        assertThat(run.failure("NetworkExamples > Perceptual").getStackTrace()).isEmpty();
        assertThat(run.cases()).containsOnlyKeys("junit-jupiter: needsMeasurements(Measurements)");
        assertThat(run.message("junit-jupiter: needsMeasurements(Measurements)"))
                .startsWith(message);
        assertThat(output.resolve(NetworkExamples.Perceptual.class.getName()).resolve("measurements.json"))
                .doesNotExist();
    }

    @Test
    void weights_that_are_missing_skip_what_needs_them_where_that_was_asked_for() throws IOException {
        takeWeightsAway();

        Launched run = run(NetworkExamples.Skipping.class);

        assertThat(run.skipped().keySet())
                .containsExactlyInAnyOrder(
                        "lpips-squeeze <= 10", "psnr >= 20", "junit-jupiter: needsMeasurements(Measurements)");
        assertThat(run.skipped().values())
                .containsOnly("the weight files squeezenet1_1-b8a52dc0.pth, lpips_v0.1_squeeze.pth are missing, and"
                        + " missing is SKIP");
        assertThat(run.cases()).containsExactly(Map.entry("ssim >= 0.5", "PASS"));
    }

    @Test
    void nothing_is_skipped_where_the_weights_are_there() {
        Launched run = run(NetworkExamples.Skipping.class);

        assertThat(run.skipped()).isEmpty();
        assertThat(run.cases())
                .containsOnlyKeys(
                        "lpips-squeeze <= 10",
                        "psnr >= 20",
                        "ssim >= 0.5",
                        "junit-jupiter: needsMeasurements(Measurements)")
                .containsValues("PASS");
    }

    @Test
    void a_job_that_must_gate_can_forbid_to_skip_for_want_of_weights() throws IOException {
        takeWeightsAway();
        properties.put("ae-gate.missing", "fail");

        Launched run = run(NetworkExamples.Skipping.class);

        assertThat(run.skipped()).isEmpty();
        assertThat(run.message("NetworkExamples > Skipping")).startsWith("2 weight files are missing; ");
    }

    @Test
    void weights_that_may_not_be_used_are_not_skipped_but_refused() {
        properties.remove("ae-gate.allowUnverifiedWeights");

        assertThat(run(NetworkExamples.Skipping.class).message("NetworkExamples > Skipping"))
                .startsWith(weights.resolve("squeezenet1_1-b8a52dc0.pth") + " has the SHA-256 ");
    }

    @Test
    void budgets_that_are_refused_are_not_skipped() throws IOException {
        takeWeightsAway();

        Launched run = run(NetworkExamples.Misspelt.class);

        assertThat(run.skipped()).isEmpty();
        assertThat(run.message("NetworkExamples > Misspelt")).startsWith("1 of 2 budgets is refused:\n  sim >= 0.9\n");
    }

    @Test
    void a_baseline_of_the_same_weights_is_compared_with() {
        accept(Map.of());

        assertThat(run(NetworkExamples.Held.class).message(HELD)).isEqualTo("PASS");
        gate("worse");
        properties.put("ae-gate.outputDirectory", output.resolve("worse").toString());
        assertThat(run(NetworkExamples.Held.class).message(HELD)).startsWith("lpips-squeeze went from 0.");
    }

    @Test
    void a_baseline_of_other_weights_is_not_compared_with() throws IOException {
        Path others = Files.createDirectory(output.resolve("others"));
        GeneratedWeights.write(OfficialWeights.LPIPS_SQUEEZE, others);
        String backbone = OfficialWeights.SQUEEZENET.fileName();
        byte[] bytes = Files.readAllBytes(weights.resolve(backbone));
        bytes[bytes.length - 1] ^= 1;
        Files.write(others.resolve(backbone), bytes);
        Baseline baseline = accept(Map.of(Parameter.WEIGHTS_DIRECTORY, others.toString()));

        assertThat(run(NetworkExamples.Held.class).failure(HELD))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("regression(lpips-squeeze) was not measured, because the baseline of "
                        + baseline.day() + " is not comparable: " + backbone + " (")
                .hasMessageEndingWith("; measure as it was measured, or accept a new one");
    }

    @Test
    void a_baseline_of_another_precision_is_not_compared_with() {
        Baseline baseline = accept(Map.of());
        properties.put("ae-gate.precision", "bf16");

        assertThat(run(NetworkExamples.Held.class).failure(HELD))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("regression(lpips-squeeze) was not measured, because the baseline of " + baseline.day()
                        + " is not comparable: precision (fp32 then, bf16 now); measure as it was measured, or accept a"
                        + " new one");
    }

    private Baseline accept(Map<Parameter, String> settings) {
        Map<Parameter, String> all = new EnumMap<>(Map.of(
                Parameter.METRICS,
                "lpips-squeeze",
                Parameter.WEIGHTS_DIRECTORY,
                weights.toString(),
                Parameter.ALLOW_UNVERIFIED_WEIGHTS,
                "true"));
        all.putAll(settings);
        return accept("out", baseline, all);
    }
}
