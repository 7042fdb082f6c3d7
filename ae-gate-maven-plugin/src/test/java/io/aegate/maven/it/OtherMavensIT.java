package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherMavensIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"it.maven3", "it.maven4"})
    void a_gate_passes_and_fails_alike_by_newer_mavens(String maven) {
        MavenBuild build = MavenBuild.in(folder)
                .by(Path.of(LocalRepository.property(maven)))
                .photos("ref", "rec", "jpeg50")
                .gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20");

        BuildResult passing = build.run("verify");
        assertThat(passing.exitCode()).as(passing.output()).isZero();
        assertThat(passing.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec (349d8376)   3 images, fp32, cpu",
                        "[INFO]    PASS  psnr >= 20    31.82",
                        "[INFO]    report: target/ae-gate/report.md");

        BuildResult failing = build.gate("references=ref", "reconstructions=rec", "budgets=psnr >= 40")
                .run("verify");
        assertThat(failing.exitCode()).as(failing.output()).isOne();
        assertThat(failing.report())
                .containsExactly(
                        "[ERROR] ae-gate: FAIL  rec (349d8376)   3 images, fp32, cpu",
                        "[ERROR]   FAIL  psnr >= 40    31.82",
                        "[ERROR]   worst: astronaut 29.83 dB, chelsea 32.58 dB, camera 33.04 dB   report: target/ae-gate/report.md");
        assertThat(failing.error()).isEqualTo("""
                        the budget is not met:
                          psnr is 31.82 dB, but the budget asks for at least 40 dB""");

        BuildResult refused = build.run("verify", "-Dae-gate.batchSize=many");
        assertThat(refused.exitCode()).as(refused.output()).isOne();
        assertThat(refused.error()).isEqualTo("batchSize is 'many'; use a whole number from 0 to 1024.");
    }
}
