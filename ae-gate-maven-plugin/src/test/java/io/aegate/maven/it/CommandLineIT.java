package io.aegate.maven.it;

import static io.aegate.maven.it.MavenBuild.goal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {

    @TempDir
    private Path folder;

    @Test
    void a_gate_runs_without_a_pom_and_equals_the_same_gate_in_a_pom() {
        String[] settings = {"references=ref", "reconstructions=rec", "resize=center-crop:128", "budgets=psnr >= 20"};
        List<String> command = new ArrayList<>(List.of(goal("verify")));
        command.addAll(MavenBuild.properties(settings));
        MavenBuild build = MavenBuild.in(folder).photos("ref", "rec", "jpeg50");

        BuildResult properties = build.run(command);
        assertThat(properties.exitCode()).as(properties.output()).isZero();
        assertThat(properties.report())
                .startsWith("[INFO] ae-gate: PASS  rec (349d8376)   3 images, fp32, cpu")
                .endsWith("[INFO]    report: target/ae-gate/report.md");
        assertThat(properties.filesIn("target/ae-gate")).hasSize(5);

        BuildResult pom = build.gate(settings).run("verify");
        assertThat(pom.exitCode()).as(pom.output()).isZero();
        assertThat(pom.lines())
                .contains(
                        "[INFO] Nothing has changed since target/ae-gate/measurements.json was written, so it is judged as it is.");
        assertThat(pom.report()).isEqualTo(properties.report());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the report writes commands for a POSIX shell")
    void a_baseline_without_a_pom_is_accepted_by_the_command_that_the_report_ends_with() {
        MavenBuild build = MavenBuild.in(folder).noisy(3, "ref", "rec it's", number -> NoisyImages.NOISE);
        List<String> command = new ArrayList<>(List.of(goal("verify")));
        command.addAll(MavenBuild.properties(
                "references=ref",
                "reconstructions=rec it's",
                "baseline=accepted/release 1.json",
                "budgets=regression(psnr) <= 0.10 dB; psnr >= 20"));

        BuildResult missing = build.run(command);
        assertThat(missing.exitCode()).as(missing.output()).isOne();
        assertThat(missing.lines())
                .contains(
                        "[ERROR]   To make this the first baseline: the report ends with the command that accepts it");
        String accept = missing.text("target/ae-gate/report.md")
                .lines()
                .reduce("", (before, line) -> line)
                .strip();
        assertThat(accept).startsWith("mvn " + goal("accept") + " -D").endsWith(" -Dae-gate.reason=\"...\"");

        BuildResult accepted = build.shell(accept);
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        assertThat(accepted.filesIn("accepted")).containsExactly("release 1.csv", "release 1.json");

        BuildResult held = build.run(command);
        assertThat(held.exitCode()).as(held.output()).isZero();
        assertThat(held.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec it's (36728858) against the baseline of "
                                + held.accepted("accepted/release 1.json") + "   3 images, fp32, cpu",
                        "[INFO]    PASS  regression(psnr) <= 0.10 dB    34.29 dB, unchanged",
                        "[INFO]    PASS  psnr >= 20                     34.29",
                        "[INFO]    report: target/ae-gate/report.md");
    }

    @Test
    void a_setting_of_the_pom_beats_a_property() {
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20")
                .run("verify", "-Dae-gate.budgets=psnr >= 90");

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void a_property_that_is_set_to_nothing_is_refused() {
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20")
                .run("verify", "-Dae-gate.checkpoint=");

        assertThat(result.exitCode()).isOne();
        assertThat(result.error())
                .isEqualTo("The property ae-gate.checkpoint is set to nothing; give it a value, or leave it out.");
    }

    @Test
    void misspelt_parameters_are_refused_wherever_they_stand() {
        MavenBuild build = MavenBuild.in(folder).photos("ref", "rec", "jpeg50");

        assertThat(build.gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20")
                        .run("verify", "-Dae-gate.rezise=center-crop:64")
                        .error())
                .isEqualTo(
                        "The property ae-gate.rezise is none of ae-gate's; the nearest is resize, so correct it, or leave it out.");
        assertThat(build.gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20", "rezise=center-crop:64")
                        .run("verify")
                        .error())
                .isEqualTo(
                        "<rezise> is no parameter of ae-gate; the nearest is resize, so correct it, or leave it out.");
    }

    @Test
    void a_gate_that_is_left_out_says_why() {
        BuildResult result = MavenBuild.in(folder)
                .gate("references=nowhere", "reconstructions=nowhere", "budgets=psnr >= 20")
                .run("verify", "-Dae-gate.skip");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines()).contains("[INFO] Skipping ae-gate because ae-gate.skip is set.");
        assertThat(result.filesIn("target")).isEmpty();
    }

    @Test
    void the_plugin_explains_itself() {
        BuildResult result = MavenBuild.in(folder).run(goal("help"), "-Ddetail", "-Dgoal=verify");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains(
                        "ae-gate:verify",
                        "Measures the autoencoder, unless nothing has changed since it was measured,",
                        "User property: ae-gate.budgets");
    }
}
