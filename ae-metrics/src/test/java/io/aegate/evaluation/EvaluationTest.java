package io.aegate.evaluation;

import static io.aegate.evaluation.TestEvaluations.column;
import static io.aegate.evaluation.TestEvaluations.copyPhotos;
import static io.aegate.evaluation.TestEvaluations.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.Quantize;
import io.aegate.image.ImagePairs;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.MetricId;
import io.aegate.metric.Pair;
import io.aegate.metric.ReferencePairs;
import io.aegate.metric.ReferencePairs.ReferencePair;
import io.aegate.network.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {

    private static final List<MetricId> ALL = new MetricCatalog().withoutWeights();

    @TempDir
    private Path folder;

    private Path references;
    private Path reconstructions;

    @BeforeEach
    void nameFolders() {
        references = folder.resolve("references");
        reconstructions = folder.resolve("reconstructions");
    }

    @Test
    void folders_of_photos_have_the_values_of_the_reference_implementations() {
        copyPhotos(references, reconstructions);

        Evaluation.Result result = evaluate(ALL, 2, 8);

        assertThat(result.images().images()).hasSize(10).startsWith("astronaut", "camera", "chelsea");
        assertThat(result.warnings()).isEmpty();
        List<ReferencePair> known = ReferencePairs.all().stream()
                .filter(pair -> pair.name().endsWith("_taef2"))
                .toList();
        assertThat(known).hasSize(6);
        for (ReferencePair pair : known) {
            int row = result.images().images().indexOf(pair.name().replace("_taef2", ""));
            JsonNode expected = pair.expected();
            Map.of(
                            "l1", expected.get("l1"),
                            "mse", expected.get("mse"),
                            "psnr", expected.get("psnr"),
                            "ssim", expected.get("ssim").get("piq.ssim downsample=False f64"),
                            "ssim-full", expected.get("ssim").get("torchmetrics-1.9.0 ssim data_range=1.0 f64"),
                            "drift.canny",
                                    expected.get("canny_100_200")
                                            .get("rgb (ControlNet: HWC uint8 straight in)")
                                            .get("l1"))
                    .forEach((metric, value) -> assertThat(column(result, metric)[row])
                            .as("%s of %s", metric, pair.name())
                            .isCloseTo(value.asDouble(), within(1e-9 * value.asDouble())));
        }
    }

    @Test
    void a_summary_is_the_mean_over_the_images() {
        copyPhotos(references, reconstructions);

        Evaluation.Result result = evaluate(List.of(new MetricId("psnr")), 2, 8);

        assertThat(result.metrics()).containsOnlyKeys(new MetricId("psnr"));
        assertThat(result.metrics().values()).singleElement().satisfies(psnr -> {
            assertThat(psnr.n()).isEqualTo(10);
            assertThat(psnr.value())
                    .isCloseTo(Arrays.stream(column(result, "psnr")).sum() / 10, within(1e-12));
        });
    }

    @Test
    void values_do_not_depend_on_batches_or_threads() {
        copyPhotos(references, reconstructions);
        Evaluation.Result once = evaluate(ALL, 1, 1);

        for (int[] split : new int[][] {{2, 3}, {5, 8}, {2, 64}, {5, 1}, {2, 0}}) {
            Evaluation.Result again = evaluate(ALL, split[0], split[1]);

            assertThat(again.metrics()).as(Arrays.toString(split)).isEqualTo(once.metrics());
            assertThat(again.images().columns().keySet())
                    .isEqualTo(once.images().columns().keySet());
            ALL.forEach(metric -> assertThat(again.images().columns().get(metric))
                    .as("%s, %s", metric, Arrays.toString(split))
                    .isEqualTo(once.images().columns().get(metric)));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "5, 8", "2, 0"})
    void images_of_several_sizes_are_measured_each_as_if_it_were_alone(int threads, int batchSize) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            boolean upright = i % 3 == 0;
            RgbImage reference = TestImages.noise(i, upright ? 32 : 48 + i % 2, upright ? 48 : 32);
            pairs.add(write(i, reference, TestImages.disturbed(reference, i)));
        }

        Evaluation.Result result = evaluate(ids("psnr", "ssim", "drift.canny"), threads, batchSize);

        for (String metric : List.of("psnr", "ssim", "drift.canny")) {
            double[] alone = pairs.stream()
                    .mapToDouble(pair -> ReferencePairs.measure(metric, pair))
                    .toArray();
            assertThat(column(result, metric)).as(metric).containsExactly(alone);
        }
    }

    @ParameterizedTest
    @CsvSource({"ROUND", "TRUNCATE"})
    void a_checkpoint_and_the_folder_that_it_would_have_written_have_equal_values(Quantize quantize) {
        Checkpoint checkpoint = TestCheckpoints.blurring(folder);
        for (int i = 0; i < 7; i++) {
            RgbImage reference = TestImages.noise(i, i < 4 ? 24 : 32, 24);
            float[] planes = TestCheckpoints.reconstruct(checkpoint, reference);
            Quantize.clamp("", planes);
            write(i, reference, quantize.toImage(planes, reference.width(), reference.height()));
        }
        List<MetricId> metrics = ids("l1", "psnr", "ssim", "ssim-full", "ssim-y", "drift.canny");

        Evaluation.Result ofFolder = evaluate(metrics, 2, 8);
        Evaluation.Result ofCheckpoint = evaluate(metrics, checkpoint, quantize);

        assertThat(ofCheckpoint.metrics()).isEqualTo(ofFolder.metrics());
        metrics.forEach(metric -> assertThat(ofCheckpoint.images().columns().get(metric))
                .isEqualTo(ofFolder.images().columns().get(metric)));
    }

    @Test
    void without_quantizing_floats_are_measured_but_edges_are_found_in_the_rounded_image() {
        Checkpoint checkpoint = TestCheckpoints.blurring(folder);
        RgbImage reference = TestImages.noise(1, 24, 24);
        TestImages.write(references.resolve("a.png"), reference);
        float[] planes = TestCheckpoints.reconstruct(checkpoint, reference);
        double squares = 0;
        for (int i = 0; i < planes.length; i++) {
            double difference = (reference.pixels()[i % 576 * 3 + i / 576] & 0xff) / 255.0 - planes[i];
            squares += difference * difference;
        }
        List<MetricId> metrics = ids("psnr", "drift.canny");

        Evaluation.Result exact = evaluate(metrics, checkpoint, Quantize.NONE);
        Evaluation.Result rounded = evaluate(metrics, checkpoint, Quantize.ROUND);

        assertThat(column(exact, "psnr")[0]).isCloseTo(-10 * Math.log10(squares / planes.length), within(1e-9));
        assertThat(column(exact, "psnr")[0]).isNotEqualTo(column(rounded, "psnr")[0]);
        assertThat(column(exact, "drift.canny")).isEqualTo(column(rounded, "drift.canny"));
    }

    @Test
    void a_checkpoint_that_samples_is_refused() {
        TestImages.write(references.resolve("a.png"), TestImages.noise(1, 24, 24));
        Checkpoint sampling = TestCheckpoints.forward(
                folder, "n = torch.add_(self.state, 0.125)\n  return torch.add(torch.mul(x, 0.), n)");

        assertThatThrownBy(() -> evaluate(ids("psnr"), sampling, Quantize.ROUND))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The checkpoint gave other pixels (values apart by up to 0.1250) when the same images were decoded again, so its values"
                                + " would not be reproducible; export it without sampling, decoding the posterior's mode.");
    }

    @Test
    void an_output_that_is_no_number_is_refused_with_the_name_of_the_image() {
        TestImages.write(references.resolve("a.png"), TestImages.constant(0, 8, 8));
        TestImages.write(references.resolve("b.png"), TestImages.constant(255, 8, 8));
        Checkpoint broken = TestCheckpoints.forward(folder, "return torch.log(torch.sub(0.5, x))");

        assertThatThrownBy(() -> evaluate(ids("psnr"), broken, Quantize.ROUND))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The checkpoint gave 192 values of 192 that are NaN or infinite for b, where only finite ones can be"
                                + " measured; check its weights and run it in fp32.");
    }

    @Test
    void images_that_are_too_small_for_a_metric_are_all_named() {
        for (int i = 0; i < 4; i++) {
            RgbImage image = TestImages.noise(i, 200, i % 2 == 0 ? 176 : 175);
            write(i, image, TestImages.disturbed(image, i));
        }

        assertThatThrownBy(() -> evaluate(ids("ms-ssim", "psnr"), 2, 1))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("ms-ssim needs sides of at least 176 pixels, but smaller are 01 (200x175), 03 (200x175);"
                        + " leave the metric out, or measure larger images.");
    }

    @Test
    void images_that_cannot_be_read_are_all_named() throws IOException {
        for (int i = 0; i < 6; i++) {
            RgbImage image = TestImages.noise(i, 24, 24);
            write(i, image, image);
        }
        for (String damaged : List.of("02.png", "04.png")) {
            Path file = reconstructions.resolve(damaged);
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
        }

        assertThatThrownBy(() -> evaluate(ids("psnr"), 2, 8))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(reconstructions + ": 2 of 6 images cannot be used, replace or remove them:"
                        + " truncated: 2 (02.png, 04.png)");
    }

    @Test
    void pairs_of_unequal_size_are_refused() {
        write(0, TestImages.noise(1, 24, 24), TestImages.noise(1, 24, 24));
        write(1, TestImages.noise(1, 24, 24), TestImages.noise(1, 24, 16));

        assertThatThrownBy(() -> evaluate(ids("psnr"), 2, 8))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "1 of 2 pairs differ in size, but a pair must have one; write both at one size, or set resize,"
                                + " for example to center-crop:256: 01 is 24x24 and its reconstruction 24x16");
    }

    @Test
    void progress_never_goes_back_and_ends_with_all_images() {
        for (int i = 0; i < 25; i++) {
            RgbImage image = TestImages.noise(i, 16 + i % 2, 16);
            write(i, image, TestImages.disturbed(image, i));
        }
        List<Integer> heard = new ArrayList<>();

        try (ImagePairs pairs = ImagePairs.of(references, reconstructions, Resize.none(), false)) {
            new Evaluation(
                            ids("psnr"),
                            Device.CPU,
                            Networks.NONE,
                            SetOptions.NONE,
                            2,
                            4,
                            Quantize.ROUND,
                            Optional.empty())
                    .run(pairs, Optional.empty(), Optional.empty(), (phase, done, total) -> {
                        assertThat(phase).isEqualTo("measuring");
                        assertThat(total).isEqualTo(25);
                        heard.add(done);
                    });
        }

        assertThat(heard).isSorted().endsWith(25);
    }

    @Test
    void a_pairing_that_looks_wrong_is_a_warning() {
        RgbImage one = TestImages.noise(1, 24, 24);
        RgbImage other = TestImages.constant(200, 24, 24);
        write(0, one, other);
        write(1, other, one);

        assertThat(evaluate(ids("psnr"), 2, 8).warnings())
                .singleElement()
                .asString()
                .startsWith("The pairing looks wrong: ");
    }

    @Test
    void a_metric_without_the_images_that_it_compares_is_refused() {
        write(0, TestImages.noise(1, 24, 24), TestImages.noise(1, 24, 24));
        Evaluation evaluation = new Evaluation(
                ids("psnr"), Device.CPU, Networks.NONE, SetOptions.NONE, 1, 1, Quantize.ROUND, Optional.empty());

        try (ImagePairs pairs = ImagePairs.ofReferences(references, Resize.none(), false)) {
            assertThatThrownBy(
                            () -> evaluation.run(pairs, Optional.empty(), Optional.empty(), (phase, done, total) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("psnr has no images to compare with the references");
        }
    }

    private Pair write(int index, RgbImage reference, RgbImage reconstruction) {
        String name = "%02d.png".formatted(index);
        TestImages.write(references.resolve(name), reference);
        TestImages.write(reconstructions.resolve(name), reconstruction);
        return reference.sameSizeAs(reconstruction)
                ? Pair.of(index, reference, reconstruction)
                : Pair.of(index, reference, reference);
    }

    private Evaluation.Result evaluate(List<MetricId> metrics, int threads, int batchSize) {
        try (ImagePairs pairs = ImagePairs.of(references, reconstructions, Resize.none(), false)) {
            return new Evaluation(
                            metrics,
                            Device.CPU,
                            Networks.NONE,
                            SetOptions.NONE,
                            threads,
                            batchSize,
                            Quantize.ROUND,
                            Optional.empty())
                    .run(pairs, Optional.empty(), Optional.empty(), (phase, done, total) -> {});
        }
    }

    private Evaluation.Result evaluate(List<MetricId> metrics, Checkpoint checkpoint, Quantize quantize) {
        try (ImagePairs pairs = ImagePairs.ofReferences(references, Resize.none(), false)) {
            return new Evaluation(metrics, Device.CPU, Networks.NONE, SetOptions.NONE, 2, 3, quantize, Optional.empty())
                    .run(pairs, Optional.of(checkpoint), Optional.empty(), (phase, done, total) -> {});
        }
    }
}
