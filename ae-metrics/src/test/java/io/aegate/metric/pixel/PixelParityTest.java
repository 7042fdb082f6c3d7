package io.aegate.metric.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.RgbImage;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.InstanceState;
import io.aegate.metric.ReferencePairs;
import io.aegate.metric.ReferencePairs.ReferencePair;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every pixel metric equals its reference implementation in double precision, to 1e-9 relative, on every pair. */
class PixelParityTest {

    private static final double RELATIVE = 1e-9;

    private static List<ReferencePair> pairs = List.of();

    @BeforeAll
    static void readPhotos() {
        pairs = ReferencePairs.all();
        assertThat(pairs).hasSize(44);
    }

    @Test
    void l1_equals_the_reference() {
        assertThatAllAgree("l1", pairs, expected -> expected.get("l1"));
    }

    @Test
    void mse_equals_the_reference() {
        assertThatAllAgree("mse", pairs, expected -> expected.get("mse"));
    }

    @Test
    void psnr_equals_the_reference() {
        assertThatAllAgree("psnr", pairs, expected -> expected.get("psnr"));
    }

    @Test
    void l1_and_mse_are_the_sums_of_integers_over_the_count() {
        for (ReferencePair reference : pairs) {
            int count = reference.pair().width() * reference.pair().height() * RgbImage.CHANNELS;
            long absolute = reference.expected().get("sum_abs_u8").asLong();
            long squared = reference.expected().get("sum_sq_u8").asLong();

            assertThat(ReferencePairs.measure("l1", reference.pair()))
                    .as(reference.name())
                    .isEqualTo(absolute / (255.0 * count));
            assertThat(ReferencePairs.measure("mse", reference.pair()))
                    .as(reference.name())
                    .isEqualTo(squared / (255.0 * 255.0 * count));
        }
    }

    @Test
    void ssim_equals_scikit_image() {
        assertThatAllAgree("ssim", pairs, ssim("skimage gaussian rgb"));
    }

    @Test
    void ssim_equals_torchmetrics_before_it_kept_the_border() {
        assertThatAllAgree("ssim", pairs, ssim("torchmetrics-1.4.1 ssim data_range=1.0 f64"));
    }

    @Test
    void full_ssim_equals_torchmetrics_since_it_keeps_the_border() {
        assertThatAllAgree("ssim-full", pairs, ssim("torchmetrics-1.4.2 ssim data_range=1.0 f64"));
    }

    @Test
    void ssim_of_2x_minus_1_is_lightningdits_under_either_torchmetrics() {
        assertThatAllAgree(
                "ssim-signed", pairs, ssim("LightningDiT: torchmetrics-1.4.1 ssim on 2x-1, data_range=(-1,1) f64"));
        assertThatAllAgree(
                "ssim-signed-full",
                pairs,
                ssim("LightningDiT: torchmetrics-1.9.0 ssim on 2x-1, data_range=(-1,1) f64"));
    }

    @Test
    void luma_ssim_equals_scikit_image() {
        assertThatAllAgree("ssim-y", pairs, ssim("skimage gaussian Y=.299R+.587G+.114B"));
    }

    @Test
    void multi_scale_ssim_equals_torchmetrics() {
        String key = "torchmetrics-1.4.1 ms-ssim (normalize=relu) f64";
        List<ReferencePair> largeEnough = pairs.stream()
                .filter(reference -> reference.expected().get("ms_ssim").has(key))
                .toList();

        assertThat(largeEnough).hasSize(42);
        assertThatAllAgree(
                "ms-ssim", largeEnough, expected -> expected.get("ms_ssim").get(key));
    }

    private static Function<JsonNode, JsonNode> ssim(String key) {
        return expected -> expected.get("ssim").get(key);
    }

    private static void assertThatAllAgree(
            String id, List<ReferencePair> references, Function<JsonNode, JsonNode> expectation) {
        InstanceMetric metric = ReferencePairs.metric(id);
        for (ReferencePair reference : references) {
            double expected = expectation.apply(reference.expected()).asDouble();
            InstanceState state = (InstanceState) ReferencePairs.measure(metric, List.of(reference.pair()));

            assertThat(state.valueOf(reference.pair().index()))
                    .as("%s of %s", id, reference.name())
                    .isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
        }
    }
}
