package io.aegate.maven.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees when the worker, or Maven, comes to an end before its time. */
class WorkerDeathIT {

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process that is killed has no signal there")
    void a_worker_that_is_killed_is_reported_and_leaves_nothing_half_written() {
        RunningBuild running = slowBuild().start(List.of("verify")).until("s left");
        running.worker().destroyForcibly();
        BuildResult result = running.result();

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(result.error())
                .isEqualTo(
                        "The worker was killed from outside (exit status 137), and nothing was measured; where memory is"
                                + " short the system does that, so lower threads or batchSize, or give the machine more.");
        assertThat(result.filesIn("target/ae-gate")).isEmpty();
    }

    @Test
    void a_worker_does_not_outlive_a_maven_that_is_killed() throws Exception {
        RunningBuild running = slowBuild().start(List.of("verify")).until("s left");
        ProcessHandle worker = running.worker();
        assertThat(worker.isAlive()).isTrue();

        running.kill();

        assertThat(endsInTime(worker)).isTrue();
        assertThat(running.result().filesIn("target/ae-gate")).isEmpty();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a process's environment cannot be read")
    void the_secrets_of_a_job_do_not_reach_the_worker() throws IOException {
        RunningBuild running = slowBuild()
                .environment("CI_SECRET", "hunter2")
                .start(List.of("verify"))
                .until("s left");
        ProcessHandle worker = running.worker();
        String environment = Files.readString(Path.of("/proc", Long.toString(worker.pid()), "environ"));
        worker.destroyForcibly();
        running.result();

        assertThat(environment.split("\0"))
                .contains("OMP_WAIT_POLICY=passive")
                .noneMatch(variable -> variable.contains("hunter2"));
    }

    @Test
    void a_worker_without_enough_memory_says_how_to_give_it_more() {
        BufferedImage large = new BufferedImage(3000, 3000, BufferedImage.TYPE_INT_RGB);
        BuildResult result = MavenBuild.in(folder)
                .image("ref/large.png", large)
                .image("rec/large.png", large)
                .gate("references=ref", "reconstructions=rec", "budgets=psnr >= 20")
                .run("verify", "-Dae-gate.workerMemory=24m");

        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(result.error()).isEqualTo("""
                        The worker ran out of memory with workerMemory=24m, and nothing was measured; give it more \
                        (ae-gate.workerMemory=2g), or lower threads or batchSize.
                        Its last output:
                          Terminating due to java.lang.OutOfMemoryError: Java heap space""");
        assertThat(result.filesIn("target/ae-gate")).isEmpty();
    }

    private MavenBuild slowBuild() {
        MavenBuild build = MavenBuild.in(folder);
        for (int i = 0; i < 100; i++) {
            build.photo("ref/" + i + ".png", "lpips_ex_ref");
        }
        Checkpoints.SLOW.writeTo(build.place("model.pt"));
        return build.gate("references=ref", "checkpoint=model.pt", "batchSize=1", "budgets=psnr >= 20");
    }

    private static boolean endsInTime(ProcessHandle process) throws Exception {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            return false;
        }
    }
}
