package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaiverIT {

    private static final String BUDGETS = "<references>../ref</references><reconstructions>../rec</reconstructions>"
            + "<budgets>psnr at least 40; ssim at least 0.5</budgets>";

    private static final List<String> REFUSED = List.of("stranger", "endless", "undated", "unreasoned");

    @TempDir
    private Path folder;

    @Test
    void a_waiver_keeps_a_budget_from_failing_until_its_day_and_says_why() {
        MavenBuild build = MavenBuild.in(folder)
                .noisy(3, "ref", "rec", number -> NoisyImages.NOISE)
                .file(
                        "running/pom.xml",
                        pom("running", waiver("psnr at least 40", "2999-12-31", "night scenes, issue 12")))
                .file("expired/pom.xml", pom("expired", waiver("psnr >= 40", "2020-02-29", "night scenes, issue 12")))
                .file("stranger/pom.xml", pom("stranger", waiver("psnr >= 41", "2999-12-31", "night scenes")))
                .file(
                        "endless/pom.xml",
                        pom("endless", "<waiver><budget>psnr at least 40</budget><reason>forever</reason></waiver>"))
                .file("undated/pom.xml", pom("undated", waiver("psnr at least 40", "next month", "soon")))
                .file("unreasoned/pom.xml", pom("unreasoned", waiver("psnr at least 40", "2999-12-31", " ")))
                .modules(Stream.concat(Stream.of("running", "expired"), REFUSED.stream())
                        .toList());
        BuildResult result = build.run("verify", "-fae");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(result.report())
                .containsSubsequence(
                        "[WARNING] WAIVED  psnr at least 40     34.29; waived until 2999-12-31: night scenes, issue 12",
                        "[INFO]    PASS    ssim at least 0.5    0.8477",
                        "[INFO]    report: target/ae-gate/report.md");
        assertThat(result.json("running/target/ae-gate/verdict.json")
                        .get("outcome")
                        .textValue())
                .isEqualTo("PASS");
        assertThat(result.json("running/target/ae-gate/verdict.json")
                        .at("/budgets/0/severity")
                        .textValue())
                .isEqualTo("waived");
        assertThat(result.text("running/target/ae-gate/report.md"))
                .contains(
                        "- psnr is 34.29 dB, but the budget asks for at least 40 dB; waived until 2999-12-31: night scenes, issue 12\n");
        assertThat(result.lines())
                .contains(
                        "[ERROR]   FAIL  psnr at least 40     34.29; its waiver expired on 2020-02-29 (night scenes, issue 12)");
        assertThat(result.error("expired")).isEqualTo("""
                        1 of 2 budgets is not met:
                          psnr is 34.29 dB, but the budget asks for at least 40 dB; its waiver expired on 2020-02-29 (night scenes, issue 12)""");

        assertThat(result.error("stranger"))
                .isEqualTo(
                        "the waiver of psnr >= 41 matches no budget; write it as the budget is written, or take it out");
        assertThat(result.error("endless"))
                .isEqualTo(
                        "the waiver of psnr at least 40 has no until; write the last day on which the budget may be missed, such as 2026-12-31");
        assertThat(result.error("undated"))
                .isEqualTo("the waiver of psnr at least 40 runs until 'next month'; write a date such as 2026-12-31");
        assertThat(result.error("unreasoned"))
                .isEqualTo(
                        "the waiver of psnr at least 40 gives no reason; say why the budget may be missed until 2999-12-31");
        assertThat(REFUSED)
                .allSatisfy(
                        module -> assertThat(result.filesIn(module + "/target")).isEmpty());

        assertThat(build.run("verify", "-f", "running", "-Dae-gate.waivers=psnr at least 40")
                        .error())
                .isEqualTo(
                        "The property ae-gate.waivers is none of ae-gate's; write waivers into the POM, or as @AeWaiver, where they are reviewed.");
    }

    private static String pom(String artifact, String waivers) {
        String configuration = "<configuration>" + BUDGETS + "<waivers>" + waivers + "</waivers></configuration>";
        return MavenBuild.pom(
                artifact, MavenBuild.plugin("verify").replace("<configuration></configuration>", configuration));
    }

    private static String waiver(String budget, String until, String reason) {
        return "<waiver>" + "<budget>" + budget.replace(">", "&gt;") + "</budget><until>" + until + "</until><reason>"
                + reason + "</reason></waiver>";
    }
}
