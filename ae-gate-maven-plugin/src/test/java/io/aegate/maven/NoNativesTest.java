package io.aegate.maven;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aegate.AeGate;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs in Maven's own JVM, on a class path like Maven's: without a native library. */
class NoNativesTest {

    @TempDir
    private Path folder;

    @Test
    void a_gate_over_folders_is_prepared_without_native_code() throws IOException {
        AeGate gate = gate(Map.of(Parameter.RECONSTRUCTIONS, "ref", Parameter.BUDGETS, "psnr >= 20"));

        assertThat(gate.images()).isEqualTo(1);
        assertThat(gate.fresh()).isEmpty();
        // That nothing native was loaded so far says something only if it could not have been.
        assertThat(catchThrowable(() -> gate.measure((phase, done, total) -> {})))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The natives of OpenCV for %s (%s) are not on the class path; ae-gate-junit brings them where Maven"
                                + " resolves it, so leave them in, or add org.bytedeco:opencv, openblas and javacpp with your system's"
                                + " classifier.",
                        System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    @Test
    void a_gate_over_a_checkpoint_is_prepared_without_native_code() throws IOException {
        Files.writeString(folder.resolve("vae.pt"), "opened by the worker alone");

        AeGate gate = gate(Map.of(Parameter.CHECKPOINT, "vae.pt", Parameter.BUDGETS, "drift.canny <= 0.1"));

        assertThat(gate.images()).isEqualTo(1);
        assertThat(gate.fresh()).isEmpty();
        assertThat(catchThrowable(() -> gate.measure((phase, done, total) -> {})))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("The natives of PyTorch ")
                .hasMessageEndingWith(
                        " are not on the class path; ae-gate-junit brings them where Maven resolves it, so leave them in, or add"
                                + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu with your system's classifier.");
    }

    private AeGate gate(Map<Parameter, String> settings) throws IOException {
        Files.createDirectories(folder.resolve("ref"));
        Files.copy(shared("reference/images/camera_ref.png"), folder.resolve("ref/camera.png"));
        Map<Parameter, String> all = new EnumMap<>(settings);
        all.put(Parameter.REFERENCES, "ref");
        return new AeGate(new Settings(folder, all));
    }
}
