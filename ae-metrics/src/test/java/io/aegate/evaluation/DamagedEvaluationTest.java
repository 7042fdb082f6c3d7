package io.aegate.evaluation;

import static io.aegate.evaluation.TestEvaluations.column;
import static io.aegate.evaluation.TestEvaluations.copyPhotos;
import static io.aegate.evaluation.TestEvaluations.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Evaluations that damage what they measure. */
class DamagedEvaluationTest {

    private static final List<MetricId> METRICS = ids("mse", "psnr", "ssim", "drift.canny");

    @TempDir
    private Path folder;

    private Path references;
    private Path reconstructions;

    @BeforeEach
    void nameFolders() {
        references = folder.resolve("references");
        reconstructions = folder.resolve("reconstructions");
    }

    @ParameterizedTest
    @EnumSource
    void a_quarter_of_the_photos_is_worse_and_the_others_have_equal_bits(Damage damage) {
        copyPhotos(references, reconstructions);

        Evaluation.Result clean = evaluate(Optional.empty(), 2, 8);
        Evaluation.Result damaged = evaluate(Optional.of(damage), 2, 8);

        int worse = 0;
        for (int row = 0; row < 10; row++) {
            if (column(damaged, "psnr")[row] < column(clean, "psnr")[row]) {
                worse++;
            } else {
                for (MetricId metric : METRICS) {
                    assertThat(column(damaged, metric.value())[row]).isEqualTo(column(clean, metric.value())[row]);
                }
            }
        }
        assertThat(worse).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void every_photo_has_a_lower_psnr_if_it_is_damaged(Damage damage) {
        List<ReferencePair> photos = ReferencePairs.all().stream()
                .filter(photo -> photo.name().matches(".*_(taef2|jpeg90)"))
                .toList();
        assertThat(photos).hasSizeGreaterThan(6);

        for (ReferencePair photo : photos) {
            Pair clean = photo.pair();
            Pair alone = Pair.of(0, clean.reference(), clean.reconstruction());
            Pair damaged =
                    new Damaging(damage, List.of("a")).apply(List.of(alone)).get(0);

            assertThat(ReferencePairs.measure("psnr", damaged))
                    .as(photo.name())
                    .isLessThan(ReferencePairs.measure("psnr", clean));
        }
    }

    @ParameterizedTest
    @EnumSource
    void values_do_not_depend_on_batches_or_threads(Damage damage) {
        for (int i = 0; i < 21; i++) {
            RgbImage reference = TestImages.noise(i, 24 + i % 3, 24);
            write(i, reference, TestImages.disturbed(reference, i));
        }
        Evaluation.Result once = evaluate(Optional.of(damage), 1, 1);

        for (int[] split : new int[][] {{2, 1}, {2, 3}, {1, 64}, {2, 0}}) {
            Evaluation.Result again = evaluate(Optional.of(damage), split[0], split[1]);

            assertThat(again.metrics()).as(Arrays.toString(split)).isEqualTo(once.metrics());
            METRICS.forEach(metric -> assertThat(column(again, metric.value()))
                    .as("%s, %s", metric, Arrays.toString(split))
                    .isEqualTo(column(once, metric.value())));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_checkpoint_and_the_folder_that_it_would_have_written_are_damaged_alike(Damage damage) {
        Checkpoint checkpoint = TestCheckpoints.blurring(folder);
        for (int i = 0; i < 7; i++) {
            RgbImage reference = TestImages.noise(i, i < 4 ? 24 : 32, 24);
            float[] planes = TestCheckpoints.reconstruct(checkpoint, reference);
            write(i, reference, Quantize.TRUNCATE.toImage(planes, reference.width(), reference.height()));
        }

        Evaluation.Result ofFolder = evaluate(Optional.of(damage), 2, 8);
        Evaluation.Result ofCheckpoint = evaluate(damage, checkpoint, Quantize.TRUNCATE);

        METRICS.forEach(metric -> assertThat(column(ofCheckpoint, metric.value()))
                .as(metric.value())
                .isEqualTo(column(ofFolder, metric.value())));
    }

    @ParameterizedTest
    @EnumSource
    void without_quantizing_the_damaged_floats_are_measured(Damage damage) {
        Checkpoint checkpoint = TestCheckpoints.blurring(folder);
        RgbImage reference = TestImages.noise(1, 24, 24);
        TestImages.write(references.resolve("a.png"), reference);
        float[] planes = TestCheckpoints.reconstruct(checkpoint, reference);
        damage.apply(planes, 24, 24);
        double squares = 0;
        for (int i = 0; i < planes.length; i++) {
            double difference = (reference.pixels()[i % 576 * 3 + i / 576] & 0xff) / 255.0 - planes[i];
            squares += difference * difference;
        }
        Pair rounded = Pair.of(0, reference, Quantize.ROUND.toImage(planes, 24, 24));

        Evaluation.Result result = evaluate(damage, checkpoint, Quantize.NONE);

        assertThat(column(result, "mse")[0]).isCloseTo(squares / planes.length, within(1e-12));
        assertThat(column(result, "mse")[0]).isNotEqualTo(ReferencePairs.measure("mse", rounded));
        assertThat(column(result, "drift.canny")).containsExactly(ReferencePairs.measure("drift.canny", rounded));
    }

    @ParameterizedTest
    @EnumSource
    void an_output_that_is_no_number_is_refused_before_it_is_damaged(Damage damage) {
        TestImages.write(references.resolve("a.png"), TestImages.constant(255, 16, 16));
        Checkpoint broken = TestCheckpoints.forward(folder, "return torch.log(torch.sub(0.5, x))");

        assertThatThrownBy(() -> evaluate(damage, broken, Quantize.NONE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The checkpoint gave 768 values of 768 that are NaN or infinite for a, where only finite ones can be"
                                + " measured; check its weights and run it in fp32.");
    }

    @Test
    void a_set_of_one_image_that_equals_its_reference_is_damaged() {
        RgbImage image = TestImages.noise(1, 24, 24);
        write(0, image, image);

        assertThat(column(evaluate(Optional.empty(), 1, 1), "mse")).containsExactly(0.0);
        for (Damage damage : Damage.values()) {
            assertThat(column(evaluate(Optional.of(damage), 1, 1), "mse")[0])
                    .as(damage.toString())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BLUR, 1, 1, 0",
        "CHANNEL_SHIFT, 1, 1, 256",
        "DROPPED_ROWS, 1, 1, 30000",
        "BLUR, 3, 5, 0",
        "CHANNEL_SHIFT, 3, 5, 256",
        "DROPPED_ROWS, 3, 5, 6000"
    })
    void tiny_images_are_measured_with_their_damage(Damage damage, int width, int height, double squares) {
        RgbImage grey = TestImages.constant(100, width, height);
        write(0, grey, grey);
        Evaluation evaluation = new Evaluation(
                ids("mse"), Device.CPU, Networks.NONE, SetOptions.NONE, 2, 0, Quantize.ROUND, Optional.of(damage));

        Evaluation.Result result = run(folders(), evaluation, Optional.empty());

        assertThat(column(result, "mse")[0]).isCloseTo(squares / (3 * 255.0 * 255.0), within(1e-12));
    }

    private void write(int index, RgbImage reference, RgbImage reconstruction) {
        String name = "%02d.png".formatted(index);
        TestImages.write(references.resolve(name), reference);
        TestImages.write(reconstructions.resolve(name), reconstruction);
    }

    private Evaluation.Result evaluate(Optional<Damage> damage, int threads, int batchSize) {
        return run(
                folders(),
                new Evaluation(
                        METRICS,
                        Device.CPU,
                        Networks.NONE,
                        SetOptions.NONE,
                        threads,
                        batchSize,
                        Quantize.ROUND,
                        damage),
                Optional.empty());
    }

    private Evaluation.Result evaluate(Damage damage, Checkpoint checkpoint, Quantize quantize) {
        return run(
                ImagePairs.ofReferences(references, Resize.none(), false),
                new Evaluation(
                        METRICS, Device.CPU, Networks.NONE, SetOptions.NONE, 2, 3, quantize, Optional.of(damage)),
                Optional.of(checkpoint));
    }

    private ImagePairs folders() {
        return ImagePairs.of(references, reconstructions, Resize.none(), false);
    }

    private static Evaluation.Result run(ImagePairs pairs, Evaluation evaluation, Optional<Checkpoint> checkpoint) {
        try (pairs) {
            return evaluation.run(pairs, checkpoint, Optional.empty(), (phase, done, total) -> {});
        }
    }
}
