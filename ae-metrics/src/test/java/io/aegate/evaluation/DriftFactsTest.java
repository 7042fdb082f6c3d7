package io.aegate.evaluation;

import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegate.metric.MetricId;
import org.junit.jupiter.api.Test;

class DriftFactsTest {

    private static DriftFacts only(Measurements measurements) {
        assertThat(DriftFacts.of(measurements)).hasSize(1);
        return DriftFacts.of(measurements).get(0);
    }

    @Test
    void the_floor_is_the_mean_drift() {
        assertThat(only(measured("drift.canny", 0.1, 0.2, 0.6).build()).floor()).isCloseTo(0.3, within(1e-15));
    }

    /** At 20 dB pixels move by 0.1 on average, at 40 dB by 0.01. */
    @Test
    void the_ratio_is_drift_over_how_far_pixels_moved() {
        DriftFacts facts = only(
                measured("drift.canny", 0.1, 0.1, 0.0).and("psnr", 20, 40, 30).build());

        assertThat(facts.ratio().orElseThrow().max()).isCloseTo(10, within(1e-9));
        assertThat(facts.ratio().orElseThrow().p99()).isCloseTo(9.82, within(1e-9));
    }

    /** PSNR is at its cap of 100 dB where an image is reproduced exactly, which is no distance of 1e-5. */
    @Test
    void images_that_are_reproduced_exactly_have_no_ratio() {
        DriftFacts facts = only(
                measured("drift.canny", 0.1, 0.0, 0.0).and("psnr", 20, 100, 100).build());

        assertThat(facts.ratio().orElseThrow().p99()).isCloseTo(1, within(1e-9));
    }

    @Test
    void without_pixels_there_is_no_ratio() {
        DriftFacts facts = only(measured("drift.canny", 0.1, 0.1).build());

        assertThat(facts.ratio()).isEmpty();
        assertThat(facts.ranks()).isEmpty();
    }

    @Test
    void images_that_drift_as_they_lose_quality_have_rank_1() {
        DriftFacts facts = only(measured("drift.canny", 0.1, 0.4, 0.2, 0.3)
                .and("psnr", 40, 10, 30, 20)
                .and("ssim", 0.1, 0.4, 0.2, 0.3)
                .and("lpips", 0.4, 0.4, 0.4, 0.4)
                .build());

        assertThat(facts.ranks())
                .containsEntry(new MetricId("psnr"), 1.0)
                .containsEntry(new MetricId("ssim"), -1.0)
                .doesNotContainKey(new MetricId("lpips"));
    }

    @Test
    void metrics_that_are_no_drifts_have_no_facts() {
        assertThat(DriftFacts.of(measured("psnr", 30, 31).build())).isEmpty();
    }
}
