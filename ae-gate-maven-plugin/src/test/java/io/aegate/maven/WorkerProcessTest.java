package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.Worker;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerProcessTest {

    @Test
    void the_worker_sees_where_things_are_but_no_secret() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", "/bin",
                "HOME", "/home/ci",
                "Path", "C:\\Windows",
                "CUDA_VISIBLE_DEVICES", "1",
                "CI_SECRET", "hunter2",
                "GITHUB_TOKEN", "ghp_1",
                "AWS_ACCESS_KEY_ID", "AKIA",
                "MAVEN_OPTS", "-Dpassword=hunter2",
                "JAVA_TOOL_OPTIONS", "-javaagent:evil.jar"));

        WorkerProcess.environment(environment, 4);

        assertThat(environment)
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("HOME", "/home/ci"),
                        Map.entry("Path", "C:\\Windows"),
                        Map.entry("CUDA_VISIBLE_DEVICES", "1"),
                        Map.entry("OMP_NUM_THREADS", "4"),
                        Map.entry("OMP_WAIT_POLICY", "passive"),
                        Map.entry("OPENBLAS_NUM_THREADS", "1"),
                        Map.entry("OPENCV_LOG_LEVEL", "SILENT"),
                        Map.entry("NVIDIA_TF32_OVERRIDE", "0"));
    }

    @Test
    void a_message_of_the_worker_is_read_as_it_was_said() throws IOException {
        Worker.Message progress = new Worker.Message("measuring", 3, 7, "");
        Worker.Message refusal = new Worker.Message("", 0, 0, "camera.png is \"truncated\"\nand more");

        assertThat(WorkerProcess.message(new ObjectMapper().writeValueAsString(progress)))
                .contains(progress);
        assertThat(WorkerProcess.message(new ObjectMapper().writeValueAsString(refusal)))
                .contains(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Terminating due to java.lang.OutOfMemoryError: Java heap space",
                "{}",
                "{\"phase\":\"measuring\"}",
                "{\"phase\":null,\"done\":0,\"total\":0,\"refused\":null}",
                "{\"phase\":\"\",\"done\":0,\"total\":0,\"refused\":\"\"} and more",
                "{\"phase\":\"\",\"done\":0,\"total\":0,\"refused\":\"\",\"also\":1}",
                "{'a': tensor([1.])}"
            })
    void what_a_checkpoint_prints_is_no_message(String line) {
        assertThat(WorkerProcess.message(line)).isEmpty();
    }
}
