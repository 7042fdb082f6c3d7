package io.aegate.evaluation;

import static io.aegate.SharedFiles.shared;

import io.aegate.metric.MetricId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What tests put into evaluations, and take out of them. */
final class TestEvaluations {

    private TestEvaluations() {}

    /** Ten photos and their reconstructions by a small autoencoder, into two folders. */
    static void copyPhotos(Path references, Path reconstructions) {
        try (DirectoryStream<Path> photos = Files.newDirectoryStream(shared("reference/images"), "*_taef2.png")) {
            Files.createDirectories(references);
            Files.createDirectories(reconstructions);
            for (Path photo : photos) {
                String name = photo.getFileName().toString().replace("_taef2.png", "");
                Files.copy(photo, reconstructions.resolve(name + ".png"));
                Files.copy(photo.resolveSibling(name + "_ref.png"), references.resolve(name + ".png"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<MetricId> ids(String... metrics) {
        return Arrays.stream(metrics).map(MetricId::new).toList();
    }

    static double[] column(Evaluation.Result result, String metric) {
        return Optional.ofNullable(result.images().columns().get(new MetricId(metric)))
                .orElseThrow();
    }
}
