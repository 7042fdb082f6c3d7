package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects whose tests carry {@code @AeQuality}, built by Maven and run by Surefire as a user's are. */
class JUnitProjectIT {

    private static final String TESTS = "src/test/java/com/example/";

    @TempDir
    private Path folder;

    private MavenBuild project;

    @BeforeEach
    void makeProject() {
        project = MavenBuild.in(folder)
                .online()
                .photos("eval/images", "out/images", "jpeg50")
                .file("eval/slices.csv", "image,slice\nastronaut,faces\n")
                .file("pom.xml", block("xml"))
                .file(TESTS + "VaeQualityTest.java", block("java"));
        Checkpoints.DARKER.writeTo(project.place("models/vae.pt"));
    }

    @Test
    void a_project_made_from_nothing_but_the_manual_shows_its_budgets_as_test_cases() {
        BuildResult result = project.run("test");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(SurefireReport.cases(folder, "com.example.VaeQualityTest"))
                .containsExactly(
                        Map.entry("psnr >= 31.5 dB", "passed"),
                        Map.entry("p05(psnr) >= 24", "passed"),
                        Map.entry("ssim >= 0.88", "passed"),
                        Map.entry("drift.canny <= 0.10 or warn", "passed"),
                        Map.entry("keepsSkinTones(Measurements)", "passed"));
        assertThat(result.output()).contains(block("text"));
        assertThat(result.lines()).noneMatch(line -> line.contains("SLF4J") || line.contains("WARN  "));
        assertThat(result.filesIn("target/ae-gate/com.example.VaeQualityTest"))
                .containsExactly(
                        "TEST-ae-gate.xml",
                        "evidence",
                        "measurements.json",
                        "per-image.csv",
                        "report.md",
                        "verdict.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it.maven3", "it.maven4"})
    void every_maven_brings_the_natives(String maven) {
        BuildResult result =
                project.by(Path.of(LocalRepository.property(maven))).run("test");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(SurefireReport.cases(folder, "com.example.VaeQualityTest").values())
                .hasSize(5)
                .containsOnly("passed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it.junit5.oldest", "it.junit5", "it.junit6"})
    void surefire_reports_every_case_whatever_junit_the_project_has(String property) {
        String version = LocalRepository.property(property);
        BuildResult result = project.file("pom.xml", withDependency("org.junit.jupiter", "junit-jupiter", version))
                .file(TESTS + "VaeQualityTest.java", """
                        package com.example;

                        import static io.aegate.junit.AeAssertions.assertThat;

                        import io.aegate.evaluation.Measurements;
                        import io.aegate.gate.Verdict;
                        import io.aegate.junit.AeQuality;
                        import org.junit.jupiter.api.Nested;
                        import org.junit.jupiter.api.Test;

                        @AeQuality(
                                references = "eval/images",
                                reconstructions = "out/images",
                                budgets = {"psnr >= 20", "ssim >= 0.99", "l1 <= 0.0001 or warn", "regression(psnr) <= 0.1 dB"})
                        class VaeQualityTest {

                            @Test
                            void passes(Measurements measured, Verdict verdict) {
                                assertThat(measured).metric("psnr").isAtLeast("20");
                            }

                            @Test
                            void fails(Measurements measured) {
                                assertThat(measured).as("photos").metric("psnr").isAtLeast("40");
                            }

                            @AeQuality(budgets = "psnr >= 20")
                            void gate() {}

                            @Nested
                            @AeQuality(checkpoint = "models/vae.pt", budgets = "psnr >= 40")
                            class Checkpoint {}
                        }
                        """)
                .file(TESTS + "AroundTest.java", """
                        package com.example;

                        import io.aegate.junit.AeQuality;
                        import org.junit.jupiter.api.Nested;

                        class AroundTest {

                            @Nested
                            @AeQuality(references = "eval/images", reconstructions = "out/images", budgets = "psnr >= 40")
                            class Inner {}

                            abstract static class Unmade {

                                @AeQuality(references = "eval/images", reconstructions = "out/images", budgets = "psnr >= 20")
                                static class Static {}
                            }
                        }
                        """)
                .file(
                        TESTS + "RefusedTest.java",
                        test("RefusedTest", "reconstructions = \"out/images\", budgets = \"psnr <= 20\""))
                .file(
                        TESTS + "AbsentTest.java",
                        test("AbsentTest", "checkpoint = \"models/none.pt\", budgets = \"psnr >= 20\""))
                .file(
                        TESTS + "SkippedTest.java",
                        test(
                                "SkippedTest",
                                "checkpoint = \"models/none.pt\", missing = AeQuality.Missing.SKIP, budgets = \"psnr >= 20\""))
                .run("test");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(SurefireReport.cases(folder, "com.example.VaeQualityTest"))
                .containsOnly(
                        Map.entry("psnr >= 20", "passed"),
                        Map.entry("ssim >= 0.99", "failure: ssim is 0.9064, but the budget asks for at least 0.99"),
                        Map.entry("l1 <= 0.0001 or warn", "passed"),
                        Map.entry(
                                "regression(psnr) <= 0.1 dB",
                                "error: regression(psnr) was not measured, because there is no baseline to compare with;"
                                        + " accept one with ae-gate:accept, or take the budget out"),
                        Map.entry("gate: psnr >= 20", "passed"),
                        Map.entry("$Checkpoint psnr >= 40", "passed"),
                        Map.entry(
                                "fails(Measurements)",
                                "failure: [photos] psnr is 31.82 dB, but the budget asks for at least 40 dB"),
                        Map.entry("passes(Measurements, Verdict)", "passed"));
        assertThat(SurefireReport.cases(folder, "com.example.AroundTest"))
                .containsOnly(
                        Map.entry(
                                "$Inner psnr >= 40",
                                "failure: psnr is 31.82 dB, but the budget asks for at least 40 dB"),
                        Map.entry("$Unmade$Static psnr >= 20", "passed"));
        assertThat(SurefireReport.cases(folder, "com.example.RefusedTest").values())
                .singleElement()
                .asString()
                .startsWith("error: the budget is refused:");
        assertThat(SurefireReport.cases(folder, "com.example.AbsentTest").values())
                .singleElement()
                .asString()
                .startsWith("error: checkpoint is ")
                .endsWith("none.pt, where there is no file; check the path.");
        assertThat(SurefireReport.cases(folder, "com.example.SkippedTest").values())
                .singleElement()
                .asString()
                .startsWith("skipped: checkpoint is ")
                .endsWith("none.pt, where there is nothing, and missing is SKIP");
    }

    @Test
    void a_pom_and_an_annotation_come_to_equal_verdicts() {
        project.file(
                "pom.xml",
                block("xml")
                        .replace(
                                "</plugins>",
                                MavenBuild.plugin(
                                                "verify",
                                                "references=eval/images",
                                                "checkpoint=models/vae.pt",
                                                "slices=eval/slices.csv",
                                                "budgets=psnr >= 31.5 dB; p05(psnr) >= 24; ssim >= 0.88;"
                                                        + " drift.canny <= 0.10 or warn")
                                        + "</plugins>"));

        BuildResult result = project.run("verify");

        assertThat(result.exitCode()).as(result.output()).isZero();
        JsonNode pom = result.json("target/ae-gate/verdict.json");
        assertThat(pom.get("budgets")).hasSize(4);
        assertThat(result.json("target/ae-gate/com.example.VaeQualityTest/verdict.json"))
                .isEqualTo(pom);
    }

    @Test
    void tests_are_chosen_by_class_by_budget_and_by_tag() {
        project.file(
                TESTS + "OtherTest.java",
                test("OtherTest", "reconstructions = \"out/images\", budgets = {\"psnr >= 20\", \"ssim >= 0.5\"}")
                        .replace("@AeQuality", "@org.junit.jupiter.api.Tag(\"photos\")\n@AeQuality"));

        assertThat(project.run("test", "-Dtest=VaeQualityTest").output()).contains("Tests run: 5, Failures: 0");
        assertThat(project.run("test", "-Dtest=OtherTest#ssim*").output()).contains("Tests run: 1, Failures: 0");
        assertThat(project.run("test", "-Dgroups=photos").output()).contains("Tests run: 2, Failures: 0");
    }

    @Test
    void natives_that_are_left_out_are_one_clear_sentence() {
        project.file(
                "pom.xml",
                block("xml")
                        .replace(
                                "<scope>test</scope>",
                                "<scope>test</scope><exclusions><exclusion><groupId>ai.djl.pytorch</groupId>"
                                        + "<artifactId>pytorch-native-cpu</artifactId></exclusion></exclusions>"));

        BuildResult result = project.run("test");

        assertThat(result.exitCode()).isOne();
        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("[ERROR]   VaeQualityTest.initializationError"))
                .singleElement()
                .asString()
                .contains("The natives of PyTorch ")
                .endsWith(
                        "are not on the class path; ae-gate-junit brings them where Maven resolves it, so leave them in, or add"
                                + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu with your system's classifier.");
    }

    @Test
    void one_property_brings_pytorch_with_cuda() {
        // Two and a half gigabytes, so it is enough to see that Maven wants them.
        BuildResult result = MavenBuild.in(folder).run("test", "-Dae-gate.device=cuda");

        assertThat(result.exitCode()).isOne();
        assertThat(result.output())
                .contains("ai.djl.pytorch:pytorch-native-cu124:")
                .doesNotContain("pytorch-native-cpu");
    }

    private static String test(String name, String attributes) {
        return "package com.example;\n\nimport io.aegate.junit.AeQuality;\n\n@AeQuality(references = \"eval/images\", "
                + attributes + ")\nclass " + name + " {}\n";
    }

    private static String withDependency(String group, String artifact, String version) {
        return block("xml")
                .replace(
                        "</dependencies>",
                        "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact
                                + "</artifactId><version>" + version
                                + "</version><scope>test</scope></dependency></dependencies>");
    }

    /** The first block of a language in the manual's page. */
    private static String block(String language) {
        Path page = Path.of(LocalRepository.property("it.module")).resolveSibling("docs/junit.md");
        try {
            Matcher block =
                    Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(Files.readString(page));
            if (!block.find()) {
                throw new AssertionError(page + " has no block of " + language);
            }
            return block.group(1).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
