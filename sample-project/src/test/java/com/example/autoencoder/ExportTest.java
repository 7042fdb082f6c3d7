package com.example.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.example.scenes.Scenes;
import io.aegate.network.Device;
import io.aegate.network.TorchModule;
import io.aegate.network.TorchScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {

    private static final int HEIGHT = 40;
    private static final int WIDTH = 56;

    @TempDir
    Path folder;

    private NDManager manager;
    private Training training;
    private Network network;

    /** Two steps, after which no weight is zero any more: one that the export mixed up would show. */
    @BeforeEach
    void train() {
        manager = NDManager.newBaseManager();
        training = new Training(Crops.rendered(new Scenes(3), 1), 400, 1);
        training.step();
        training.step();
        network = training.network();
    }

    @AfterEach
    void close() {
        training.close();
        manager.close();
    }

    @Test
    void the_file_encodes_as_the_network_does() throws IOException {
        NDArray images = manager.randomUniform(0, 1, new Shape(2, 3, HEIGHT, WIDTH));

        NDArray expected = network.encode(images).mean();

        assertThat(expected.getShape().getShape()).containsExactly(2, Network.LATENTS, HEIGHT / 8, WIDTH / 8);
        assertThat(called("encode", images)).containsExactly(expected.toFloatArray(), within(1e-5f));
    }

    @Test
    void the_file_decodes_as_the_network_does_and_clamps() throws IOException {
        NDArray latents = manager.randomNormal(new Shape(2, Network.LATENTS, HEIGHT / 8, WIDTH / 8));

        NDArray expected = network.decode(latents);

        assertThat(expected.getShape().getShape()).containsExactly(2, 3, HEIGHT, WIDTH);
        assertThat(expected.min().getFloat()).isNegative();
        assertThat(expected.max().getFloat()).isGreaterThan(1);
        assertThat(called("decode", latents))
                .containsExactly(expected.clip(0, 1).toFloatArray(), within(1e-5f));
    }

    @Test
    void the_file_called_as_a_whole_does_both() throws IOException {
        NDArray images = manager.randomUniform(0, 1, new Shape(1, 3, HEIGHT, WIDTH));

        NDArray expected = network.decode(network.encode(images).mean()).clip(0, 1);

        assertThat(called("forward", images)).containsExactly(expected.toFloatArray(), within(1e-5f));
    }

    @Test
    void two_files_of_one_network_are_equal_and_small_enough_to_commit() throws IOException {
        Export.write(network, folder.resolve("first.pt"));
        Export.write(network, folder.resolve("second.pt"));

        assertThat(Files.mismatch(folder.resolve("first.pt"), folder.resolve("second.pt")))
                .isNegative();
        assertThat(folder.resolve("first.pt"))
                .satisfies(file -> assertThat(Files.size(file)).isLessThan(2_000_000));
    }

    @Test
    void the_committed_checkpoint_is_of_this_network_and_this_program() throws IOException {
        Path committed = Path.of("models/autoencoder.pt");
        Path file = folder.resolve("network.pt");
        Export.write(network, file);

        assertThat(entry(committed, "net/code/__torch__.py")).isEqualTo(entry(file, "net/code/__torch__.py"));
        assertThat(entry(committed, "net/data.pkl")).isEqualTo(entry(file, "net/data.pkl"));
    }

    private static String entry(Path file, String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private float[] called(String method, NDArray argument) throws IOException {
        Path file = folder.resolve("network.pt");
        Export.write(network, file);
        try (TorchModule module = TorchModule.load(file, Device.CPU);
                TorchScope scope = module.scope()) {
            return scope.call(method, argument).toFloatArray();
        }
    }
}
