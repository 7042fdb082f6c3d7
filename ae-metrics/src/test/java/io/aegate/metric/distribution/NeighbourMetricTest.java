package io.aegate.metric.distribution;

import static io.aegate.metric.distribution.ReferenceFeatures.json;
import static io.aegate.metric.distribution.ReferenceFeatures.range;
import static io.aegate.metric.distribution.ReferenceFeatures.rows;
import static io.aegate.metric.distribution.ReferenceFeatures.tiles;
import static io.aegate.metric.distribution.ReferenceFeatures.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureRows;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourMetricTest {

    private static final LinearAlgebra ALGEBRA = LinearAlgebra.on(Device.CPU);
    private static final JsonNode SUBSETS = json("fid.json").at("/prc_subsets");

    @AfterAll
    static void close() {
        ALGEBRA.close();
    }

    @ParameterizedTest
    @EnumSource
    void values_of_overlapping_sets_are_those_of_the_reference(NeighbourMetric metric) {
        FeatureRows real = tiles("ref", "tf2048").select(range(0, 24));
        FeatureRows generated = tiles("taef2", "tf2048").select(range(12, 40));
        JsonNode known =
                SUBSETS.get("real=tiles_ref[0:24], gen=tiles_taef2[12:40]").get("f64_squared");

        assertThat(metric.of("id", real, generated, ALGEBRA))
                .isEqualTo(known.get(metric.name().toLowerCase(Locale.ROOT)).doubleValue());
    }

    @ParameterizedTest
    @EnumSource
    void values_of_identical_sets_are_those_of_the_reference(NeighbourMetric metric) {
        FeatureRows real = tiles("ref", "tf2048").select(range(0, 24));
        JsonNode known = SUBSETS.get("real=tiles_ref[0:24], gen=tiles_ref[0:24] (identical)")
                .get("f64_squared");

        assertThat(metric.of("id", real, real, ALGEBRA))
                .isEqualTo(known.get(metric.name().toLowerCase(Locale.ROOT)).doubleValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pf2048", "tf2048"})
    void precision_and_recall_of_all_tiles_are_those_of_the_reference(String layer) {
        FeatureRows real = tiles("ref", layer);
        FeatureRows generated = tiles("taef2", layer);

        assertThat(NeighbourMetric.PRECISION.of("precision", real, generated, ALGEBRA))
                .isEqualTo(1);
        assertThat(NeighbourMetric.RECALL.of("recall", real, generated, ALGEBRA))
                .isEqualTo(1);
    }

    @Test
    void radii_are_those_of_the_reference() {
        JsonNode known =
                SUBSETS.get("real=tiles_ref[0:24], gen=tiles_taef2[12:40]").get("f64_squared");

        double[] real = NeighbourMetric.squaredRadii(tiles("ref", "tf2048").select(range(0, 24)), ALGEBRA);
        double[] generated =
                NeighbourMetric.squaredRadii(tiles("taef2", "tf2048").select(range(12, 40)), ALGEBRA);

        for (int i = 0; i < 5; i++) {
            assertThat(Math.sqrt(real[i]))
                    .isCloseTo(known.get("real_radii_first5").get(i).doubleValue(), within(1e-11));
            assertThat(Math.sqrt(generated[i]))
                    .isCloseTo(known.get("gen_radii_first5").get(i).doubleValue(), within(1e-11));
        }
    }

    @Test
    void radii_of_more_rows_than_a_block_has_are_those_of_sorted_distances() {
        int n = 2100;
        double[] unit = unit("neighbours", n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) unit[i];
        }
        double[] radii = NeighbourMetric.squaredRadii(rows(values, 1), ALGEBRA);

        for (int i = 0; i < n; i += 99) {
            double at = values[i];
            double[] distances = new double[n];
            for (int j = 0; j < n; j++) {
                distances[j] = (values[j] - at) * (values[j] - at);
            }
            Arrays.sort(distances);
            assertThat(radii[i]).isCloseTo(distances[3], within(1e-15));
        }
    }

    @Test
    void sets_far_apart_have_nothing_in_common() {
        FeatureRows near = rows(new float[] {0, 1, 2, 3, 4}, 1);
        FeatureRows far = rows(new float[] {100, 101, 102, 103, 104}, 1);

        for (NeighbourMetric metric : NeighbourMetric.values()) {
            assertThat(metric.of("id", near, far, ALGEBRA)).isZero();
        }
    }

    @Test
    void a_point_on_the_edge_of_a_ball_lies_in_it() {
        // The balls about 0, 1, 2 and 3 have the radii 3, 2, 2 and 3.
        FeatureRows real = rows(new float[] {0, 1, 2, 3}, 1);
        FeatureRows generated = rows(new float[] {6, 7, -3.5f, 9}, 1);

        assertThat(NeighbourMetric.PRECISION.of("precision", real, generated, ALGEBRA))
                .isEqualTo(0.25);
        assertThat(NeighbourMetric.DENSITY.of("density", real, generated, ALGEBRA))
                .isCloseTo(1 / 12.0, within(1e-15));
        assertThat(NeighbourMetric.COVERAGE.of("coverage", real, generated, ALGEBRA))
                .isEqualTo(0.25);
    }

    @Test
    void a_set_without_a_third_neighbour_is_refused() {
        FeatureRows three = rows(new float[3], 1);
        FeatureRows four = rows(new float[4], 1);

        assertThatThrownBy(() -> NeighbourMetric.RECALL.of("recall", four, three, ALGEBRA))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("recall needs at least 4 images on each side, but there are 4 references and 3 images to"
                        + " compare; add images.");
    }
}
