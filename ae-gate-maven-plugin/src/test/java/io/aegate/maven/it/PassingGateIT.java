package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PassingGateIT {

    private static final String UNCHANGED =
            "[INFO] Nothing has changed since target/ae-gate/measurements.json was written, so it is judged as it is.";

    private static final String[] FOLDERS = {"references=ref", "reconstructions=rec", "budgets=psnr >= 20; ssim >= 0.7"
    };

    @TempDir
    private Path folder;

    @Test
    void a_build_whose_budgets_are_met_succeeds_and_leaves_five_whole_files() throws Exception {
        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .gate(FOLDERS)
                .run("verify");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.report())
                .containsExactly(
                        "[INFO] ae-gate: PASS  rec (349d8376)   3 images, fp32, cpu",
                        "[INFO]    PASS  psnr >= 20     31.82",
                        "[INFO]    PASS  ssim >= 0.7    0.9064",
                        "[INFO]    report: target/ae-gate/report.md");
        assertThat(result.filesIn("target/ae-gate"))
                .containsExactly("TEST-ae-gate.xml", "measurements.json", "per-image.csv", "report.md", "verdict.json");
        assertThat(result.json("target/ae-gate/verdict.json").get("outcome").textValue())
                .isEqualTo("PASS");
        assertThat(result.json("target/ae-gate/measurements.json")
                        .at("/metrics/psnr/n")
                        .intValue())
                .isEqualTo(3);
        assertThat(result.text("target/ae-gate/per-image.csv").lines())
                .hasSize(4)
                .first()
                .isEqualTo("image,sha256,psnr,ssim");
        Document tests = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(result.path("target/ae-gate/TEST-ae-gate.xml").toFile());
        assertThat(tests.getDocumentElement().getAttribute("tests")).isEqualTo("2");
        assertThat(tests.getDocumentElement().getAttribute("failures")).isEqualTo("0");
        assertThat(result.text("target/ae-gate/report.md")).startsWith("#").contains("psnr >= 20", "PASS");
    }

    @Test
    void what_was_measured_is_judged_again_until_an_input_changes_by_a_byte() {
        BufferedImage grey = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        MavenBuild build = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .image("ref/grey.bmp", grey)
                .image("rec/grey.bmp", grey)
                .gate(FOLDERS);
        JsonNode first = build.run("verify").json("target/ae-gate/measurements.json");

        BuildResult second = build.run("verify");
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.lines()).contains(UNCHANGED);
        assertThat(second.json("target/ae-gate/measurements.json")).isEqualTo(first);
        assertThat(second.filesIn("target/ae-gate")).hasSize(5);

        BuildResult changed = build.flipLastBit("rec/grey.bmp").run("verify");
        assertThat(changed.exitCode()).as(changed.output()).isZero();
        assertThat(changed.lines()).doesNotContain(UNCHANGED);
        JsonNode then = changed.json("target/ae-gate/measurements.json");
        assertThat(then.at("/metrics/psnr/max").doubleValue())
                .isLessThan(first.at("/metrics/psnr/max").doubleValue());
    }

    @Test
    void a_checkpoint_is_measured_again_only_when_something_that_decides_values_changes() {
        MavenBuild build = MavenBuild.in(folder).photo("ref/camera.png", "camera_ref");
        Checkpoints.DARKER.writeTo(build.place("model.pt"));
        build.gate("references=ref", "checkpoint=model.pt", "budgets=psnr >= 20");

        BuildResult first = build.run("verify");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(build.run("verify", "-Dae-gate.threads=1").lines()).contains(UNCHANGED);
        BuildResult truncated = build.run("verify", "-Dae-gate.quantize=truncate");
        assertThat(truncated.exitCode()).as(truncated.output()).isZero();
        assertThat(truncated.lines()).doesNotContain(UNCHANGED);
        assertThat(truncated
                        .json("target/ae-gate/measurements.json")
                        .at("/provenance/inputRules/quantize")
                        .textValue())
                .isEqualTo("truncate");
    }

    @Test
    void the_report_is_appended_to_the_summary_of_a_github_job() throws Exception {
        Path summary = Files.writeString(folder.resolve("summary.md"), "# What an earlier step said\n");

        BuildResult result = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .gate(FOLDERS)
                .environment("GITHUB_STEP_SUMMARY", summary.toString())
                .run("verify");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(summary)
                .content()
                .isEqualTo("# What an earlier step said\n" + result.text("target/ae-gate/report.md"));
    }
}
