package io.aegate.metric.distribution;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.ReferencePairs;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InceptionFeaturesTest {

    /** Of the largest feature of the set. */
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private static Path folder;

    private static Path weights;
    private static InceptionFeatures pytorchFid;
    private static InceptionFeatures tensorFlow;

    @BeforeAll
    static void open() {
        weights = GeneratedWeights.write(OfficialWeights.INCEPTION, folder);
        pytorchFid = open("pf", "64", "192", "768", "2048", "spatial");
        tensorFlow = open("tf", "64", "192", "768", "2048", "spatial", "logits");
    }

    @AfterAll
    static void close() {
        pytorchFid.close();
        tensorFlow.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ref", "taef2", "tiles_ref"})
    void the_first_image_of_a_set_has_the_features_of_the_reference(String set) {
        RgbImage image = images(set).get(0);
        Map<FeatureKey, float[]> features = new LinkedHashMap<>();
        Stream.of(pytorchFid, tensorFlow)
                .forEach(network -> network.extract(List.of(image)).forEach((key, rows) -> features.put(key, rows[0])));

        JsonNode expected =
                ReferencePairs.json("reference/fid.json").get("first16").get(set);
        features.forEach((key, row) -> {
            String name = key.input() + (key.layer().equals("logits") ? "logits_unbiased" : key.layer());
            double largest = largest(row);
            assertThat(Math.sqrt(squares(row)))
                    .as("%s: norm", name)
                    .isCloseTo(
                            expected.get(name).get("norm").asDouble(),
                            within(TOLERANCE * expected.get(name).get("norm").asDouble()));
            for (int i = 0; i < 16; i++) {
                assertThat((double) row[i])
                        .as("%s: feature %d", name, i)
                        .isCloseTo(expected.get(name).get("first16").get(i).asDouble(), within(TOLERANCE * largest));
            }
        });
    }

    @Test
    void pool_3_of_forty_tiles_is_that_of_the_reference() {
        assertThatAllAgree(pytorchFid, key("pf", "2048"), "feat_tiles_ref_pf2048.f32", "tiles_ref");
    }

    @Test
    void pool_3_of_forty_tiles_is_that_of_the_reference_in_the_convention_of_tensorflow() {
        assertThatAllAgree(tensorFlow, key("tf", "2048"), "feat_tiles_taef2_tf2048.f32", "tiles_taef2");
    }

    @Test
    void logits_of_forty_tiles_are_those_of_the_reference() {
        assertThatAllAgree(tensorFlow, key("tf", "logits"), "feat_tiles_ref_tflogits_unbiased.f32", "tiles_ref");
    }

    @ParameterizedTest
    @CsvSource({
        "pf, pytorch_fid, 255, lpips_ex_ref",
        "pf, pytorch_fid, 255, astronaut_ref",
        "pf, pytorch_fid, 255, chelsea_full451x300",
        "tf, torch_fidelity, 1, lpips_ex_ref",
        "tf, torch_fidelity, 1, astronaut_ref",
        "tf, torch_fidelity, 1, chelsea_full451x300",
        "clean, clean_fid, 1, lpips_ex_ref",
        "clean, clean_fid, 1, astronaut_ref",
        "clean, clean_fid, 1, chelsea_full451x300"
    })
    void an_image_is_resized_as_the_reference_resizes_it(
            String convention, String reference, double scale, String image) {
        float[] red = floats("reference/resize/" + image + "__" + reference + "__R.f32");
        try (InceptionFeatures network = open(convention, "64")) {
            float[] resized = network.resized(ReferencePairs.image("reference/images/" + image + ".png"));

            assertThat(resized).hasSize(3 * red.length);
            for (int i = 0; i < red.length; i++) {
                assertThat((double) resized[i]).as("value %d", i).isCloseTo(red[i] * scale, within(0.01));
            }
        }
    }

    @Test
    void an_image_of_the_networks_own_size_is_left_as_it_is() {
        RgbImage image = TestImages.noise(1, 299, 299);
        for (String convention : List.of("pf", "tf", "clean")) {
            try (InceptionFeatures network = open(convention, "64")) {
                float[] resized = network.resized(image);
                for (int pixel = 0; pixel < 299 * 299; pixel += 97) {
                    assertThat((double) resized[pixel])
                            .as("%s, pixel %d", convention, pixel)
                            .isCloseTo(image.pixels()[3 * pixel] & 0xff, within(1e-4));
                }
            }
        }
    }

    @Test
    void features_depend_neither_on_the_batch_nor_on_its_order_nor_on_the_thread() {
        List<RgbImage> images = images("tiles_ref").subList(0, 5);
        float[][] together = rows(pytorchFid, images, key("pf", "2048"));

        List<RgbImage> reversed = new ArrayList<>(images);
        Collections.reverse(reversed);
        float[][] backwards = rows(pytorchFid, reversed, key("pf", "2048"));
        for (int i = 0; i < images.size(); i++) {
            assertThat(backwards[images.size() - 1 - i]).containsExactly(together[i]);
        }
        assertThat(onThreads(images))
                .isEqualTo(
                        Arrays.asList(together).stream().map(Arrays::toString).toList());
    }

    @Test
    void only_the_layers_that_are_wanted_are_given() {
        RgbImage image = TestImages.noise(1, 40, 30);
        try (InceptionFeatures network = open("pf", "192")) {
            assertThat(network.layers()).isEqualTo(Map.of(key("pf", "192"), 192));
            assertThat(network.extract(List.of(image, image)).keySet()).containsExactly(key("pf", "192"));
            assertThat(rows(network, List.of(image, image), key("pf", "192"))[1])
                    .containsExactly(rows(pytorchFid, List.of(image), key("pf", "192"))[0]);
        }
        assertThat(tensorFlow.layers())
                .isEqualTo(Map.of(
                        key("tf", "64"), 64,
                        key("tf", "192"), 192,
                        key("tf", "768"), 768,
                        key("tf", "2048"), 2048,
                        key("tf", "spatial"), 2023,
                        key("tf", "logits"), 1008));
    }

    @Test
    void brain_floats_move_features_a_little() {
        List<RgbImage> images = images("tiles_ref").subList(0, 4);
        float[][] exact = rows(pytorchFid, images, key("pf", "2048"));
        try (InceptionFeatures network =
                InceptionFeatures.open(Set.of(key("pf", "2048")), Device.CPU, Precision.BF16, weights)) {
            float[][] rounded = rows(network, images, key("pf", "2048"));
            double difference = 0;
            double all = 0;
            for (int i = 0; i < exact.length; i++) {
                for (int j = 0; j < exact[i].length; j++) {
                    difference += Math.pow(exact[i][j] - rounded[i][j], 2);
                    all += Math.pow(exact[i][j], 2);
                }
            }
            assertThat(Math.sqrt(difference / all)).isBetween(1e-4, 0.05);
        }
    }

    @Test
    void a_missing_tensor_is_refused() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.INCEPTION);
        tensors.remove("Mixed_7c.branch_pool.bn.weight");

        assertThatThrownBy(() -> openWith(tensors))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("inception.pth has no tensor Mixed_7c.branch_pool.bn.weight (nearest:"
                        + " Mixed_5c.branch_pool.bn.weight, Mixed_6c.branch_pool.bn.weight,"
                        + " Mixed_7b.branch_pool.bn.weight); give weights of the architecture that is meant.");
    }

    @Test
    void a_tensor_of_another_shape_is_refused() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.INCEPTION);
        tensors.put("fc.weight", Tensor.of(new float[1000 * 2048], 1000, 2048));

        assertThatThrownBy(() -> openWith(tensors))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("inception.pth has fc.weight of shape [1000, 2048], where the Inception V3 of FID has"
                        + " [1008, 2048]; give the official pt_inception-2015-12-05-6726825d.pth.");
    }

    @Test
    void a_tensor_too_many_is_refused() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.INCEPTION);
        tensors.put("AuxLogits.fc.bias", Tensor.of(new float[1], 1));

        assertThatThrownBy(() -> openWith(tensors))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("inception.pth has tensors that the Inception V3 of FID does not have: AuxLogits.fc.bias;"
                        + " give the official pt_inception-2015-12-05-6726825d.pth.");
    }

    private static void openWith(Map<String, Tensor> tensors) {
        Path file = folder.resolve("inception.pth");
        GeneratedWeights.write(tensors, file);
        InceptionFeatures.open(Set.of(key("pf", "64")), Device.CPU, Precision.FP32, file)
                .close();
    }

    private static InceptionFeatures open(String convention, String... layers) {
        Set<FeatureKey> keys =
                Arrays.stream(layers).map(layer -> key(convention, layer)).collect(Collectors.toSet());
        return InceptionFeatures.open(keys, Device.CPU, Precision.FP32, weights);
    }

    private static float[][] rows(InceptionFeatures network, List<RgbImage> images, FeatureKey key) {
        return Optional.ofNullable(network.extract(images).get(key)).orElseThrow();
    }

    private static FeatureKey key(String convention, String layer) {
        return new FeatureKey("inception", layer, convention);
    }

    private static List<String> onThreads(List<RgbImage> images) {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> rows = images.stream()
                    .map(image ->
                            pool.submit(() -> Arrays.toString(rows(pytorchFid, List.of(image), key("pf", "2048"))[0])))
                    .toList();
            List<String> values = new ArrayList<>();
            for (Future<String> row : rows) {
                values.add(row.get());
            }
            return values;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
        }
    }

    private static void assertThatAllAgree(InceptionFeatures network, FeatureKey key, String file, String set) {
        float[] expected = floats("reference/tensors/" + file);
        float[][] rows = rows(network, images(set), key);
        double tolerance = TOLERANCE * largest(expected);
        assertThat(rows.length * rows[0].length).isEqualTo(expected.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                assertThat((double) rows[i][j])
                        .as("image %d, feature %d", i, j)
                        .isCloseTo(expected[i * rows[i].length + j], within(tolerance));
            }
        }
    }

    /** The images of a set of the reference: photos, or their quarters. */
    private static List<RgbImage> images(String set) {
        boolean tiles = set.startsWith("tiles_");
        String variant = set.replace("tiles_", "");
        List<RgbImage> images = new ArrayList<>();
        for (JsonNode node :
                ReferencePairs.json("reference/fid.json").get("sets").get(set)) {
            String name = node.asText().replace(".png", "");
            if (tiles) {
                int tile = name.charAt(name.length() - 1) - '0';
                String photo = name.substring(0, name.length() - 2);
                images.add(quarter(ReferencePairs.image("reference/images/" + photo + "_" + variant + ".png"), tile));
            } else {
                images.add(ReferencePairs.image("reference/images/" + name + "_" + variant + ".png"));
            }
        }
        return images;
    }

    private static RgbImage quarter(RgbImage image, int which) {
        int width = image.width() / 2;
        int height = image.height() / 2;
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int y = 0; y < height; y++) {
            int from = ((which / 2 * height + y) * image.width() + which % 2 * width) * RgbImage.CHANNELS;
            System.arraycopy(image.pixels(), from, pixels, y * width * RgbImage.CHANNELS, width * RgbImage.CHANNELS);
        }
        return new RgbImage(width, height, pixels);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
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
