package com.example.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {

    @TempDir
    Path folder;

    @Test
    void values_become_multiples_of_a_part_of_the_largest() {
        float[] values = {0, 0.1f, -0.3f, 0.6f, -2};

        Damage.round(FloatBuffer.wrap(values), 4);

        assertThat(values).containsExactly(0, 0, -0.5f, 0.5f, -2);
    }

    @Test
    void zeros_stay_zeros() {
        float[] values = {0, 0};

        Damage.round(FloatBuffer.wrap(values), 4);

        assertThat(values).containsExactly(0, 0);
    }

    @Test
    void nothing_but_the_tensors_is_changed() throws IOException {
        Path original = folder.resolve("original.pt");
        Path damaged = folder.resolve("damaged.pt");
        TorchScriptArchive.write(
                original,
                "def forward(self, x: Tensor) -> Tensor:\n  return torch.mul(x, self.gain)",
                Map.of("gain", Tensor.of(new float[] {1, 0.26f}, 2)));

        Damage.copy(original, damaged, 2);

        assertThat(Files.size(damaged)).isEqualTo(Files.size(original));
        Map<String, byte[]> expected = entries(original);
        Map<String, byte[]> actual = entries(damaged);
        assertThat(floats(expected.remove("net/data/0"))).containsExactly(1, 0.26f);
        assertThat(floats(actual.remove("net/data/0"))).containsExactly(1, 0.5f);
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(actual).allSatisfy((name, content) -> assertThat(content).isEqualTo(expected.get(name)));
    }

    private static float[] floats(byte[] content) {
        FloatBuffer values =
                ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return floats;
    }

    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }
}
