package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.Versions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeveralGatesIT {

    private static final String[] GATE = {"references=ref", "reconstructions=rec", "budgets=psnr >= 20"};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-T1", "-T2"})
    void modules_in_two_class_realms_are_gated_one_after_the_other_and_at_once(String threads) {
        // A dependency of its own gives the plugin another class loader, where natives could not be loaded a second
        // time.
        String other = MavenBuild.plugin("verify", GATE)
                .replace(
                        "</executions>",
                        "</executions><dependencies><dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>"
                                + Versions.read().of("slf4j") + "</version></dependency></dependencies>");
        BuildResult result = MavenBuild.in(folder)
                .photos("one/ref", "one/rec", "jpeg50")
                .photos("two/ref", "two/rec", "jpeg90")
                .module("one", GATE)
                .file("two/pom.xml", MavenBuild.pom("two", other))
                .modules(List.of("one", "two"))
                .run("verify", threads);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines())
                .contains(
                        "[INFO] ae-gate: PASS  rec (349d8376)   3 images, fp32, cpu",
                        "[INFO] ae-gate: PASS  rec (075b9de7)   3 images, fp32, cpu");
        assertThat(List.of("one", "two"))
                .allSatisfy(module -> assertThat(result.json(module + "/target/ae-gate/verdict.json")
                                .get("outcome")
                                .textValue())
                        .isEqualTo("PASS"));
    }

    @Test
    void executions_of_one_pom_write_to_folders_of_their_own() {
        String plugin = "<plugin>" + MavenBuild.coordinates() + "<executions>"
                + MavenBuild.execution(
                        "strong", "verify", "references=ref", "reconstructions=rec", "budgets=psnr >= 20")
                + MavenBuild.execution("weak", "verify", "references=ref", "reconstructions=bad", "budgets=psnr >= 10")
                + "</executions></plugin>";
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .photos("ref", "bad", "blur15")
                .file("pom.xml", MavenBuild.pom("project", plugin))
                .run("verify");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.filesIn("target/ae-gate")).containsExactly("strong", "weak");
        assertThat(result.json("target/ae-gate/strong/verdict.json").findValuesAsText("text"))
                .containsExactly("psnr >= 20");
        assertThat(result.json("target/ae-gate/weak/verdict.json").findValuesAsText("text"))
                .containsExactly("psnr >= 10");
        assertThat(result.json("target/ae-gate/strong/measurements.json").at("/provenance/reconstructions"))
                .isNotEqualTo(
                        result.json("target/ae-gate/weak/measurements.json").at("/provenance/reconstructions"));
    }

    @Test
    void executions_of_one_pom_have_baselines_of_their_own() {
        String plugin = "<plugin>" + MavenBuild.coordinates() + "<executions>"
                + MavenBuild.execution(
                        "strong", "verify", "references=ref", "reconstructions=rec", "budgets=regression(psnr) <= 0.1")
                + MavenBuild.execution(
                        "weak", "verify", "references=ref", "reconstructions=bad", "budgets=regression(psnr) <= 0.5")
                + "</executions></plugin>";
        MavenBuild build = MavenBuild.in(folder)
                .noisy(3, "ref", "rec", number -> NoisyImages.NOISE)
                .noisy(3, "ref", "bad", number -> NoisyImages.NOISE + 4)
                .file("pom.xml", MavenBuild.pom("project", plugin));

        BuildResult first = build.run("verify");
        assertThat(first.exitCode()).as(first.output()).isOne();
        assertThat(first.lines())
                .contains(
                        "[ERROR]   To make this the first baseline: mvn ae-gate:accept@strong -Dae-gate.reason=\"...\"");
        assertThat(build.run("ae-gate:accept", "-Dae-gate.reason=first").error())
                .isEqualTo(
                        "The POM has several gates (strong, weak); say of which to accept: mvn ae-gate:accept@strong -Dae-gate.reason=\"...\".");

        BuildResult second = build.run("ae-gate:accept@strong", "verify", "-Dae-gate.reason=first");
        assertThat(second.exitCode()).as(second.output()).isOne();
        assertThat(second.filesIn("ae-gate")).containsExactly("baseline-strong.csv", "baseline-strong.json");
        assertThat(second.lines())
                .contains(
                        "[INFO]    PASS  regression(psnr) <= 0.1    34.29 dB, unchanged",
                        "[ERROR]   To make this the first baseline: mvn ae-gate:accept@weak -Dae-gate.reason=\"...\"");

        BuildResult third = build.run("ae-gate:accept@weak", "verify", "-Dae-gate.reason=first");
        assertThat(third.exitCode()).as(third.output()).isZero();
        assertThat(third.filesIn("ae-gate"))
                .containsExactly(
                        "baseline-strong.csv", "baseline-strong.json", "baseline-weak.csv", "baseline-weak.json");
        assertThat(third.json("target/ae-gate/strong/verdict.json").at("/baseline/hash"))
                .isEqualTo(third.json("ae-gate/baseline-strong.json").get("hash"));
        assertThat(third.json("target/ae-gate/weak/verdict.json").at("/baseline/hash"))
                .isEqualTo(third.json("ae-gate/baseline-weak.json").get("hash"));
    }
}
