package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Slices;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Presence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics that only some images have: identity needs a face on both sides. */
class PresenceTest {

    private static final double NONE = Double.NaN;
    private static final Rules POINTS = new Rules(OptionalDouble.empty(), 2, false);
    private static final MetricId IDENTITY = new MetricId("identity");
    private static final MetricInfo INFO = new MetricInfo(
            IDENTITY,
            Kind.INSTANCE,
            Direction.HIGHER,
            "",
            "identity",
            Set.of(),
            Optional.empty(),
            new Presence("a face in both images", 0));
    private static final Vocabulary VOCABULARY = new Vocabulary(Map.of(IDENTITY, INFO), Set.of("portraits"), Set.of());

    private static Measurements measured(double... values) {
        double[] present = Arrays.stream(values).filter(Double::isFinite).toArray();
        List<String> images = IntStream.range(0, values.length)
                .mapToObj(image -> "%04d".formatted(image))
                .toList();
        return new Measurements(
                Map.of(
                        IDENTITY,
                        new MetricSummary(INFO, Arrays.stream(present).average().orElse(NONE), present.length)),
                new ImageTable(images, images, Map.of(IDENTITY, values)),
                new Slices(Map.of("portraits", Set.of("0000", "0001"))),
                ExampleMeasurements.measured("psnr", new double[values.length])
                        .build()
                        .provenance(),
                List.of());
    }

    private static Judged judged(Measurements now, String budget) {
        return Gate.judge(now, Baselines.NONE, Budgets.parse(List.of(budget), VOCABULARY), Rules.DEFAULT, Waivers.NONE)
                .budgets()
                .get(0);
    }

    private static Judged judged(Measurements then, Measurements now, String budget, Rules rules) {
        return Gate.judge(
                        now,
                        new Baselines(Optional.of(RegressionExamples.accepted(then)), Map.of()),
                        Budgets.parse(List.of(budget), VOCABULARY),
                        rules,
                        Waivers.NONE)
                .budgets()
                .get(0);
    }

    @Test
    void images_without_a_value_are_passed_over() {
        Judged judged = judged(measured(0.8, NONE, 0.9), "identity >= 0.85");

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.n()).isEqualTo(2);
    }

    @Test
    void a_share_is_of_the_images_that_have_a_value() {
        Judged judged = judged(measured(0.4, NONE, 0.9, NONE), "share(identity < 0.5) at most 25%");

        assertThat(judged.status()).isEqualTo(Status.FAIL);
        assertThat(judged.message())
                .isEqualTo("1 of 2 images (50.0%) has identity < 0.5, but the budget allows at most 25%");
    }

    @Test
    void where_no_image_has_a_value_nothing_was_measured() {
        Judged judged = judged(measured(NONE, NONE), "identity >= 0.1");

        assertThat(judged.status()).isEqualTo(Status.NOT_MEASURED);
        assertThat(judged.message())
                .isEqualTo(
                        "identity was not measured, because none of the 2 images has a face in both images; measure images"
                                + " that have, or take the budget out");
    }

    @Test
    void a_slice_of_which_no_image_has_a_value_was_not_measured() {
        Judged judged = judged(measured(NONE, NONE, 0.9), "identity[portraits] >= 0.1");

        assertThat(judged.status()).isEqualTo(Status.NOT_MEASURED);
        assertThat(judged.message())
                .startsWith("identity[portraits] was not measured, because none of the 2 images has");
    }

    @Test
    void a_value_that_was_lost_counts_as_nothing_in_a_regression() {
        Judged judged = judged(
                measured(0.8, 0.8, NONE, 0.8), measured(0.8, NONE, 0.9, 0.8), "regression(identity) <= 0.1", POINTS);

        assertThat(judged.status()).isEqualTo(Status.FAIL);
        assertThat(judged.n()).isEqualTo(3);
        assertThat(judged.measured()).contains("0.2667");
    }

    @Test
    void a_value_that_is_found_anew_worsens_nothing() {
        Judged judged = judged(measured(0.8, NONE), measured(0.8, 0.1), "regression(identity) <= 0.1", POINTS);

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.n()).isEqualTo(1);
    }

    @Test
    void a_baseline_without_any_value_is_nothing_to_compare_with() {
        Judged judged = judged(measured(NONE, NONE), measured(0.8, 0.1), "regression(identity) <= 0.1", Rules.DEFAULT);

        assertThat(judged.status()).isEqualTo(Status.NOT_MEASURED);
        assertThat(judged.message())
                .isEqualTo(
                        "regression(identity) was not measured, because the baseline of 2026-09-03 has identity of none of"
                                + " these images; accept a new one");
    }
}
