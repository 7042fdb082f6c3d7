package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineArtifactIT {

    private static final String BUDGETS = "budgets=regression(psnr) <= 0.10 dB";

    private static final List<String> REFUSED = List.of("range", "latest", "snapshot", "jar", "both", "missing");
    private static final String MOVING =
            "baselineArtifact asks for version '%s', but a baseline must not change by itself; write an exact version, for example com.acme:model:zip:ae-gate:1.4.0.";

    @TempDir
    private Path folder;

    @Test
    void a_baseline_is_deployed_with_one_project_and_holds_another() {
        String server = "<id>releases</id><url>" + folder.resolve("releases").toUri() + "</url>";
        MavenBuild build = MavenBuild.in(folder)
                .noisy("ref", "rec", number -> NoisyImages.NOISE)
                .file(
                        "released/pom.xml",
                        pom(
                                "released-autoencoder",
                                "<distributionManagement><repository>" + server
                                        + "</repository></distributionManagement>",
                                "references=../ref",
                                "reconstructions=../rec",
                                BUDGETS))
                .file(
                        "pom.xml",
                        pom(
                                "project",
                                "<repositories><repository>" + server + "</repository></repositories>",
                                "references=ref",
                                "reconstructions=rec",
                                BUDGETS,
                                "baselineArtifact=com.example:released-autoencoder:zip:ae-gate:1"));

        // Maven deploys nothing and fetches nothing offline, not even from a folder.
        BuildResult deployed = build.online()
                .run(
                        "-f",
                        "released",
                        "ae-gate:measure",
                        "ae-gate:accept",
                        "deploy",
                        "-Dmaven.install.skip",
                        "-Dae-gate.attach",
                        "-Dae-gate.reason=1.4.0");
        assertThat(deployed.exitCode()).as(deployed.output()).isZero();
        assertThat(deployed.lines())
                .contains(
                        "[INFO] Attached as com.example:released-autoencoder:zip:ae-gate:1; deploy in the same build publishes it.");
        assertThat(deployed.filesIn("releases/com/example/released-autoencoder/1"))
                .contains("released-autoencoder-1-ae-gate.zip");
        String baseline = deployed.accepted("released/ae-gate/baseline.json");

        BuildResult held = build.run("verify");
        assertThat(held.exitCode()).as(held.output()).isZero();
        assertThat(held.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec (68ab45d8) against the baseline of " + baseline
                                + "   36 images, fp32, cpu",
                        "[INFO]    PASS  regression(psnr) <= 0.10 dB    34.33 dB, unchanged",
                        "[INFO]    report: target/ae-gate/report.md");

        MavenBuild offline = MavenBuild.in(folder).noisy("ref", "rec", number -> NoisyImages.NOISE + 2);
        BuildResult missed = offline.run("verify");
        assertThat(missed.exitCode()).as(missed.output()).isOne();
        assertThat(missed.reportAndHint())
                .containsExactly(
                        "[ERROR] ae-gate: FAIL  rec (976e31b9) against the baseline of " + baseline
                                + "   36 images, fp32, cpu",
                        "[ERROR]   FAIL  regression(psnr) <= 0.10 dB    34.33 -> 32.48 dB, worse by 1.85 (95% sure by at least 1.82)",
                        "[ERROR]                                        spread: half of the loss is in 18 of 36 images (50.0%)",
                        "[INFO]    told from chance with 80% power: 0.041 dB of regression(psnr)",
                        "[ERROR]   worst: scene08 -2.07 dB, scene05 -2.05 dB, scene19 -2.04 dB, ...   report: target/ae-gate/report.md",
                        "[ERROR]   Intended? mvn ae-gate:accept -Dae-gate.reason=\"...\"");

        BuildResult accepted = offline.run("ae-gate:accept", "-Dae-gate.reason=next");
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        assertThat(accepted.json("ae-gate/baseline.json").at("/acceptance/parent"))
                .isEqualTo(accepted.json("released/ae-gate/baseline.json").get("hash"));
        assertThat(accepted.lines())
                .contains(
                        "[WARNING] baselineArtifact still names the one before, which budgets are held to; deploy this one, and name its version there.");
    }

    @Test
    void a_baseline_that_may_change_or_cannot_be_had_is_refused_before_anything_is_measured() {
        BuildResult result = MavenBuild.in(folder)
                .noisy(3, "ref", "rec", number -> NoisyImages.NOISE)
                .module("range", gate("com.example:model:zip:ae-gate:[1,2)"))
                .module("latest", gate("com.example:model:zip:ae-gate:LATEST"))
                .module("snapshot", gate("com.example:model:zip:ae-gate:1.4.0-SNAPSHOT"))
                .module("jar", gate("com.example:model:1.4.0"))
                .module("both", gate("com.example:model:zip:ae-gate:1.4.0", "baseline=ae-gate/baseline.json"))
                .module("missing", gate("com.example:model:zip:ae-gate:1.4.0"))
                .modules(REFUSED)
                .run("verify", "-fae");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(result.error("range")).isEqualTo(MOVING.formatted("[1,2)"));
        assertThat(result.error("latest")).isEqualTo(MOVING.formatted("LATEST"));
        assertThat(result.error("snapshot")).isEqualTo(MOVING.formatted("1.4.0-SNAPSHOT"));
        assertThat(result.error("jar"))
                .isEqualTo(
                        "baselineArtifact is 'com.example:model:1.4.0'; write group, artifact, zip, classifier and version, for example com.acme:model:zip:ae-gate:1.4.0.");
        assertThat(result.error("both"))
                .isEqualTo("Both baseline and baselineArtifact are set, but there is one baseline; drop one of them.");
        // Between them Maven says why, in other words with each of its versions.
        assertThat(result.error("missing"))
                .startsWith("The baseline com.example:model:zip:ae-gate:1.4.0 cannot be had: ")
                .contains("offline")
                .endsWith("; check the version and the repositories, and run once without -o.")
                .doesNotContain(".;");
        assertThat(REFUSED)
                .allSatisfy(
                        module -> assertThat(result.filesIn(module + "/target")).isEmpty());
    }

    private static String[] gate(String artifact, String... more) {
        return Stream.concat(
                        Stream.of(
                                "references=../ref", "reconstructions=../rec", BUDGETS, "baselineArtifact=" + artifact),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static String pom(String artifact, String repositories, String... settings) {
        return MavenBuild.pom(artifact, MavenBuild.pluginWithGate(settings))
                .replace("<build>", repositories + "<build>");
    }
}
