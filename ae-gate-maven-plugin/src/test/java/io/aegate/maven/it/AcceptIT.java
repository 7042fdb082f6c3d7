package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptIT {

    private static final String[] GATE = {
        "references=ref",
        "reconstructions=rec",
        "budgets=regression(psnr) at most 0.10 dB; share(regression(psnr) > 1) at most 10%; ssim at least 0.5"
    };

    @TempDir
    private Path folder;

    @Test
    void a_baseline_is_accepted_held_missed_replaced_and_beaten() {
        MavenBuild build = MavenBuild.in(folder)
                .noisy("ref", "rec", number -> NoisyImages.NOISE)
                .pluginGate(GATE);

        BuildResult first = build.run("verify");
        assertThat(first.exitCode()).as(first.output()).isOne();
        assertThat(first.reportAndHint())
                .containsExactly(
                        "[ERROR] ae-gate: NOT_MEASURED  rec (68ab45d8)   36 images, fp32, cpu",
                        "[ERROR]   NOT_MEASURED  regression(psnr) at most 0.10 dB           there is no baseline",
                        "[ERROR]   NOT_MEASURED  share(regression(psnr) > 1) at most 10%    there is no baseline",
                        "[INFO]    PASS          ssim at least 0.5                          0.8815",
                        "[ERROR]   report: target/ae-gate/report.md",
                        "[ERROR]   To make this the first baseline: mvn ae-gate:accept -Dae-gate.reason=\"...\"");

        BuildResult held = build.run("ae-gate:accept", "verify", "-Dae-gate.reason=first baseline");
        assertThat(held.exitCode()).as(held.output()).isZero();
        assertThat(held.filesIn("ae-gate")).containsExactly("baseline.csv", "baseline.json");
        JsonNode baseline = held.json("ae-gate/baseline.json");
        String before = held.accepted("ae-gate/baseline.json");
        assertThat(baseline.at("/acceptance/reason").textValue()).isEqualTo("first baseline");
        assertThat(baseline.at("/acceptance/report").textValue()).matches("[0-9a-f]{64}");
        assertThat(baseline.get("acceptance").has("parent")).isFalse();
        assertThat(held.text("ae-gate/baseline.csv").lines())
                .hasSize(37)
                .first()
                .isEqualTo("image,sha256,psnr,ssim");
        assertThat(held.acceptance())
                .containsExactly(
                        "[INFO] ae-gate: first baseline  rec (68ab45d8)   36 images, fp32, cpu",
                        "[INFO]    psnr    34.33 dB",
                        "[INFO]    ssim    0.8815",
                        "[INFO]    told from chance with 80% power: about 0.046 dB of regression(psnr), 27.2% of share(regression(psnr) > 1)",
                        "[INFO]    about, and mostly less: how losses scatter only another checkpoint will show",
                        "[INFO]    written: ae-gate/baseline.json and ae-gate/baseline.csv (" + hash(baseline)
                                + "); commit both");
        assertThat(held.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec (68ab45d8) against the baseline of " + before
                                + "   36 images, fp32, cpu",
                        "[INFO]    PASS  regression(psnr) at most 0.10 dB           34.33 dB, unchanged",
                        "[INFO]    PASS  share(regression(psnr) > 1) at most 10%    0.0% (0 of 36; unchanged)",
                        "[INFO]    PASS  ssim at least 0.5                          0.8815",
                        "[INFO]    report: target/ae-gate/report.md");

        BuildResult missed = build.noisy("ref", "rec", number -> NoisyImages.NOISE + (number % 4 == 0 ? 4 : 0))
                .run("verify");
        assertThat(missed.exitCode()).as(missed.output()).isOne();
        assertThat(missed.reportAndHint())
                .containsExactly(
                        "[ERROR] ae-gate: FAIL  rec (98757b25) against the baseline of " + before
                                + "   36 images, fp32, cpu",
                        "[ERROR]   FAIL  regression(psnr) at most 0.10 dB           34.33 -> 33.50 dB, worse by 0.83 (95% sure by at least 0.46)",
                        "[ERROR]                                                    spread: half of the loss is in 5 of 36 images (13.9%)",
                        "[ERROR]   FAIL  share(regression(psnr) > 1) at most 10%    25.0% (9 of 36; 95% sure at least 13.7%)",
                        "[ERROR]                                                    spread: half of the loss is in 5 of 36 images (13.9%)",
                        "[INFO]    PASS  ssim at least 0.5                          0.8585",
                        "[INFO]    told from chance with 80% power: 0.62 dB of regression(psnr), 27.2% of share(regression(psnr) > 1)",
                        "[ERROR]   worst: scene08 -3.39 dB, scene32 -3.36 dB, scene00 -3.35 dB, ...   report: target/ae-gate/report.md",
                        "[ERROR]   Intended? mvn ae-gate:accept -Dae-gate.reason=\"...\"");
        assertThat(missed.error()).isEqualTo("""
                        2 of 3 budgets are not met:
                          psnr went from 34.33 to 33.50 dB, worse by 0.83 (95% sure by at least 0.46), but the budget allows at most 0.10 dB
                          9 of 36 images (25.0%, 95% sure at least 13.7%) have regression(psnr) > 1 dB, but the budget allows at most 10%""");
        assertThat(missed.text("target/ae-gate/report.md"))
                .endsWith("    mvn ae-gate:accept -Dae-gate.reason=\"...\"\n");

        BuildResult replaced = build.run("ae-gate:accept", "verify", "-Dae-gate.reason=a smaller model");
        assertThat(replaced.exitCode()).as(replaced.output()).isZero();
        JsonNode replacing = replaced.json("ae-gate/baseline.json");
        String after = replaced.accepted("ae-gate/baseline.json");
        assertThat(replacing.at("/acceptance/parent")).isEqualTo(baseline.get("hash"));
        assertThat(replaced.acceptance())
                .containsExactly(
                        "[INFO] ae-gate: new baseline  rec (98757b25) in the place of that of " + before
                                + "   36 images, fp32, cpu",
                        "[INFO]    psnr    34.33 -> 33.50 dB, worse by 0.83",
                        "[INFO]    ssim    0.8815 -> 0.8585, worse by 0.0230",
                        "[INFO]    told from chance with 80% power: 0.62 dB of regression(psnr), 27.2% of share(regression(psnr) > 1)",
                        "[WARNING] note: regression(psnr) <= 0.10 dB asks for more than 36 images can tell, which is 0.62 dB with 80% power;",
                        "[WARNING]       measure about 1400 images, or widen the margin",
                        "[INFO]    written: ae-gate/baseline.json and ae-gate/baseline.csv (" + hash(replacing)
                                + "); commit both");
        assertThat(replaced.report())
                .startsWith("[INFO] ae-gate: PASS  rec (98757b25) against the baseline of " + after
                        + "   36 images, fp32, cpu")
                .contains("[INFO]    PASS  regression(psnr) at most 0.10 dB           33.50 dB, unchanged");

        BuildResult beaten =
                build.noisy("ref", "rec", number -> NoisyImages.NOISE - 1).run("verify");
        assertThat(beaten.exitCode()).as(beaten.output()).isZero();
        assertThat(beaten.reportAndHint())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec (6e6fb375) against the baseline of " + after
                                + "   36 images, fp32, cpu",
                        "[INFO]    PASS  regression(psnr) at most 0.10 dB           33.50 -> 35.43 dB, better by 1.93 (95% sure by at least 1.56)",
                        "[INFO]    PASS  share(regression(psnr) > 1) at most 10%    0.0% (0 of 36; 95% sure at most 8.0%)",
                        "[INFO]    PASS  ssim at least 0.5                          0.9045",
                        "[INFO]    told from chance with 80% power: 0.62 dB of regression(psnr), 27.2% of share(regression(psnr) > 1)",
                        "[INFO]    report: target/ae-gate/report.md",
                        "[INFO]    Better than the baseline; to hold it: mvn ae-gate:accept -Dae-gate.reason=\"...\"");
    }

    @Test
    void accepting_without_a_reason_or_in_ci_or_without_fresh_measurements_is_refused() {
        MavenBuild build = MavenBuild.in(folder)
                .noisy(3, "ref", "rec", number -> NoisyImages.NOISE)
                .pluginGate("references=ref", "reconstructions=rec", "budgets=regression(psnr) <= 0.10 dB");

        assertThat(build.run("ae-gate:accept").error())
                .isEqualTo(
                        "A baseline is accepted for a reason, which is kept in it; say it: -Dae-gate.reason=\"trained on the new crops\".");
        // CI services of which CI=false is one are none.
        assertThat(build.environment("CI", "false")
                        .run("ae-gate:accept", "-Dae-gate.reason=first")
                        .error())
                .isEqualTo(
                        "The measurements in target/ae-gate are missing, or not of the present inputs, or lack a metric; run mvn ae-gate:verify, read its report, and accept then.");
        BuildResult inCi =
                build.environment("CI", "true").run("ae-gate:measure", "ae-gate:accept", "-Dae-gate.reason=first");
        assertThat(inCi.error())
                .isEqualTo(
                        "The environment variable CI is 'true', and a baseline is accepted by people; accept it on your machine and commit it, or set -Dae-gate.allowInCi.");
        assertThat(inCi.filesIn("ae-gate")).isEmpty();

        BuildResult allowed = build.run("ae-gate:accept", "-Dae-gate.reason=first", "-Dae-gate.allowInCi");
        assertThat(allowed.exitCode()).as(allowed.output()).isZero();
        String accepted = allowed.text("ae-gate/baseline.json");

        BuildResult stale = build.flipLastBit("rec/scene00.bmp")
                .environment("CI", "")
                .run("ae-gate:accept", "-Dae-gate.reason=second");
        assertThat(stale.error())
                .isEqualTo(
                        "The measurements in target/ae-gate are missing, or not of the present inputs, or lack a metric; run mvn ae-gate:verify, read its report, and accept then.");
        assertThat(stale.text("ae-gate/baseline.json")).isEqualTo(accepted);
    }

    private static String hash(JsonNode baseline) {
        return baseline.get("hash").textValue().substring(0, 8);
    }
}
