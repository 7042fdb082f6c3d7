package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.TestImages;
import io.aegate.checkpoint.Quantize;
import io.aegate.image.ImagePairs;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureCache;
import io.aegate.metric.MetricId;
import io.aegate.metric.ProjectorSpec;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs with a projector that a user declares, a TorchScript file. */
class ProjectedEvaluationTest {

    private static final MetricId DRIFT = new MetricId("drift.p");
    private static final MetricId PSNR = new MetricId("psnr");

    @TempDir
    private Path folder;

    @BeforeEach
    void makePairs() {
        for (int i = 0; i < 6; i++) {
            pair(i, TestImages.noise(i, 24, 16), TestImages.disturbed(TestImages.noise(i, 24, 16), 10 + i));
        }
    }

    private void pair(int index, RgbImage reference, RgbImage reconstruction) {
        TestImages.write(folder.resolve("x/%02d.png".formatted(index)), reference);
        TestImages.write(folder.resolve("y/%02d.png".formatted(index)), reconstruction);
    }

    private Path script(String body) {
        Path file = folder.resolve("p.pt");
        try {
            TorchScriptArchive.write(
                    file,
                    "def forward(self, x: Tensor) -> Tensor:\n  return " + body + "\n",
                    Map.of("state", Tensor.of(new float[1], 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private Evaluation.Result evaluated(String keys, String body, SetOptions sets) {
        ProjectorSpec spec = ProjectorSpec.parse("p = p.pt " + keys);
        Networks networks = new Networks(Precision.FP32, Map.of(), Map.of(spec, script(body)));
        try (ImagePairs pairs = ImagePairs.of(folder.resolve("x"), folder.resolve("y"), Resize.none(), false)) {
            return new Evaluation(
                            List.of(PSNR, DRIFT), Device.CPU, networks, sets, 2, 2, Quantize.ROUND, Optional.empty())
                    .run(pairs, Optional.empty(), Optional.empty(), (phase, done, total) -> {});
        }
    }

    private Evaluation.Result evaluated(String keys, String body) {
        return evaluated(keys, body, SetOptions.NONE);
    }

    private static double[] drifts(Evaluation.Result result) {
        return Optional.ofNullable(result.images().columns().get(DRIFT)).orElseThrow();
    }

    @Test
    void a_declared_projector_is_measured_by_image() {
        assertThat(drifts(evaluated("", "torch.mean(x, [1])"))).hasSize(6).doesNotContain(0);
    }

    @Test
    void an_autoencoder_that_changes_nothing_has_no_drift_and_no_evidence() throws IOException {
        for (int i = 0; i < 6; i++) {
            Files.copy(
                    folder.resolve("x/%02d.png".formatted(i)),
                    folder.resolve("y/%02d.png".formatted(i)),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        Evaluation.Result result = evaluated("", "torch.mean(x, [1])");

        assertThat(drifts(result)).containsOnly(0);
        assertThat(result.evidence()).isEmpty();
    }

    @Test
    void the_three_images_that_drift_most_are_shown_whatever_the_batches() {
        Evaluation.Result result = evaluated("", "torch.mean(x, [1])");
        double[] sorted = drifts(result);
        Arrays.sort(sorted);

        assertThat(result.evidence()).hasSize(3).extracting(Evidence::rank).containsExactly(1, 2, 3);
        assertThat(result.evidence()).extracting(Evidence::value).containsExactly(sorted[5], sorted[4], sorted[3]);
        assertThat(result.evidence().get(0).reference().size()).isEqualTo("24x16");
    }

    @Test
    void what_is_no_number_is_refused_with_the_images_name() {
        pair(3, TestImages.constant(0, 24, 16), TestImages.noise(3, 24, 16));

        assertThatThrownBy(() -> evaluated("", "torch.div(torch.mean(x, [1]), torch.mean(x, [1]))"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "Of 03 the projector p gives NaN at position 0, which is no projection; check the projector's network"
                                + " and its input, or use precision=fp32.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "normalise=min-max | torch.mul(torch.mean(x, [1]), 0)",
                "output=embedding | torch.add(torch.mul(torch.mean(x, [2, 3]), 0), 3)",
                "output=labels | torch.mul(x, 0)"
            })
    void a_network_that_sees_the_same_in_all_references_is_no_measure_of_drift(String keys, String body) {
        pair(6, TestImages.noise(6, 10, 30), TestImages.noise(7, 10, 30));

        assertThatThrownBy(() -> evaluated(keys, body))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p sees the same in all references, so that nothing could drift; check its input"
                                + " keys, its result and its network, or measure images that differ in what it sees.");
    }

    @Test
    void references_are_looked_at_once_for_two_runs() throws IOException {
        FeatureCache cache = new FeatureCache(folder.resolve("cache"), 1 << 20);
        SetOptions sets = new SetOptions(
                Optional.of(new ReferenceFeatures(cache, List.of("these images"), key -> List.of("this network"))),
                Optional.empty(),
                Optional.empty(),
                false);
        double[] first = drifts(evaluated("", "torch.mean(x, [1])", sets));
        try (Stream<Path> kept = Files.list(folder.resolve("cache"))) {
            assertThat(kept).hasSize(1);
        }

        // The cache is told that the network is the same one, so what comes out shows which side was looked at.
        double[] second = drifts(evaluated("", "torch.mul(torch.mean(x, [1]), 0)", sets));

        assertThat(drifts(evaluated("", "torch.mean(x, [1])", sets))).isEqualTo(first);
        assertThat(Arrays.stream(second).min().orElseThrow()).isGreaterThan(0.1);
    }

    @Test
    void images_of_several_sizes_are_measured_without_a_cache() {
        pair(6, TestImages.noise(6, 10, 30), TestImages.noise(7, 10, 30));
        FeatureCache cache = new FeatureCache(folder.resolve("cache"), 1 << 20);
        SetOptions sets = new SetOptions(
                Optional.of(new ReferenceFeatures(cache, List.of(), key -> List.of())),
                Optional.empty(),
                Optional.empty(),
                false);

        assertThat(drifts(evaluated("", "torch.mean(x, [1])", sets))).hasSize(7);
        assertThat(folder.resolve("cache")).doesNotExist();
    }
}
