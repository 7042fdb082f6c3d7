package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestIT {

    @TempDir
    private Path folder;

    @Test
    void a_gate_is_shown_to_fail_what_is_damaged_or_to_be_blind_to_it() {
        BuildResult result = MavenBuild.in(folder)
                .noisy("ref", "rec", number -> NoisyImages.NOISE)
                .module(
                        "sensible",
                        "references=../ref",
                        "reconstructions=../rec",
                        "budgets=share(psnr < 34) at most 5%; ssim at least 0.5")
                .module(
                        "blind",
                        "references=../ref",
                        "reconstructions=../rec",
                        "confidence=none",
                        "budgets=psnr at least 10; regression(ssim) <= 0.5")
                .modules(List.of("sensible", "blind"))
                .run("verify", "-fae", "-Dae-gate.selfTest");

        assertThat(result.exitCode()).as(result.output()).isOne();
        String subject = folder.getFileName() + "/rec (68ab45d8)   36 images, fp32, cpu";
        assertThat(result.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  " + subject,
                        "[INFO]    PASS  share(psnr < 34) at most 5%    0.0% (0 of 36)",
                        "[INFO]    PASS  ssim at least 0.5              0.8815",
                        "[INFO]    report: target/ae-gate/report.md");
        assertThat(result.lines())
                .containsSequence(
                        "[INFO] The self-test measures the reconstructions 3 times more, with a quarter of the images damaged.",
                        "[INFO] ae-gate: measuring 36 images",
                        "[INFO] ae-gate: measuring 36 images",
                        "[INFO] ae-gate: measuring 36 images",
                        "[INFO] ae-gate: self-test PASS  " + subject,
                        "[INFO]    PASS  itself           passes, as it has to",
                        "[INFO]    PASS  blur             gaussian blur of 1.5 pixels: seen by share(psnr < 34) at most 5%; blind to it: ssim at",
                        "[INFO]                           least 0.5",
                        "[INFO]    PASS  channel-shift    16 of 255 more red: seen by share(psnr < 34) at most 5%; blind to it: ssim at least 0.5",
                        "[INFO]    PASS  dropped-rows     every 16th row black: seen by share(psnr < 34) at most 5%; blind to it: ssim at least",
                        "[INFO]                           0.5",
                        "[WARNING] note: ssim at least 0.5 saw none of the damage");
        assertThat(result.lines()).anyMatch(line -> line.matches("\\[INFO] sensible \\.+ SUCCESS .*"));

        assertThat(result.lines())
                .containsSequence(
                        "[ERROR] ae-gate: self-test FAIL  " + subject,
                        "[INFO]    PASS  itself           passes, as it has to",
                        "[ERROR]   FAIL  blur             gaussian blur of 1.5 pixels: seen by no budget; blind to it: psnr at least 10,",
                        "[ERROR]                          regression(ssim) <= 0.5",
                        "[ERROR]   FAIL  channel-shift    16 of 255 more red: seen by no budget; blind to it: psnr at least 10, regression(ssim)",
                        "[ERROR]                          <= 0.5",
                        "[ERROR]   FAIL  dropped-rows     every 16th row black: seen by no budget; blind to it: psnr at least 10,",
                        "[ERROR]                          regression(ssim) <= 0.5");
        // What the gate says of the checkpoint counts as well.
        assertThat(result.error("blind")).isEqualTo("""
                        1 of 2 budgets is not met:
                          regression(ssim) was not measured, because there is no baseline to compare with; accept one with ae-gate:accept, or take the budget out
                        the self-test is not passed:
                          the gate does not see blur (gaussian blur of 1.5 pixels): psnr at least 10, regression(ssim) <= 0.5 are blind to it; tighten one, or add one that sees it
                          the gate does not see channel-shift (16 of 255 more red): psnr at least 10, regression(ssim) <= 0.5 are blind to it; tighten one, or add one that sees it
                          the gate does not see dropped-rows (every 16th row black): psnr at least 10, regression(ssim) <= 0.5 are blind to it; tighten one, or add one that sees it""");

        // Neither verdict nor report: a CI service that collects TEST-*.xml must not find damage among the results.
        assertThat(result.filesIn("sensible/target/ae-gate"))
                .containsExactly(
                        "TEST-ae-gate.xml",
                        "measurements.json",
                        "per-image.csv",
                        "report.md",
                        "self-test",
                        "verdict.json");
        assertThat(result.filesIn("sensible/target/ae-gate/self-test"))
                .containsExactly("blur", "channel-shift", "dropped-rows")
                .allSatisfy(damage -> assertThat(result.filesIn("sensible/target/ae-gate/self-test/" + damage))
                        .containsExactly("measurements.json", "per-image.csv"));
    }
}
