package io.aegate.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptArchiveTest {

    private static final String AFFINE = """
            def scale(self, x: Tensor) -> Tensor:
              return torch.add(torch.mul(x, self.gain), self.offset)
            def forward(self, x: Tensor) -> Tensor:
              return torch.conv2d(x, self.kernel, None, [1, 1], [1, 1])
            def both(self, x: Tensor) -> Tuple[Tensor, Tensor]:
              return (torch.neg(x), torch.mul(x, 2.))
            """;

    @TempDir
    private Path folder;

    @Test
    void a_written_program_is_loaded_and_its_methods_are_called() throws IOException {
        try (TorchModule module = TorchModule.load(affine(), Device.CPU);
                TorchScope scope = module.scope()) {
            assertThat(module.has("scale")).isTrue();
            assertThat(module.has("encode")).isFalse();
            assertThat(scope.call("scale", scope.floats(floats(1, 2, 3), 3)).toFloatArray())
                    .containsExactly(2.5f, 4.5f, 6.5f);
            assertThat(scope.callForAll("both", scope.floats(floats(1), 1))
                            .get(1)
                            .toFloatArray())
                    .containsExactly(2f);
        }
    }

    @Test
    void a_tensor_of_four_dimensions_keeps_its_values_though_it_is_stored_channels_last() throws IOException {
        float[] image = new float[2 * 3 * 3];
        image[4] = 1;
        image[9 + 4] = 10;
        try (TorchModule module = TorchModule.load(affine(), Device.CPU);
                TorchScope scope = module.scope()) {
            // Over an impulse, a convolution writes its kernel backwards.
            assertThat(scope.call("forward", scope.floats(floats(image), 1, 2, 3, 3))
                            .toFloatArray())
                    .containsExactly(188, 177, 166, 155, 144, 133, 122, 111, 100);
        }
    }

    @Test
    void the_same_program_gives_the_same_bytes() throws IOException {
        assertThat(Files.readAllBytes(affine())).isEqualTo(Files.readAllBytes(affine()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_written_archive_is_as_readable_as_any_other_file() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "any other");

        assertThat(Files.getPosixFilePermissions(affine())).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void what_a_module_says_when_it_fails_is_one_line() throws IOException {
        try (TorchModule module = TorchModule.load(affine(), Device.CPU);
                TorchScope scope = module.scope()) {
            assertThatThrownBy(() -> scope.call("forward", scope.floats(floats(1, 2), 2)))
                    .isInstanceOf(ModuleCallException.class)
                    .hasMessageStartingWith("'forward' failed: ")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void a_file_that_is_no_archive_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("vae.pt"), "no archive");

        assertThatThrownBy(() -> TorchModule.load(file, Device.CPU))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("vae.pt cannot be loaded as TorchScript (")
                .hasMessageEndingWith(
                        "); export it with torch.jit.trace or torch.jit.script and save it with torch.jit.save.");
    }

    @Test
    void a_device_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> TorchModule.load(affine(), new Device(99)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("device is cuda:99, but the PyTorch on the class path is the one for the CPU;"
                        + " run Maven with -Dae-gate.device=cuda, or set cpu.");
    }

    @Test
    void a_name_that_is_no_identifier_is_refused() {
        assertThatThrownBy(() -> TorchScriptArchive.write(
                        folder.resolve("x.pt"), AFFINE, Map.of("0.weight", Tensor.of(new float[1], 1))))
                .hasMessage("a tensor's name must be an identifier, not '0.weight'");
    }

    private Path affine() throws IOException {
        Path file = Files.createTempFile(folder, "net", ".pt");
        float[] kernel = new float[2 * 3 * 3];
        for (int i = 0; i < 9; i++) {
            kernel[i] = i;
            kernel[9 + i] = 10 + i;
        }
        TorchScriptArchive.write(
                file,
                AFFINE,
                new java.util.TreeMap<>(Map.of(
                        "gain", Tensor.of(new float[] {2}, 1),
                        "offset", Tensor.of(new float[] {0.5f}, 1),
                        "kernel", Tensor.of(kernel, 1, 2, 3, 3))));
        return file;
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return buffer;
    }
}
