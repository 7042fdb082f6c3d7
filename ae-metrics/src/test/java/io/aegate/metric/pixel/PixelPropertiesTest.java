package io.aegate.metric.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.image.RgbImage;
import io.aegate.metric.Direction;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Pair;
import io.aegate.metric.ReferencePairs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelPropertiesTest {

    private static List<RgbImage> photos = List.of();
    private static List<RgbImage> reconstructions = List.of();

    @BeforeAll
    static void readPhotos() {
        photos = List.of(photo("astronaut_ref"), photo("coffee_ref"), photo("gravel_ref"));
        reconstructions = List.of(photo("astronaut_taef2"), photo("coffee_taef2"), photo("gravel_taef2"));
    }

    @ParameterizedTest
    @CsvSource({
        "l1, 0",
        "mse, 0",
        "psnr, 100",
        "ssim, 1",
        "ssim-full, 1",
        "ssim-y, 1",
        "ssim-signed, 1",
        "ssim-signed-full, 1",
        "ms-ssim, 1"
    })
    void an_identical_image_has_exactly_the_best_value(String id, double best) {
        for (RgbImage photo : photos) {
            assertThat(ReferencePairs.measure(id, Pair.of(0, photo, photo))).isEqualTo(best);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l1",
                "mse",
                "psnr",
                "psnr-8bit",
                "ssim",
                "ssim-full",
                "ssim-y",
                "ssim-signed",
                "ssim-signed-full",
                "ms-ssim"
            })
    void exchanging_the_images_of_a_pair_changes_nothing(String id) {
        Pair pair = Pair.of(0, photos.get(0), reconstructions.get(0));
        Pair exchanged = Pair.of(0, reconstructions.get(0), photos.get(0));

        assertThat(ReferencePairs.measure(id, exchanged)).isEqualTo(ReferencePairs.measure(id, pair));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l1",
                "mse",
                "psnr",
                "psnr-8bit",
                "ssim",
                "ssim-full",
                "ssim-y",
                "ssim-signed",
                "ssim-signed-full",
                "ms-ssim"
            })
    void exchanging_the_reconstructions_of_different_images_makes_it_worse(String id) {
        InstanceMetric metric = ReferencePairs.metric(id);
        double paired = ReferencePairs.measure(metric, pairs(0)).value();
        double permuted = ReferencePairs.measure(metric, pairs(1)).value();

        if (metric.info().direction() == Direction.HIGHER) {
            assertThat(permuted).isLessThan(paired);
        } else {
            assertThat(permuted).isGreaterThan(paired);
        }
    }

    @Test
    void a_nearly_identical_image_is_never_better_than_an_identical_one() {
        byte[] pixels = photos.get(0).pixels().clone();
        pixels[1000] ^= 1;
        RgbImage almost = new RgbImage(256, 256, pixels);

        assertThat(ReferencePairs.measure("psnr", Pair.of(0, photos.get(0), almost)))
                .isEqualTo(100);
    }

    @Test
    void an_average_counts_images_and_never_pools_their_errors() {
        double first = ReferencePairs.measure("psnr", pairs(0).get(0));
        double second = ReferencePairs.measure("psnr", pairs(0).get(1));

        assertThat(ReferencePairs.measure(ReferencePairs.metric("psnr"), pairs(0).subList(0, 2))
                        .value())
                .isEqualTo((first + second) / 2);
    }

    @Test
    void each_metric_declares_what_it_is() {
        List<MetricInfo> infos =
                PixelMetrics.metrics().stream().map(InstanceMetric::info).toList();

        assertThat(infos)
                .extracting(info -> info.id().value())
                .containsExactly(
                        "l1",
                        "mse",
                        "psnr",
                        "psnr-8bit",
                        "ssim",
                        "ssim-full",
                        "ssim-y",
                        "ssim-signed",
                        "ssim-signed-full",
                        "ms-ssim");
        assertThat(infos)
                .extracting(MetricInfo::direction)
                .containsExactly(
                        Direction.LOWER,
                        Direction.LOWER,
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.HIGHER);
        assertThat(infos).extracting(MetricInfo::unit).containsExactly("", "", "dB", "dB", "", "", "", "", "", "");
        assertThat(infos).extracting(MetricInfo::kind).containsOnly(Kind.INSTANCE);
        assertThat(infos).extracting(MetricInfo::definition).doesNotContain("").doesNotHaveDuplicates();
    }

    /** Photos with their reconstructions, those shifted by some images. */
    private static List<Pair> pairs(int shift) {
        return IntStream.range(0, photos.size())
                .mapToObj(i -> Pair.of(i, photos.get(i), reconstructions.get((i + shift) % photos.size())))
                .toList();
    }

    private static RgbImage photo(String name) {
        return ReferencePairs.image("reference/images/" + name + ".png");
    }
}
