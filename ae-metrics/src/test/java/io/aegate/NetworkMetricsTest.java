package io.aegate;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Versions;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import io.aegate.metric.ReferencePairs;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics with networks from settings to measurements: ten photos, what TAEF2 made of them, and generated weights. */
class NetworkMetricsTest {

    @TempDir
    private static Path weights;

    @TempDir
    private Path base;

    private final Map<Parameter, String> settings = new EnumMap<>(Parameter.class);

    @BeforeAll
    static void generateWeights() throws IOException {
        GeneratedWeights.write(OfficialWeights.INCEPTION, weights);
        GeneratedWeights.write(OfficialWeights.SQUEEZENET, weights);
        Files.copy(shared("weights/lpips_v0.1_squeeze.pth"), weights.resolve("lpips_v0.1_squeeze.pth"));
    }

    @BeforeEach
    void copyPhotos() throws IOException {
        Files.createDirectories(base.resolve("eval"));
        Files.createDirectories(base.resolve("out"));
        try (DirectoryStream<Path> photos = Files.newDirectoryStream(shared("reference/images"), "*_taef2.png")) {
            for (Path photo : photos) {
                String name = photo.getFileName().toString().replace("_taef2.png", "");
                Files.copy(photo, base.resolve("out").resolve(name + ".png"));
                Files.copy(
                        photo.resolveSibling(name + "_ref.png"),
                        base.resolve("eval").resolve(name + ".png"));
            }
        }
        settings.put(Parameter.REFERENCES, "eval");
        settings.put(Parameter.RECONSTRUCTIONS, "out");
        settings.put(Parameter.WEIGHTS_DIRECTORY, weights.toString());
        settings.put(Parameter.ALLOW_UNVERIFIED_WEIGHTS, "true");
        settings.put(Parameter.THREADS, "2");
    }

    @Test
    void photos_have_the_values_of_the_reference_implementations() {
        Measurements measured = measure("lpips-squeeze, rfid, rfid-tf, rsfid");

        JsonNode frechet = ReferencePairs.json("reference/fid.json").at("/fid/ref|taef2");
        assertThat(value(measured, "rfid"))
                .isCloseTo(frechet.at("/pf2048/exact_svd").asDouble(), withinPercentage(0.01));
        assertThat(value(measured, "rfid-tf"))
                .isCloseTo(frechet.at("/tf2048/exact_svd").asDouble(), withinPercentage(0.01));
        assertThat(value(measured, "rsfid"))
                .isCloseTo(frechet.at("/tfspatial/exact_svd").asDouble(), withinPercentage(0.01));
        for (JsonNode pair : ReferencePairs.json("reference/pairs.json").get("pairs")) {
            String name = pair.get("name").asText();
            if (name.endsWith("_taef2")) {
                assertThat(ofImage(measured, "lpips-squeeze", name.replace("_taef2", "")))
                        .isCloseTo(pair.at("/lpips/squeeze/f32").asDouble(), withinPercentage(1e-3));
            }
        }
    }

    @Test
    void provenance_names_the_weights_and_a_warning_that_they_are_not_official() {
        Measurements measured = measure("lpips-squeeze, rfid");

        Map<String, Provenance.WeightFile> files = measured.provenance().weights();
        assertThat(files)
                .containsOnlyKeys(
                        "squeezenet1_1-b8a52dc0.pth", "lpips_v0.1_squeeze.pth", "pt_inception-2015-12-05-6726825d.pth")
                .containsEntry(
                        "lpips_v0.1_squeeze.pth",
                        new Provenance.WeightFile(
                                OfficialWeights.LPIPS_SQUEEZE.sha256().orElseThrow(), true));
        assertThat(measured.warnings())
                .contains("squeezenet1_1-b8a52dc0.pth is not the official file (its SHA-256 is "
                        + Optional.ofNullable(files.get("squeezenet1_1-b8a52dc0.pth"))
                                .orElseThrow()
                                .sha256()
                        + "), so lpips-squeeze cannot be compared with published numbers.")
                .contains("rfid is of 10 images, so that its covariances of 2048 features have rank 9 at most and its"
                        + " value is biased upwards; compare it only with values of as many images, or use at least"
                        + " 2048.");
    }

    @Test
    void values_depend_on_neither_batches_nor_threads() {
        Measurements measured = measure("lpips-squeeze, rfid, kid");
        settings.put(Parameter.BATCH_SIZE, "3");
        settings.put(Parameter.THREADS, "1");
        Measurements again = measure("lpips-squeeze, rfid, kid");

        for (String metric : new String[] {"lpips-squeeze", "rfid", "kid"}) {
            assertThat(value(again, metric)).isCloseTo(value(measured, metric), withinPercentage(1e-4));
        }
    }

    @Test
    void references_that_were_seen_before_give_the_same_values() {
        double first = value(measure("rfid"), "rfid");
        assertThat(Path.of(System.getenv("XDG_CACHE_HOME")).resolve("ae-gate/features"))
                .isNotEmptyDirectory();

        assertThat(value(measure("rfid"), "rfid")).isEqualTo(first);
    }

    @Test
    void identical_sets_are_at_no_distance() throws IOException {
        settings.put(Parameter.RECONSTRUCTIONS, "eval");

        Measurements measured = measure("lpips-squeeze, rfid, rfid-tf, rfid-clean, rsfid");

        assertThat(measured.metrics().values()).extracting(MetricSummary::value).containsOnly(0.0);
    }

    @Test
    void generated_images_are_compared_without_pairs() throws IOException {
        settings.put(Parameter.GENERATED, "generated");
        Files.createDirectories(base.resolve("generated"));
        int number = 0;
        try (DirectoryStream<Path> images = Files.newDirectoryStream(base.resolve("out"))) {
            for (Path image : images) {
                Files.copy(image, base.resolve("generated/sample-" + number++ + ".png"));
            }
        }

        Measurements measured = measure("rfid, gfid, rsfid, gsfid, rfid-tf, gfid-tf");

        assertThat(value(measured, "gfid")).isCloseTo(value(measured, "rfid"), withinPercentage(1e-4));
        assertThat(value(measured, "gfid-tf")).isCloseTo(value(measured, "rfid-tf"), withinPercentage(1e-4));
        assertThat(value(measured, "gsfid")).isCloseTo(value(measured, "rsfid"), withinPercentage(1e-4));
        assertThat(measured.provenance().generated().count()).isEqualTo(10);

        settings.remove(Parameter.RECONSTRUCTIONS);
        Measurements alone = measure("gfid");
        assertThat(value(alone, "gfid")).isCloseTo(value(measured, "gfid"), withinPercentage(1e-4));
        assertThat(alone.provenance().checkpoint().name()).isEqualTo("generated");

        settings.remove(Parameter.GENERATED);
        settings.put(Parameter.RECONSTRUCTIONS, "out");
        assertThatThrownBy(() -> measure("gfid"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "gfid compares generated images with the references, but generated is not set; set it, or leave"
                                + " gfid out.");
    }

    @Test
    void exported_statistics_stand_for_the_references() throws IOException {
        settings.put(Parameter.EXPORT_STATISTICS, "references.npz");
        double direct = value(measure("rfid"), "rfid");
        settings.remove(Parameter.EXPORT_STATISTICS);
        settings.remove(Parameter.RECONSTRUCTIONS);
        settings.put(Parameter.GENERATED, "out");
        settings.put(Parameter.STATISTICS, "references.npz");

        assertThat(value(measure("gfid"), "gfid")).isCloseTo(direct, withinPercentage(1e-3));
    }

    @Test
    void measurements_are_not_fresh_where_statistics_are_still_to_be_exported() throws IOException {
        AeGate plain = gate("rfid");
        plain.measure((phase, done, total) -> {});
        settings.put(Parameter.EXPORT_STATISTICS, "references.npz");
        AeGate exporting = gate("rfid");

        assertThat(exporting.fresh()).isEmpty();
        assertThat(plain.task().answers(exporting.task())).isFalse();
        exporting.measure((phase, done, total) -> {});
        assertThat(exporting.fresh()).isPresent();
        assertThat(exporting.task().answers(plain.task())).isTrue();
    }

    @Test
    void statistics_that_cannot_be_of_all_metrics_are_refused_before_anything_is_measured() throws IOException {
        settings.put(Parameter.EXPORT_STATISTICS, "references.npz");
        assertThatThrownBy(() -> gate("psnr"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("exportStatistics writes the mean and covariance that one form of FID reads, but none is"
                        + " measured; measure one, for example rfid, or drop exportStatistics.");
        settings.remove(Parameter.EXPORT_STATISTICS);
        settings.put(Parameter.GENERATED, "out");
        settings.put(Parameter.STATISTICS, "any.npz");
        Files.createFile(base.resolve("any.npz"));
        assertThatThrownBy(() -> gate("gfid, gfid-tf"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "statistics is one file, which was made by one way of resizing, but gfid and gfid-tf each have"
                                + " their own; leave all but the one that it was made for.");
        assertThat(gate("gfid-tf, gsfid, rfid").images()).isEqualTo(10);
    }

    @Test
    void a_set_metric_comes_with_a_standard_error_where_it_is_asked_for() {
        AeGate without = gate("rfid");
        assertThat(summary(measure("rfid"), "rfid").standardError()).isEmpty();
        settings.put(Parameter.STANDARD_ERRORS, "true");

        AeGate gate = gate("rfid");
        assertThat(without.task().answers(gate.task())).isFalse();
        assertThat(gate.fresh()).isEmpty();
        assertThat(summary(measure("rfid"), "rfid").standardError().getAsDouble())
                .isPositive();
        assertThat(gate.fresh()).isPresent();
    }

    @Test
    void bf16_is_near_and_named_in_provenance() {
        Measurements exact = measure("lpips-squeeze, rfid");
        settings.put(Parameter.PRECISION, "bf16");

        Measurements rough = measure("lpips-squeeze, rfid");

        assertThat(rough.provenance().precision()).isEqualTo("bf16");
        for (String metric : new String[] {"lpips-squeeze", "rfid"}) {
            assertThat(value(rough, metric))
                    .isNotEqualTo(value(exact, metric))
                    .isCloseTo(value(exact, metric), withinPercentage(1));
        }
    }

    @Test
    void another_weight_file_makes_measurements_stale() throws IOException {
        measure("lpips-squeeze");
        AeGate gate = gate("lpips-squeeze");
        assertThat(gate.fresh()).isPresent();
        Path other = Files.createDirectories(base.resolve("weights"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(weights, "*squeeze*")) {
            for (Path file : files) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        byte[] bytes = Files.readAllBytes(other.resolve("squeezenet1_1-b8a52dc0.pth"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(other.resolve("squeezenet1_1-b8a52dc0.pth"), bytes);
        settings.put(Parameter.WEIGHTS_DIRECTORY, "weights");

        assertThat(gate("lpips-squeeze").fresh()).isEmpty();
    }

    @Test
    void missing_weights_are_told_in_one_message_before_anything_is_measured() throws IOException {
        settings.put(
                Parameter.WEIGHTS_DIRECTORY,
                Files.createDirectories(base.resolve("empty")).toString());

        assertThatThrownBy(() -> measure("psnr, lpips-squeeze"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("2 weight files are missing; run mvn io.aegate:ae-gate-maven-plugin:"
                        + Versions.read().of("ae-gate")
                        + ":weights -Dae-gate.metrics='lpips-squeeze' where there is a network, or put them into "
                        + base.resolve("empty") + ":\n  squeezenet1_1-b8a52dc0.pth ");
        assertThat(base.resolve("target")).doesNotExist();
    }

    @Test
    void unverified_weights_are_refused_unless_they_are_allowed() {
        settings.remove(Parameter.ALLOW_UNVERIFIED_WEIGHTS);

        assertThatThrownBy(() -> measure("lpips-squeeze"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("but the official file has "
                        + OfficialWeights.SQUEEZENET.sha256().orElseThrow())
                .hasMessageContaining("or set allowUnverifiedWeights=true");
    }

    @Test
    void one_image_has_no_distribution() throws IOException {
        try (DirectoryStream<Path> images = Files.newDirectoryStream(base.resolve("eval"), "[b-z]*")) {
            for (Path image : images) {
                Files.delete(image);
                Files.delete(base.resolve("out").resolve(image.getFileName()));
            }
        }

        assertThatThrownBy(() -> measure("rfid"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("2");
    }

    private AeGate gate(String metrics) {
        settings.put(Parameter.METRICS, metrics);
        return new AeGate(new Settings(base, settings));
    }

    private Measurements measure(String metrics) {
        return gate(metrics).measure((phase, done, total) -> {});
    }

    private static MetricSummary summary(Measurements measured, String metric) {
        return Optional.ofNullable(measured.metrics().get(new MetricId(metric))).orElseThrow();
    }

    private static double value(Measurements measured, String metric) {
        double value = summary(measured, metric).value();
        assertThat(value).isFinite();
        return value;
    }

    private static double ofImage(Measurements measured, String metric, String image) {
        return Optional.ofNullable(measured.images().columns().get(new MetricId(metric)))
                .orElseThrow()[measured.images().images().indexOf(image)];
    }
}
