package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorIT {

    private static final String BUDGETS = "budgets=regression(psnr) <= 3 dB; regression(psnr vs release) <= 3 dB";

    @TempDir
    private Path folder;

    @Test
    void an_anchor_stays_while_the_baseline_follows_each_small_loss() {
        MavenBuild build = MavenBuild.in(folder).noisy("ref", "rec", number -> NoisyImages.NOISE);
        BuildResult undeclared = build.pluginGate("references=ref", "reconstructions=rec", BUDGETS)
                .run("verify");
        assertThat(undeclared.error()).isEqualTo("""
                        1 of 2 budgets is refused:
                          regression(psnr vs release) <= 3 dB
                                             ^ expected no anchor, because none is configured; name release in anchors, or compare with the baseline""");
        assertThat(undeclared.filesIn("target")).isEmpty();

        build.pluginGate("references=ref", "reconstructions=rec", BUDGETS, "anchors=release", "confidence=none");
        BuildResult missing = build.run("ae-gate:measure", "ae-gate:accept", "verify", "-Dae-gate.reason=first");
        String first = missing.accepted("ae-gate/baseline.json");
        assertThat(missing.exitCode()).as(missing.output()).isOne();
        assertThat(missing.judged())
                .containsExactly(
                        "[ERROR] ae-gate: NOT_MEASURED  rec (68ab45d8) against the baseline of " + first
                                + "   36 images, fp32, cpu",
                        "[ERROR]   NOT_MEASURED  regression(psnr vs release) <= 3 dB    there is no anchor release",
                        "[INFO]    PASS          regression(psnr) <= 3 dB               34.33 dB, unchanged",
                        "[ERROR]   report: target/ae-gate/report.md");

        BuildResult anchored =
                build.run("ae-gate:accept", "verify", "-Dae-gate.anchor=release", "-Dae-gate.reason=1.4.0");
        assertThat(anchored.exitCode()).as(anchored.output()).isZero();
        String release = anchored.accepted("ae-gate/release.json");
        assertThat(anchored.filesIn("ae-gate"))
                .containsExactly("baseline.csv", "baseline.json", "release.csv", "release.json");
        assertThat(anchored.acceptance())
                .containsExactly(
                        "[INFO] ae-gate: first anchor release  rec (68ab45d8)   36 images, fp32, cpu",
                        "[INFO]    psnr    34.33 dB",
                        "[INFO]    written: ae-gate/release.json and ae-gate/release.csv "
                                + release.substring(release.indexOf('(')) + "; commit both");

        BuildResult followed = build.noisy("ref", "rec", number -> NoisyImages.NOISE + 2)
                .run("verify", "ae-gate:accept", "-Dae-gate.reason=small");
        assertThat(followed.exitCode()).as(followed.output()).isZero();
        assertThat(followed.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec (976e31b9) against the baseline of " + first
                                + "   36 images, fp32, cpu",
                        "[INFO]    PASS  regression(psnr) <= 3 dB               34.33 -> 32.48 dB, worse by 1.85",
                        "[INFO]    PASS  regression(psnr vs release) <= 3 dB    34.33 -> 32.48 dB, worse by 1.85",
                        "[INFO]    report: target/ae-gate/report.md");

        BuildResult decayed =
                build.noisy("ref", "rec", number -> NoisyImages.NOISE + 4).run("verify");
        assertThat(decayed.exitCode()).as(decayed.output()).isOne();
        assertThat(decayed.report())
                .containsExactly(
                        "[ERROR] ae-gate: FAIL  rec (a53c9d05) against the baseline of "
                                + decayed.accepted("ae-gate/baseline.json") + "   36 images, fp32, cpu",
                        "[ERROR]   FAIL  regression(psnr vs release) <= 3 dB    34.33 -> 30.98 dB, worse by 3.35",
                        "[ERROR]                                                spread: half of the loss is in 18 of 36 images (50.0%)",
                        "[INFO]    PASS  regression(psnr) <= 3 dB               32.48 -> 30.98 dB, worse by 1.51",
                        "[ERROR]   worst: scene19 -3.63 dB, scene09 -3.54 dB, scene05 -3.48 dB, ...   report: target/ae-gate/report.md");
        assertThat(decayed.lines()).noneMatch(line -> line.contains("Intended?"));
        assertThat(decayed.error()).isEqualTo("""
                        1 of 2 budgets is not met:
                          psnr against release went from 34.33 to 30.98 dB, worse by 3.35, but the budget allows at most 3 dB""");
        assertThat(decayed.accepted("ae-gate/release.json")).isEqualTo(release);
        assertThat(decayed.json("target/ae-gate/verdict.json").at("/anchors/release/hash"))
                .isEqualTo(decayed.json("ae-gate/release.json").get("hash"));
    }
}
