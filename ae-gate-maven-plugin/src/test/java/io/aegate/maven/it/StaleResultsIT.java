package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleResultsIT {

    @TempDir
    private Path folder;

    @Test
    void the_verdict_of_an_earlier_run_never_outlives_a_run_that_fails() throws IOException {
        MavenBuild build = MavenBuild.in(folder)
                .photos("ref", "rec", "jpeg50")
                .gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20");
        assertThat(build.run("verify").filesIn("target/ae-gate")).hasSize(5);

        // Refused before anything is measured, and what was measured is still of the present images.
        BuildResult mistyped = build.run("verify", "-Dae-gate.metrics=sim");
        assertThat(mistyped.exitCode()).as(mistyped.output()).isOne();
        assertThat(mistyped.filesIn("target/ae-gate")).containsExactly("measurements.json", "per-image.csv");
        assertThat(build.run("verify").filesIn("target/ae-gate")).hasSize(5);

        // Refused before anything is measured, because the images are not what they were.
        Path camera = folder.resolve("rec/camera.png");
        byte[] whole = Files.readAllBytes(camera);
        Files.delete(camera);
        BuildResult unpaired = build.run("verify");
        assertThat(unpaired.exitCode()).as(unpaired.output()).isOne();
        assertThat(unpaired.filesIn("target/ae-gate")).doesNotContain("verdict.json", "report.md", "TEST-ae-gate.xml");

        // Refused by the worker.
        Files.write(camera, whole);
        assertThat(build.run("verify").filesIn("target/ae-gate")).hasSize(5);
        Files.write(camera, Arrays.copyOf(whole, whole.length / 2));
        BuildResult truncated = build.run("verify");
        assertThat(truncated.exitCode()).as(truncated.output()).isOne();
        assertThat(truncated.filesIn("target/ae-gate")).isEmpty();
    }
}
