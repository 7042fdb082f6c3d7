package com.example.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {

    @TempDir
    Path folder;

    @Test
    void everything_the_gate_reads_is_made() throws IOException {
        Prepare.main(new String[] {folder.toString(), checkpoint(1).toString()});

        try (Stream<Path> images = Files.walk(folder.resolve("evaluation"))) {
            assertThat(images.filter(Files::isRegularFile)).hasSize(64);
        }
        assertThat(folder.resolve("evaluation/text/003.png")).isRegularFile();
        assertThat(Files.readAllLines(folder.resolve("slices.csv")))
                .hasSize(65)
                .startsWith("image,slice", "lines/000,lines")
                .endsWith("texture/015,texture");
        assertThat(folder.resolve("autoencoder-damaged.pt")).isRegularFile();
    }

    @Test
    void another_checkpoint_is_damaged_anew() throws IOException {
        Prepare.main(new String[] {folder.toString(), checkpoint(1).toString()});
        byte[] first = Files.readAllBytes(folder.resolve("autoencoder-damaged.pt"));

        Prepare.main(new String[] {folder.toString(), checkpoint(2).toString()});

        assertThat(folder.resolve("autoencoder-damaged.pt")).isRegularFile();
        assertThat(Files.readAllBytes(folder.resolve("autoencoder-damaged.pt"))).isNotEqualTo(first);
    }

    @Test
    void a_product_is_made_once() throws IOException {
        new Prepare(folder, "1").once("product", path -> Files.writeString(path, "first"));
        new Prepare(folder, "1").once("product", path -> Files.writeString(path, "second"));

        assertThat(folder.resolve("product")).hasContent("first");
    }

    @Test
    void a_product_of_an_older_version_is_replaced_whole() throws IOException {
        new Prepare(folder, "1").once("product", path -> {
            Files.createDirectories(path);
            Files.writeString(path.resolve("old"), "old");
        });
        new Prepare(folder, "2").once("product", path -> {
            Files.createDirectories(path);
            Files.writeString(path.resolve("new"), "new");
        });

        assertThat(children("product")).containsExactly("new");
    }

    @Test
    void a_recipe_that_fails_leaves_nothing_and_is_tried_again() throws IOException {
        Prepare prepare = new Prepare(folder, "1");

        assertThatThrownBy(() -> prepare.once("product", path -> {
                    Files.writeString(path, "half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(children("")).containsExactly("prepared");
        prepare.once("product", path -> Files.writeString(path, "whole"));
        assertThat(folder.resolve("product")).hasContent("whole");
    }

    private Path checkpoint(float gain) throws IOException {
        Path file = folder.resolve("autoencoder.pt");
        TorchScriptArchive.write(
                file,
                "def forward(self, x: Tensor) -> Tensor:\n  return torch.mul(x, self.gain)",
                Map.of("gain", Tensor.of(new float[] {gain}, 1)));
        return file;
    }

    private List<String> children(String name) throws IOException {
        try (Stream<Path> children = Files.list(folder.resolve(name))) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
