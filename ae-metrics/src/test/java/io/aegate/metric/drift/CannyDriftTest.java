package io.aegate.metric.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.SharedFiles;
import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ReferencePairs;
import io.aegate.metric.ReferencePairs.ReferencePair;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CannyDriftTest {

    private static final String AS_CONTROLNET = "rgb (ControlNet: HWC uint8 straight in)";

    @ParameterizedTest
    @CsvSource({
        "images/astronaut_ref, astronaut_ref",
        "images/astronaut_taef2, astronaut_taef2",
        "images/chelsea_full451x300, chelsea_full451x300",
        "images/lpips_ex_ref, lpips_ex_ref"
    })
    void an_edge_map_equals_the_reference_in_every_pixel(String photo, String map) {
        RgbImage image = ReferencePairs.image("reference/" + photo + ".png");
        byte[] edges = new byte[image.width() * image.height()];
        try (CannyExtractor.Edges detector = new CannyExtractor.Edges(image)) {
            Mat found = detector.detect(image);
            found.data().get(edges);
        }

        assertThat(edges).containsExactly(gray("reference/tensors/canny_" + map + "_rgb.png"));
    }

    @Test
    void drift_and_edge_counts_equal_the_reference_on_every_pair() {
        List<ReferencePair> references = ReferencePairs.all();
        assertThat(references).hasSize(44);
        for (ReferencePair reference : references) {
            JsonNode expected = reference.expected().get("canny_100_200").get(AS_CONTROLNET);
            PairBatch batch = new PairBatch(List.of(reference.pair()), ReferencePairs.extractors());

            assertThat(batch.features(CannyExtractor.KEY)[0])
                    .as(reference.name())
                    .containsExactly(
                            expected.get("l1").asDouble(),
                            expected.get("edge_px_ref").asDouble(),
                            expected.get("edge_px_rec").asDouble());
            assertThat(ReferencePairs.measure("drift.canny", reference.pair()))
                    .as(reference.name())
                    .isEqualTo(expected.get("l1").asDouble());
        }
    }

    @Test
    void an_identical_image_does_not_drift() {
        RgbImage photo = photo("astronaut_ref");

        assertThat(ReferencePairs.measure("drift.canny", Pair.of(0, photo, photo)))
                .isZero();
    }

    @Test
    void exchanging_the_images_of_a_pair_changes_nothing() {
        RgbImage x = photo("astronaut_ref");
        RgbImage y = photo("astronaut_taef2");

        assertThat(ReferencePairs.measure("drift.canny", Pair.of(0, y, x)))
                .isEqualTo(ReferencePairs.measure("drift.canny", Pair.of(0, x, y)));
    }

    @Test
    void exchanging_the_reconstructions_of_different_images_raises_the_drift() {
        assertThat(drift(1)).isGreaterThan(drift(0));
    }

    @Test
    void edges_are_those_of_the_rounded_reconstruction() {
        RgbImage x = photo("astronaut_ref");
        RgbImage y = photo("astronaut_taef2");
        Pair exact = new Pair(0, x, y, Optional.of(new float[x.pixels().length]));

        assertThat(ReferencePairs.measure("drift.canny", exact))
                .isEqualTo(ReferencePairs.measure("drift.canny", Pair.of(0, x, y)));
    }

    @Test
    void an_image_of_one_pixel_has_no_edges() {
        RgbImage pixel = new RgbImage(1, 1, new byte[] {1, 2, 3});

        assertThat(ReferencePairs.measure("drift.canny", Pair.of(0, pixel, pixel)))
                .isZero();
    }

    @Test
    void native_memory_is_given_back_after_each_batch() {
        Pair pair = Pair.of(0, photo("astronaut_ref"), photo("astronaut_taef2"));
        ReferencePairs.measure("drift.canny", pair);
        long before = Pointer.totalBytes();

        for (int i = 0; i < 20; i++) {
            ReferencePairs.measure("drift.canny", pair);
        }

        assertThat(Pointer.totalBytes()).isEqualTo(before);
    }

    private static double drift(int shift) {
        List<String> names = List.of("astronaut", "coffee", "gravel");
        List<Pair> pairs = IntStream.range(0, names.size())
                .mapToObj(i -> Pair.of(
                        i, photo(names.get(i) + "_ref"), photo(names.get((i + shift) % names.size()) + "_taef2")))
                .toList();
        return ReferencePairs.measure(ReferencePairs.metric("drift.canny"), pairs)
                .value();
    }

    private static RgbImage photo(String name) {
        return ReferencePairs.image("reference/images/" + name + ".png");
    }

    private static byte[] gray(String path) {
        BufferedImage map = ReferencePairs.decode(SharedFiles.shared(path));
        byte[] levels = new byte[map.getWidth() * map.getHeight()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) map.getRaster().getSample(i % map.getWidth(), i / map.getWidth(), 0);
        }
        return levels;
    }
}
