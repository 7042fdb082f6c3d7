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
}
