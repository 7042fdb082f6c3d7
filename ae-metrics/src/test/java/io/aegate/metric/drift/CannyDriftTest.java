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
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
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
        boolean[] edges = new Canny(image.width(), image.height()).detect(image).map();

        assertThat(levels(edges)).containsExactly(gray("reference/tensors/canny_" + map + "_rgb.png"));
    }

    @Test
    void drift_and_edge_counts_equal_the_reference_on_every_pair() {
        List<ReferencePair> references = ReferencePairs.all();
        assertThat(references).hasSize(44);
        for (ReferencePair reference : references) {
            JsonNode expected = reference.expected().get("canny_100_200").get(AS_CONTROLNET);
            PairBatch batch = new PairBatch(List.of(reference.pair()), ReferencePairs.extractors());

            assertThat(batch.features(DriftMetrics.CANNY)[0])
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
    void edges_of_any_image_equal_those_of_OpenCV() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            RgbImage image = scribble(1 + random.nextInt(40), 1 + random.nextInt(40), random);

            assertThat(levels(new Canny(image.width(), image.height())
                            .detect(image)
                            .map()))
                    .as("round %d, %s", round, image.size())
                    .containsExactly(openCv(image));
        }
    }

    @Test
    void a_detector_keeps_nothing_of_an_image_it_has_seen() {
        RgbImage x = photo("astronaut_ref");
        RgbImage y = photo("gravel_ref");
        Canny used = new Canny(x.width(), x.height());
        used.detect(x);

        assertThat(used.detect(y).map())
                .containsExactly(new Canny(y.width(), y.height()).detect(y).map());
    }

    /** Blocks of flat colour under noise of some strength: plateaus, ties and every direction of gradient. */
    private static RgbImage scribble(int width, int height, SplittableRandom random) {
        byte[] pixels = new byte[width * height * 3];
        int block = 1 + random.nextInt(9);
        int noise = 1 + random.nextInt(120);
        long colours = random.nextLong();
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % width / block;
            int y = i / 3 / width / block;
            int level = (int) (new SplittableRandom(colours + 31L * x + 1009L * y + i % 3).nextInt(256) * 0.6);
            pixels[i] = (byte) Math.min(255, level + random.nextInt(noise));
        }
        return new RgbImage(width, height, pixels);
    }

    private static byte[] openCv(RgbImage image) {
        try (BytePointer pixels = new BytePointer(image.pixels());
                Mat rgb = new Mat(image.height(), image.width(), opencv_core.CV_8UC3, pixels);
                Mat map = new Mat()) {
            opencv_imgproc.Canny(rgb, map, 100, 200, 3, false);
            byte[] edges = new byte[image.width() * image.height()];
            map.data().get(edges);
            return edges;
        }
    }

    private static byte[] levels(boolean[] edges) {
        byte[] levels = new byte[edges.length];
        for (int i = 0; i < edges.length; i++) {
            levels[i] = (byte) (edges[i] ? 255 : 0);
        }
        return levels;
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
