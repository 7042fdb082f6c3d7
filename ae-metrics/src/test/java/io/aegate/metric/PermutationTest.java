package io.aegate.metric;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.metric.perceptual.PerceptualMetrics;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import io.aegate.network.Precision;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proposition 5.4 of "A Tilted Seesaw": who belongs to whom decides every paired metric, and no metric of sets. */
class PermutationTest {

    private static final int IMAGES = 12;
    private static final String IMAGENET = " mean=0.485,0.456,0.406 std=0.229,0.224,0.225";

    private static final List<ProjectorSpec> DECLARED = List.of(
            ProjectorSpec.parse("relief = relief.onnx" + IMAGENET + " normalise=min-max"),
            ProjectorSpec.parse("ground = ground.onnx output=labels" + IMAGENET),
            ProjectorSpec.parse("whose = whose.onnx resize=pillow-bicubic:112x112 range=[-1,1] output=embedding"));

    private static final Map<FeatureKey, FeatureExtractor> EXTRACTORS = new HashMap<>(ReferencePairs.extractors());

    private static final List<InstanceMetric> OF_NETWORKS = Stream.concat(
                    PerceptualMetrics.metrics().stream(), DriftMetrics.metrics().stream())
            .filter(metric -> Set.of("lpips-squeeze", "clip", "drift.depth-midas-small")
                    .contains(metric.id().value()))
            .toList();

    private static List<Pair> pairs = List.of();

    @BeforeAll
    static void generateWeights(@TempDir Path folder) {
        Map<OfficialWeights, Path> weights = new EnumMap<>(OfficialWeights.class);
        OF_NETWORKS.stream()
                .flatMap(metric -> metric.info().weights().stream())
                .forEach(file -> weights.put(file, GeneratedWeights.write(file, folder)));
        DriftMetrics.extractors(OF_NETWORKS, Device.CPU, Precision.FP32, weights, Map.of(), key -> KeptRows.NONE)
                .forEach(extractor -> EXTRACTORS.put(extractor.key(), extractor));
        FeatureKey lpips = OF_NETWORKS.get(0).features();
        EXTRACTORS.put(lpips, PerceptualMetrics.extractor(lpips, Device.CPU, Precision.FP32, weights));
    }

    @BeforeAll
    static void readPairs() {
        pairs = ReferencePairs.all().stream()
                .filter(pair -> pair.name().endsWith("_taef2"))
                .map(ReferencePairs.ReferencePair::pair)
                .toList();
        DriftMetrics.extractors(
                        DECLARED.stream().map(DriftMetrics::metric).toList(),
                        Device.CPU,
                        Precision.FP32,
                        Map.of(),
                        Map.of(
                                DECLARED.get(0), shared("reference/projectors/depth_standin.onnx"),
                                DECLARED.get(1), shared("reference/projectors/seg_standin.onnx"),
                                DECLARED.get(2), shared("reference/projectors/mbf_standin.onnx")),
                        key -> KeptRows.NONE)
                .forEach(extractor -> EXTRACTORS.put(extractor.key(), extractor));
    }

    @AfterAll
    static void close() {
        EXTRACTORS.values().forEach(FeatureExtractor::close);
    }

    static List<InstanceMetric> paired() {
        List<InstanceMetric> metrics = new ArrayList<>(ReferencePairs.metrics());
        DECLARED.forEach(spec -> metrics.add(DriftMetrics.metric(spec)));
        metrics.addAll(OF_NETWORKS);
        return metrics;
    }

    static List<SetMetric> ofSets() {
        return DistributionMetrics.metrics().stream()
                .filter(metric -> !metric.ofGenerated())
                .toList();
    }

    private static double mean(InstanceMetric metric, List<Pair> of) {
        Accumulator accumulator = metric.accumulator();
        accumulator.add(new PairBatch(of, EXTRACTORS));
        return accumulator.state().value();
    }

    @ParameterizedTest
    @MethodSource("paired")
    void pairs_that_are_mixed_up_are_worse_by_every_paired_metric(InstanceMetric metric) {
        List<Pair> mixed = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            mixed.add(Pair.of(
                    i,
                    pairs.get(i).reference(),
                    pairs.get((i + 1) % pairs.size()).reconstruction()));
        }

        double right = mean(metric, pairs);
        double wrong = mean(metric, mixed);

        if (metric.info().direction() == Direction.LOWER) {
            assertThat(wrong).isGreaterThan(right);
        } else {
            assertThat(wrong).isLessThan(right);
        }
    }

    @ParameterizedTest
    @MethodSource("paired")
    void an_autoencoder_that_changes_nothing_has_the_best_value_that_there_is(InstanceMetric metric) {
        List<Pair> same = pairs.stream()
                .map(pair -> Pair.of(pair.index(), pair.reference(), pair.reference()))
                .toList();

        double best = metric.info().unit().equals("dB") ? 100 : metric.info().direction() == Direction.LOWER ? 0 : 1;

        assertThat(mean(metric, same)).isEqualTo(best);
    }

    @ParameterizedTest
    @MethodSource("ofSets")
    void pairs_that_are_mixed_up_are_the_same_sets(SetMetric metric) {
        FeatureRows references = rows(1);
        FeatureRows reconstructions = rows(2);
        int[] shifted = new int[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            shifted[i] = (i + 5) % IMAGES;
        }
        try (LinearAlgebra algebra = LinearAlgebra.on(Device.CPU)) {
            double right = metric.statistic().of(references, reconstructions, algebra);
            double mixed = metric.statistic().of(references, reconstructions.select(shifted), algebra);

            assertThat(mixed).isCloseTo(right, within(1e-9 * Math.abs(right) + 1e-12));
        }
    }

    private static FeatureRows rows(long seed) {
        Random random = new Random(seed);
        FeatureRows rows = FeatureRows.create(IMAGES, 16);
        for (int image = 0; image < IMAGES; image++) {
            float[] row = new float[16];
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextFloat();
            }
            rows.put(image, row);
        }
        return rows;
    }
}
