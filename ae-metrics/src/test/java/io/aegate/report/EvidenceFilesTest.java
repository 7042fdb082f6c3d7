package io.aegate.report;

import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.TestImages;
import io.aegate.evaluation.Evidence;
import io.aegate.image.ImagePairs;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFilesTest {

    private static final MetricId CANNY = new MetricId("drift.canny");

    @TempDir
    private Path folder;

    private static Evidence evidence(int rank, String image, RgbImage reference) {
        return new Evidence(CANNY, rank, image, 0.5, reference, TestImages.constant(9, 4, 3));
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder.resolve("evidence"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void pictures_are_named_by_metric_and_rank_whatever_the_image_is_called() {
        EvidenceFiles.write(folder, List.of(evidence(1, "../../etc/passwd", TestImages.noise(1, 5, 4))));

        assertThat(files()).containsExactly("drift.canny-1-reconstruction.png", "drift.canny-1-reference.png");
    }

    @Test
    void a_picture_is_what_was_seen() {
        RgbImage seen = TestImages.noise(1, 5, 4);
        EvidenceFiles.write(folder, List.of(evidence(1, "a", seen)));
        Path list = folder.resolve("evidence/drift.canny-1-reconstruction.png");
        assertThat(list).exists();

        try (ImagePairs images = ImagePairs.ofReferences(folder.resolve("evidence"), Resize.none(), false)) {
            assertThat(images.reference(1)).isEqualTo(seen);
        }
    }

    @Test
    void pictures_of_an_earlier_run_go_and_other_files_stay() throws IOException {
        EvidenceFiles.write(
                folder,
                List.of(evidence(1, "a", TestImages.noise(1, 5, 4)), evidence(2, "b", TestImages.noise(2, 5, 4))));
        Files.writeString(folder.resolve("evidence/notes.txt"), "mine");

        EvidenceFiles.write(folder, List.of(evidence(1, "c", TestImages.noise(3, 5, 4))));

        assertThat(files())
                .containsExactly("drift.canny-1-reconstruction.png", "drift.canny-1-reference.png", "notes.txt");
    }

    @Test
    void the_report_shows_the_pictures_that_are_there() {
        EvidenceFiles.write(folder, List.of(evidence(1, "0001", TestImages.noise(1, 5, 4))));

        assertThat(MarkdownDrift.evidence(
                        folder, measured("drift.canny", 0.1, 0.5, 0.2).build()))
                .endsWith("| `drift.canny` | 0001 | 0.5000 | ![reference](evidence/drift.canny-1-reference.png) |"
                        + " ![reconstruction](evidence/drift.canny-1-reconstruction.png) |\n");
    }

    @Test
    void a_report_without_pictures_has_no_section_for_them() {
        assertThat(MarkdownDrift.evidence(folder, measured("drift.canny", 0.1).build()))
                .isEmpty();
    }
}
