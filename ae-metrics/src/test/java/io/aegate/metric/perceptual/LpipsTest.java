package io.aegate.metric.perceptual;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ReferencePairs;
import io.aegate.metric.ReferencePairs.ReferencePair;
import io.aegate.network.Device;
import io.aegate.network.LpipsProgram.Backbone;
import io.aegate.network.Precision;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LpipsTest {

    private static final double RELATIVE = 1e-5;

    @TempDir
    private static Path folder;

    private static final Map<OfficialWeights, Path> WEIGHTS = new EnumMap<>(OfficialWeights.class);
    private static final Map<Backbone, LpipsExtractor> EXTRACTORS = new EnumMap<>(Backbone.class);

    @BeforeAll
    static void open() {
        for (Backbone backbone : Backbone.values()) {
            WEIGHTS.put(backbone.features(), GeneratedWeights.write(backbone.features(), folder));
            WEIGHTS.put(backbone.linear(), GeneratedWeights.write(backbone.linear(), folder));
            EXTRACTORS.put(backbone, open(backbone, Precision.FP32));
        }
    }

    @AfterAll
    static void close() {
        EXTRACTORS.values().forEach(LpipsExtractor::close);
    }

    @ParameterizedTest
    @EnumSource
    void every_pair_has_the_distance_of_the_reference_layer_by_layer(Backbone backbone) {
        for (ReferencePair reference : ReferencePairs.all()) {
            JsonNode expected = reference.expected().get("lpips").get(name(backbone));
            double[] row = extract(backbone, reference.pair())[0];

            assertThat(row).hasSize(1 + backbone.layers());
            // Where the reference was not computed in double precision it differs from that by up to 2.1e-7.
            assertClose(row[0], expected, "f64", "f32", reference.name());
            JsonNode layers =
                    expected.has("per_layer_f64") ? expected.get("per_layer_f64") : expected.get("per_layer_f32");
            for (int layer = 0; layer < backbone.layers(); layer++) {
                double value = layers.get(layer).asDouble();
                assertThat(row[1 + layer])
                        .as("%s, layer %d", reference.name(), layer)
                        .isCloseTo(value, within(RELATIVE * value));
            }
        }
    }

    private static void assertClose(double value, JsonNode expected, String exact, String single, String name) {
        double target = (expected.has(exact) ? expected.get(exact) : expected.get(single)).asDouble();
        assertThat(value).as(name).isCloseTo(target, within(RELATIVE * target));
    }

    @ParameterizedTest
    @CsvSource({
        "ALEX, lpips_ex_p0, lpips_ex_ref",
        "VGG, lpips_ex_p0, lpips_ex_ref",
        "SQUEEZE, lpips_ex_p0, lpips_ex_ref",
        "ALEX, astronaut_taef2, astronaut_ref",
        "VGG, astronaut_taef2, astronaut_ref",
        "SQUEEZE, astronaut_taef2, astronaut_ref"
    })
    void the_map_of_a_pair_is_that_of_the_reference(Backbone backbone, String reconstruction, String reference) {
        float[] expected = floats("reference/tensors/lpips_spatial_" + name(backbone) + "_" + reconstruction + ".f32");
        float[] map = extractor(backbone).map(Pair.of(0, photo(reference), photo(reconstruction)));

        assertThat(map).hasSameSizeAs(expected);
        for (int i = 0; i < map.length; i++) {
            assertThat((double) map[i]).as("position %d", i).isCloseTo(expected[i], within(RELATIVE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void identical_images_are_exactly_alike(Backbone backbone) {
        RgbImage image = TestImages.noise(1, 70, 50);
        float[] planes = planes(image);
        Pair same = Pair.of(0, image, TestImages.noise(1, 70, 50));
        Pair exactlySame = new Pair(1, image, TestImages.constant(0, 70, 50), Optional.of(planes));

        assertThat(extract(backbone, same)[0]).containsOnly(0);
        assertThat(extractor(backbone).map(same)).containsOnly(0);
        assertThat(extract(backbone, exactlySame)[0][0]).isCloseTo(0, within(1e-11));
    }

    @ParameterizedTest
    @EnumSource
    void an_exact_reconstruction_is_read_instead_of_the_rounded_one(Backbone backbone) {
        RgbImage reference = TestImages.noise(1, 70, 50);
        RgbImage reconstruction = TestImages.disturbed(reference, 2);
        Pair exact = new Pair(0, reference, TestImages.constant(0, 70, 50), Optional.of(planes(reconstruction)));

        double rounded = extract(backbone, Pair.of(0, reference, reconstruction))[0][0];
        assertThat(rounded).isPositive();
        assertThat(extract(backbone, exact)[0][0]).isCloseTo(rounded, within(RELATIVE * rounded));
    }

    @ParameterizedTest
    @EnumSource
    void the_distance_is_the_same_both_ways(Backbone backbone) {
        RgbImage image = TestImages.noise(3, 64, 48);
        RgbImage other = TestImages.disturbed(image, 4);

        double there = extract(backbone, Pair.of(0, image, other))[0][0];
        assertThat(extract(backbone, Pair.of(0, other, image))[0][0]).isCloseTo(there, within(1e-6 * there));
    }

    @ParameterizedTest
    @EnumSource
    void values_depend_neither_on_the_batch_nor_on_its_order_nor_on_the_thread(Backbone backbone) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RgbImage image = TestImages.noise(i, 96, 80);
            pairs.add(Pair.of(i, image, i == 2 ? image : TestImages.disturbed(image, 9 + i)));
        }
        List<double[]> together = List.of(extract(backbone, pairs));
        List<Pair> reversed = new ArrayList<>(pairs);
        Collections.reverse(reversed);
        List<double[]> backwards = new ArrayList<>(List.of(extract(backbone, reversed)));
        Collections.reverse(backwards);

        assertThat(backwards).usingRecursiveComparison().isEqualTo(together);
        assertThat(onThreads(backbone, pairs)).usingRecursiveComparison().isEqualTo(together);
    }

    @ParameterizedTest
    @CsvSource({"ALEX, 31", "VGG, 16", "SQUEEZE, 17"})
    void the_minimum_side_is_the_smallest_that_the_network_can_take(Backbone backbone, int side) {
        RgbImage image = TestImages.noise(5, side, side + 3);
        RgbImage smaller = TestImages.noise(5, side - 1, side + 3);
        LpipsExtractor extractor = extractor(backbone);

        assertThat(minimumSide(backbone)).isEqualTo(side);
        assertThat(extract(backbone, Pair.of(0, image, TestImages.disturbed(image, 1)))[0][0])
                .isPositive();
        Pair tooSmall = Pair.of(0, smaller, TestImages.disturbed(smaller, 1));
        assertThatThrownBy(() -> extractor.map(tooSmall))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("LPIPS of images of " + smaller.size() + " could not be computed: ")
                .hasMessageEndingWith("; where memory is short, lower threads, or measure smaller images.");
    }

    @ParameterizedTest
    @EnumSource
    void brain_floats_move_distances_a_little(Backbone backbone) {
        List<Pair> photos = ReferencePairs.all().stream()
                .map(ReferencePair::pair)
                .filter(pair -> pair.width() == 64)
                .toList();
        try (LpipsExtractor rounding = open(backbone, Precision.BF16)) {
            for (Pair pair : photos) {
                double exact = extract(backbone, pair)[0][0];
                double rounded = rounding.extract(new PairBatch(List.of(pair), Map.of()))[0][0];
                assertThat(Math.abs(rounded - exact) / exact).isBetween(1e-8, 0.05);
            }
        }
    }

    private static int minimumSide(Backbone backbone) {
        return PerceptualMetrics.metrics().stream()
                .filter(metric -> metric.features().layer().equals(name(backbone)))
                .findFirst()
                .orElseThrow()
                .minimumSide();
    }

    private static LpipsExtractor extractor(Backbone backbone) {
        return Optional.ofNullable(EXTRACTORS.get(backbone)).orElseThrow();
    }

    private static LpipsExtractor open(Backbone backbone, Precision precision) {
        return PerceptualMetrics.open(new FeatureKey("lpips", name(backbone), "rgb"), Device.CPU, precision, WEIGHTS);
    }

    private static double[][] extract(Backbone backbone, Pair pair) {
        return extract(backbone, List.of(pair));
    }

    private static double[][] extract(Backbone backbone, List<Pair> pairs) {
        return extractor(backbone).extract(new PairBatch(pairs, Map.of()));
    }

    private static List<double[]> onThreads(Backbone backbone, List<Pair> pairs) {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<double[]>> rows = pairs.stream()
                    .map(pair -> pool.submit(() -> extract(backbone, pair)[0]))
                    .toList();
            List<double[]> values = new ArrayList<>();
            for (Future<double[]> row : rows) {
                values.add(row.get());
            }
            return values;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
        }
    }

    private static String name(Backbone backbone) {
        return switch (backbone) {
            case ALEX -> "alex";
            case VGG -> "vgg";
            case SQUEEZE -> "squeeze";
        };
    }

    private static RgbImage photo(String name) {
        return ReferencePairs.image("reference/images/" + name + ".png");
    }

    private static float[] planes(RgbImage image) {
        int area = image.width() * image.height();
        float[] planes = new float[3 * area];
        for (int i = 0; i < planes.length; i++) {
            planes[i % 3 * area + i / 3] = (image.pixels()[i] & 0xff) / 255f;
        }
        return planes;
    }

    private static float[] floats(String path) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(shared(path))).order(ByteOrder.LITTLE_ENDIAN);
            float[] floats = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(floats);
            return floats;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
