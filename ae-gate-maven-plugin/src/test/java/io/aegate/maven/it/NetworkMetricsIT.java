package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on metrics of networks, whose weights are generated, because the official ones may not come with the project. */
class NetworkMetricsIT {

    private static final int COUNT = 8;
    private static final String INCEPTION = OfficialWeights.INCEPTION.fileName();
    private static final String SQUEEZENET = OfficialWeights.SQUEEZENET.fileName();
    private static final String LINEAR = OfficialWeights.LPIPS_SQUEEZE.fileName();

    @TempDir
    private static Path weights;

    @TempDir
    private Path folder;

    @BeforeAll
    static void generateWeights() {
        for (OfficialWeights file : List.of(
                OfficialWeights.INCEPTION,
                OfficialWeights.SQUEEZENET,
                OfficialWeights.LPIPS_SQUEEZE,
                OfficialWeights.VGG16,
                OfficialWeights.LPIPS_VGG)) {
            GeneratedWeights.write(file, weights);
        }
    }

    @Test
    void budgets_are_judged_and_a_baseline_holds_for_one_precision() {
        MavenBuild build = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "weightsDirectory=" + weights,
                        "allowUnverifiedWeights=true",
                        "standardErrors=true",
                        "confidence=none",
                        "budgets=lpips-squeeze <= 1; rfid <= 0.0001 or warn; regression(lpips-squeeze) <= 5%");

        BuildResult first = build.run("verify");

        assertThat(first.error())
                .isEqualTo("1 of 3 budgets is not met:\n"
                        + "  regression(lpips-squeeze) was not measured, because there is no baseline to compare with;"
                        + " accept one with ae-gate:accept, or take the budget out");
        String hash = sha256(first, SQUEEZENET);
        assertThat(first.report())
                .anyMatch(
                        line -> line.matches("\\[WARNING\\] +WARN +rfid <= 0\\.0001 +\\d+\\.\\d{4} ± \\d+\\.\\d{4}.*"))
                .anyMatch(line -> line.matches("\\[INFO\\] +PASS +lpips-squeeze <= 1 +0\\.\\d{4}"))
                .allMatch(line -> line.length() <= 120);
        assertThat(first.lines())
                .anyMatch(line -> line.startsWith("[WARNING] note: " + SQUEEZENET + " is not the official file"))
                .anyMatch(line -> line.startsWith("[WARNING] note: rfid is of 8 images, so that its covariances"));
        assertThat(weightFile(first, LINEAR).get("verified").booleanValue()).isTrue();
        assertThat(weightFile(first, SQUEEZENET).get("verified").booleanValue()).isFalse();
        assertThat(first.json("target/ae-gate/measurements.json")
                        .at("/metrics/rfid/standardError")
                        .doubleValue())
                .isPositive();
        assertThat(first.text("target/ae-gate/report.md"))
                .contains(
                        "| weights | squeezenet1\\_1-b8a52dc0.pth `" + hash + "` **not the official file** |",
                        "| weights | lpips\\_v0.1\\_squeeze.pth `" + sha256(first, LINEAR) + "` |",
                        "`" + sha256(first, INCEPTION) + "` **not the official file** |");

        BuildResult accepted = build.run("ae-gate:accept", "verify", "-Dae-gate.reason=first");
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        assertThat(accepted.lines())
                .anyMatch(
                        line -> line.matches("\\[INFO\\] +PASS +regression\\(lpips-squeeze\\) <= 5% +0.*, unchanged"));

        BuildResult rough = build.run("verify", "-Dae-gate.precision=bf16");
        assertThat(rough.error())
                .startsWith("1 of 3 budgets is not met:\n"
                        + "  regression(lpips-squeeze) was not measured, because the baseline of ")
                .endsWith(" is not comparable: precision (fp32 then, bf16 now); measure as it was measured, or accept a"
                        + " new one");
    }

    @Test
    void what_is_missing_offline_stands_in_one_message_without_a_trace() {
        Path empty = folder.resolve("empty");
        BuildResult result = images().file("empty/README", "put weights here")
                .pluginGate("references=ref", "reconstructions=rec", "weightsDirectory=empty", "budgets=rfid <= 1")
                .environment("XDG_CACHE_HOME", folder.resolve("cache").toString())
                .run("verify");

        assertThat(result.error())
                .isEqualTo("A weight file is missing; run mvn ae-gate:weights where there is a network, or put it into "
                        + empty + ":\n  " + INCEPTION + " (91 MiB) from " + OfficialWeights.INCEPTION.address()
                        + ", SHA-256 " + OfficialWeights.INCEPTION.sha256().orElseThrow());
        assertThat(result.lines()).noneMatch(line -> line.contains("\tat ") || line.contains("Exception:"));
    }

    @Test
    void a_protocol_prints_the_numbers_of_its_script() {
        BuildResult result = images().pluginGate(
                        "references=ref",
                        "reconstructions=rec",
                        "weightsDirectory=" + weights,
                        "allowUnverifiedWeights=true",
                        "protocol=rae")
                .run("ae-gate:measure");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("[INFO]    as "))
                .anyMatch(line -> line.matches("\\[INFO\\]      LPIPS +0\\.\\d{4}     lpips-vgg, mean over images"))
                .anyMatch(line -> line.matches("\\[INFO\\]      PSNR +\\d\\d\\.\\d{4}    psnr, mean over images"));
    }

    private MavenBuild images() {
        return MavenBuild.in(folder).noisy(COUNT, "ref", "rec", number -> NoisyImages.NOISE);
    }

    private static JsonNode weightFile(BuildResult result, String name) {
        return result.json("target/ae-gate/measurements.json").at("/provenance/weights/" + name);
    }

    private static String sha256(BuildResult result, String name) {
        return weightFile(result, name).get("sha256").textValue();
    }
}
