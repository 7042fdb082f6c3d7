package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class FailingGateIT {

    @TempDir
    private Path folder;

    @Test
    void a_build_whose_budgets_are_not_met_fails_with_every_violation() throws Exception {
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .gate(
                        "references=ref",
                        "reconstructions=rec",
                        "budgets=psnr >= 40; ssim at least 0.99; drift.canny <= 0.01 or warn; psnr >= 20; share(psnr < 32) at most 10%")
                .run("verify");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(result.report())
                .containsExactly(
                        "[ERROR] ae-gate: FAIL  rec (349d8376)   3 images, fp32, cpu",
                        "[ERROR]   FAIL  psnr >= 40                      31.82",
                        "[ERROR]   FAIL  ssim at least 0.99              0.9064",
                        "[ERROR]   FAIL  share(psnr < 32) at most 10%    33.4% (1 of 3)",
                        "[WARNING] WARN  drift.canny <= 0.01             0.0635",
                        "[INFO]    PASS  psnr >= 20                      31.82",
                        "[ERROR]   worst: astronaut 29.83 dB, chelsea 32.58 dB, camera 33.04 dB   report: target/ae-gate/report.md");
        assertThat(result.lines()).contains("[INFO] BUILD FAILURE");
        assertThat(result.error()).isEqualTo("""
                        3 of 5 budgets are not met:
                          psnr is 31.82 dB, but the budget asks for at least 40 dB
                          ssim is 0.9064, but the budget asks for at least 0.99
                          1 of 3 images (33.4%) has psnr < 32 dB, but the budget allows at most 10%""");
        assertThat(result.filesIn("target/ae-gate"))
                .containsExactly(
                        "TEST-ae-gate.xml",
                        "evidence",
                        "measurements.json",
                        "per-image.csv",
                        "report.md",
                        "verdict.json");
        JsonNode verdict = result.json("target/ae-gate/verdict.json");
        assertThat(verdict.get("outcome").textValue()).isEqualTo("FAIL");
        assertThat(verdict.get("budgets").findValuesAsText("status"))
                .containsExactly("FAIL", "FAIL", "FAIL", "PASS", "FAIL");
        Element tests = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(result.path("target/ae-gate/TEST-ae-gate.xml").toFile())
                .getDocumentElement();
        assertThat(tests.getAttribute("tests")).isEqualTo("5");
        assertThat(tests.getAttribute("failures")).isEqualTo("3");
        assertThat(tests.getElementsByTagName("failure").getLength()).isEqualTo(3);
        assertThat(result.text("target/ae-gate/report.md")).contains("FAIL", "psnr >= 40");
    }

    @Test
    void no_line_of_the_report_is_wider_than_a_terminal() {
        String longest = "share(psnr < 32) at most 10%; p05(psnr[portraits-of-people-indoors]) >= 40";
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec/a/rather/long/name/of/a/folder/in/which/reconstructions/were/written", "jpeg50")
                .file("slices.csv", "image,slice\nastronaut,portraits-of-people-indoors\n")
                .gate(
                        "references=ref",
                        "reconstructions=rec/a/rather/long/name/of/a/folder/in/which/reconstructions/were/written",
                        "slices=slices.csv",
                        "budgets=" + longest)
                .run("verify");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(result.report())
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void measuring_alone_never_fails_on_quality_and_lists_the_values() {
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .file(
                        "pom.xml",
                        MavenBuild.pom(
                                "project",
                                MavenBuild.plugin(
                                        "measure",
                                        "references=ref",
                                        "reconstructions=rec",
                                        "metrics=ssim",
                                        "budgets=psnr >= 40")))
                .run("verify");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.report())
                .containsExactly(
                        "[INFO] ae-gate: measured  rec (349d8376)   3 images, fp32, cpu",
                        "[INFO]    psnr  31.82 dB    std 1.74, min 29.83, median 32.58, max 33.04, n 3",
                        "[INFO]    ssim  0.9064      std 0.0118, min 0.8931, median 0.9105, max 0.9155, n 3",
                        "[INFO]    report: target/ae-gate/measurements.json");
        assertThat(result.filesIn("target/ae-gate")).containsExactly("measurements.json", "per-image.csv");
    }
}
