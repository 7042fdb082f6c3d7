package io.aegate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    private Path folder;

    @Test
    void folders_are_made_and_nothing_else_is_left() {
        Path file = folder.resolve("a/b/report.md");

        AtomicFiles.write(file, "größe\n");

        assertThat(file).hasContent("größe\n");
        assertThat(folder.resolve("a/b").toFile().list()).containsExactly("report.md");
    }

    @Test
    void an_older_file_is_replaced() throws IOException {
        Path file = Files.writeString(folder.resolve("report.md"), "a longer text of old");

        AtomicFiles.write(file, "new");

        assertThat(file).hasContent("new");
    }

    @Test
    void others_can_read_what_they_could_read_if_it_were_written_in_place() throws IOException {
        Path inPlace = Files.writeString(folder.resolve("in-place"), "");
        Path file = folder.resolve("moved");

        AtomicFiles.write(file, "");

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(inPlace));
    }

    @Test
    void a_place_that_cannot_be_written_is_refused_and_nothing_is_left() throws IOException {
        Files.createDirectories(folder.resolve("report.md/full"));
        Path taken = folder.resolve("report.md");

        assertThatThrownBy(() -> AtomicFiles.write(taken, "text"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(taken + " cannot be written (")
                .hasMessageEndingWith("); make its folder writable, or choose another outputDirectory");
        assertThat(folder.toFile().list()).containsExactly("report.md");
    }
}
