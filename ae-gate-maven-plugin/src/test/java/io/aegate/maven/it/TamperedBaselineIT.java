package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TamperedBaselineIT {

    private static final String[] GATE = {
        "references=../ref", "reconstructions=../rec", "budgets=regression(psnr) <= 0.10 dB"
    };
    private static final List<String> TAMPERED = List.of("table", "values", "row", "hash", "half");

    private static final String REMEDY =
            "); restore it from version control, or remove both files and accept a new baseline";

    @TempDir
    private Path folder;

    @Test
    void whatever_was_changed_in_a_baseline_is_refused_before_anything_is_measured() {
        MavenBuild build = MavenBuild.in(folder).noisy(3, "ref", "rec", number -> NoisyImages.NOISE);
        BuildResult accepted = build.file("model/pom.xml", MavenBuild.pom("model", MavenBuild.pluginWithGate(GATE)))
                .run("-f", "model", "ae-gate:measure", "ae-gate:accept", "-Dae-gate.reason=first");
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        String json = accepted.text("model/ae-gate/baseline.json");
        String csv = accepted.text("model/ae-gate/baseline.csv");
        String hash = accepted.json("model/ae-gate/baseline.json").get("hash").textValue();
        String worse = csv.replaceFirst(",34\\.", ",33.");
        String better = json.replaceFirst("\"value\" : 34\\.", "\"value\" : 33.");
        String without = csv.replaceFirst("scene01.*\n", "");
        assertThat(List.of(worse, better, without)).doesNotContain(csv, json);

        baseline(build, "table", json, worse);
        baseline(build, "values", better, csv);
        baseline(build, "row", json, without);
        baseline(build, "hash", json.replace(hash, "0".repeat(64)), csv);
        build.module("half", GATE).file("half/ae-gate/baseline.json", json);
        // As Git writes text files on Windows.
        baseline(build, "checkout", json.replace("\n", "\r\n"), csv.replace("\n", "\r\n"));
        BuildResult result = build.modules(
                        Stream.concat(TAMPERED.stream(), Stream.of("checkout")).toList())
                .run("verify", "-fae");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(List.of("table", "values", "row"))
                .allSatisfy(module -> assertThat(result.error(module))
                        .matches(quoted(result.path(module + "/ae-gate/baseline.json")
                                        + " cannot be used: it or baseline.csv was changed after it was accepted (its hash says "
                                        + hash.substring(0, 8) + ", its values are ")
                                + "[0-9a-f]{8}"
                                + quoted(REMEDY)));
        assertThat(result.error("hash"))
                .isEqualTo(result.path("hash/ae-gate/baseline.json")
                        + " cannot be used: it or baseline.csv was changed after it was accepted (its hash says 00000000, its values are "
                        + hash.substring(0, 8) + REMEDY);
        assertThat(result.error("half"))
                .isEqualTo(
                        result.path("half/ae-gate/baseline.csv")
                                + " is missing; restore it from version control, or remove both files and accept a new baseline");
        assertThat(TAMPERED)
                .allSatisfy(
                        module -> assertThat(result.filesIn(module + "/target")).isEmpty());

        assertThat(result.filesIn("checkout/target/ae-gate")).hasSize(5);
        assertThat(result.report()).contains("[INFO]    PASS  regression(psnr) <= 0.10 dB    34.29 dB, unchanged");
    }

    private static String quoted(String text) {
        return Pattern.quote(text);
    }

    private static MavenBuild baseline(MavenBuild build, String module, String json, String csv) {
        return build.module(module, GATE)
                .file(module + "/ae-gate/baseline.json", json)
                .file(module + "/ae-gate/baseline.csv", csv);
    }
}
