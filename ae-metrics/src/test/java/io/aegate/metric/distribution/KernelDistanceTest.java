package io.aegate.metric.distribution;

import static io.aegate.metric.distribution.ReferenceFeatures.integers;
import static io.aegate.metric.distribution.ReferenceFeatures.json;
import static io.aegate.metric.distribution.ReferenceFeatures.rows;
import static io.aegate.metric.distribution.ReferenceFeatures.tiles;
import static io.aegate.metric.distribution.ReferenceFeatures.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.Moments;
import io.aegate.metric.SetMetric;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {

    private static final LinearAlgebra ALGEBRA = LinearAlgebra.on(Device.CPU);
    private static final JsonNode KNOWN = json("fid.json").at("/kid").get("tiles_ref|tiles_taef2");

    private final FeatureRows references = tiles("ref", "tf2048");
    private final FeatureRows subject = tiles("taef2", "tf2048");

    @AfterAll
    static void close() {
        ALGEBRA.close();
    }

    @Test
    void the_estimate_from_all_images_is_that_of_the_reference() {
        assertThat(KernelDistance.of("kid", references, subject, ALGEBRA))
                .isCloseTo(KNOWN.get("full_set_unbiased_f64").doubleValue(), within(1e-12));
    }

    @Test
    void the_estimate_from_each_subset_is_that_of_the_reference() {
        JsonNode indices = KNOWN.get("subset_indices");
        for (int i = 0; i < indices.size(); i++) {
            FeatureRows x = references.select(integers(indices.get(i).get(0)));
            FeatureRows y = subject.select(integers(indices.get(i).get(1)));

            assertThat(KernelDistance.ofAll(x, y, ALGEBRA))
                    .isCloseTo(KNOWN.get("mmd2_per_subset_f64").get(i).doubleValue(), within(1e-12));
        }
    }

    @Test
    void the_mean_over_subsets_is_that_of_the_reference() {
        assertThat(KernelDistance.ofSubsets(references, subject, ALGEBRA, 10, 20))
                .isCloseTo(KNOWN.get("mean_f64").doubleValue(), within(1e-12));
    }

    @Test
    void subsets_are_drawn_as_numpy_draws_them() {
        NumpyRandom random = new NumpyRandom(KernelDistance.SEED);
        for (JsonNode pair : KNOWN.get("subset_indices")) {
            assertThat(random.choice(40, 20)).isEqualTo(integers(pair.get(0)));
            assertThat(random.choice(40, 20)).isEqualTo(integers(pair.get(1)));
        }
    }

    @Test
    void a_permutation_is_numpys() {
        int[] expected = integers(json("fid.json").at("/isc/tiles_ref/perm_seed2020"));

        assertThat(new NumpyRandom(2020).permutation(40)).isEqualTo(expected);
    }

    @Test
    void sets_of_more_than_a_thousand_images_are_compared_by_subsets() {
        int n = 1001;
        int d = 4;
        FeatureRows x = random("kid/x", n, d);
        FeatureRows y = random("kid/y", n, d);

        assertThat(KernelDistance.of("kid", x, y, ALGEBRA))
                .isEqualTo(KernelDistance.ofSubsets(x, y, ALGEBRA, 100, 1000))
                .isCloseTo(KernelDistance.ofAll(x, y, ALGEBRA), within(1e-3))
                .isNotEqualTo(KernelDistance.ofAll(x, y, ALGEBRA));
    }

    @Test
    void more_rows_than_a_block_has_are_summed_over_blocks() {
        int d = 3;
        FeatureRows x = random("kid/x", 1500, d);
        FeatureRows y = random("kid/y", 1100, d);
        double expected = 0;
        for (int i = 0; i < 1500; i++) {
            float[] a = x.row(i);
            for (int j = 0; j < 1100; j++) {
                float[] b = y.row(j);
                double product = ((double) a[0] * b[0] + (double) a[1] * b[1] + (double) a[2] * b[2]) / d + 1;
                expected += product * product * product;
            }
        }

        assertThat(ALGEBRA.kernelSum(x, y)).isCloseTo(expected, within(expected * 1e-12));
    }

    @Test
    void the_kernel_of_a_set_with_itself_is_summed_as_that_of_two_equal_sets() {
        FeatureRows x = random("kid/x", 2500, 3);
        double expected = ALGEBRA.kernelSum(x, random("kid/x", 2500, 3));

        assertThat(ALGEBRA.kernelSum(x, x)).isCloseTo(expected, within(expected * 1e-12));
    }

    @Test
    void the_jackknife_of_many_images_draws_no_subsets() {
        FeatureRows x = random("jackknife/a", 1050, 4);
        FeatureRows y = random("jackknife/b", 1050, 4);
        SetMetric.Statistic kid = DistributionMetrics.metrics().stream()
                .filter(metric -> metric.id().value().equals("kid"))
                .findFirst()
                .orElseThrow()
                .statistic();

        assertThat(kid.withoutDrawing(x, y, ALGEBRA))
                .isEqualTo(KernelDistance.ofAll(x, y, ALGEBRA))
                .isNotEqualTo(kid.of(x, y, ALGEBRA));
    }

    @Test
    void a_single_image_is_refused() {
        assertThatThrownBy(() -> KernelDistance.of("kid", references.select(new int[] {0}), subject, ALGEBRA))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("kid needs at least 2 images on each side, but there are 1 reference and 40 images to"
                        + " compare; add images.");
    }

    @Test
    void a_statistics_file_is_refused() {
        Moments moments = new Moments(0, new double[2048], new double[2048 * 2048]);

        assertThatThrownBy(() -> KernelDistance.of("gkid", moments, subject, ALGEBRA))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("gkid needs the features of each reference, but a statistics file holds only their mean and"
                        + " covariance; give the folder of the references instead.");
    }

    private static FeatureRows random(String key, int n, int d) {
        double[] values = unit(key, n * d);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return rows(floats, d);
    }
}
