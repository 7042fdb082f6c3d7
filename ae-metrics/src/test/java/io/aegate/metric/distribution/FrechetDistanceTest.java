package io.aegate.metric.distribution;

import static io.aegate.metric.distribution.ReferenceFeatures.json;
import static io.aegate.metric.distribution.ReferenceFeatures.rows;
import static io.aegate.metric.distribution.ReferenceFeatures.tiles;
import static io.aegate.metric.distribution.ReferenceFeatures.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.Moments;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrechetDistanceTest {

    private static final LinearAlgebra ALGEBRA = LinearAlgebra.on(Device.CPU);

    @AfterAll
    static void close() {
        ALGEBRA.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pf2048", "tf2048"})
    void the_distance_of_real_features_is_the_exact_one(String layer) {
        double expected = json("fid.json")
                .at("/fid/tiles_ref|tiles_taef2/" + layer + "/exact_svd")
                .doubleValue();

        assertThat(distance(tiles("ref", layer), tiles("taef2", layer))).isCloseTo(expected, relative(expected, 1e-11));
    }

    /** The features are rounded to float here, and are doubles in the reference: 1e-7 of them. */
    @ParameterizedTest
    @CsvSource({"0, cholesky_eigvalsh_form", "1, svd_exact", "2, cholesky_eigvalsh_form", "3, svd_exact"})
    void the_distance_of_random_features_is_that_of_the_reference(int number, String form) {
        JsonNode known = json("fid_matrix.json").at("/cases/" + number);
        int d = known.get("d").intValue();
        int n = known.get("n").intValue();
        double expected = known.get(form).doubleValue();

        assertThat(distance(random(d, n, "a"), random(d, n, "b"))).isCloseTo(expected, relative(expected, 1e-8));
    }

    @ParameterizedTest
    @CsvSource({"0, cholesky_eigvalsh_form", "1, svd_exact", "2, cholesky_eigvalsh_form"})
    void the_distance_of_random_moments_is_that_of_the_reference(int number, String form) {
        JsonNode known = json("fid_matrix.json").at("/cases/" + number);
        int d = known.get("d").intValue();
        int n = known.get("n").intValue();
        double expected = known.get(form).doubleValue();

        Moments a = moments(randomDoubles(d, n, "a"), d);
        Moments b = moments(randomDoubles(d, n, "b"), d);

        assertThat(FrechetDistance.of(a, b, ALGEBRA)).isCloseTo(expected, relative(expected, 1e-11));
    }

    @Test
    void identical_sets_are_at_no_distance() {
        FeatureRows few = random(64, 20, "a");
        FeatureRows many = random(64, 100, "a");

        assertThat(distance(few, random(64, 20, "a"))).isZero();
        assertThat(distance(many, random(64, 100, "a"))).isZero();
        assertThat(distance(Moments.of(few, ALGEBRA), few)).isZero();
        assertThat(distance(Moments.of(many, ALGEBRA), many)).isZero();
    }

    @Test
    void the_order_of_a_set_does_not_matter() {
        FeatureRows references = tiles("ref", "pf2048");
        FeatureRows subject = tiles("taef2", "pf2048");
        double expected = distance(references, subject);

        int[] order = new NumpyRandom(7).permutation(40);

        assertThat(distance(references.select(order), subject)).isCloseTo(expected, relative(expected, 1e-12));
        assertThat(distance(references, subject.select(order))).isCloseTo(expected, relative(expected, 1e-12));
    }

    @Test
    void a_set_in_another_order_is_at_next_to_no_distance() {
        FeatureRows references = tiles("ref", "pf2048");

        assertThat(distance(references, references.select(new NumpyRandom(7).permutation(40))))
                .isBetween(0.0, 1e-11);
    }

    @Test
    void the_distance_is_symmetric() {
        FeatureRows few = random(64, 30, "a");
        FeatureRows many = random(64, 200, "b");
        double expected = distance(few, many);

        assertThat(distance(many, few)).isCloseTo(expected, relative(expected, 1e-11));
    }

    /** Each form at the counts where the next one begins, against the roots of singular values. */
    @ParameterizedTest
    @CsvSource({"12, 12", "16, 16", "17, 17", "18, 18", "40, 40", "12, 40", "40, 12", "16, 17", "17, 16"})
    void all_forms_agree(int n1, int n2) {
        FeatureRows references = random(16, n1, "a");
        FeatureRows subject = random(16, n2, "b");
        double expected = naive(references, subject);

        assertThat(distance(references, subject)).isCloseTo(expected, relative(expected, 1e-10));
        assertThat(distance(Moments.of(references, ALGEBRA), subject)).isCloseTo(expected, relative(expected, 1e-7));
    }

    @Test
    void features_that_are_always_zero_are_no_obstacle() {
        int d = 12;
        float[] a = floats(randomDoubles(d, 50, "a"));
        float[] b = floats(randomDoubles(d, 50, "b"));
        for (int i = 0; i < a.length; i += d) {
            a[i] = 0;
            b[i] = 0;
            a[i + 5] = 0;
        }
        FeatureRows references = rows(a, d);
        FeatureRows subject = rows(b, d);
        double expected = naive(references, subject);

        assertThat(distance(references, subject)).isCloseTo(expected, relative(expected, 1e-7));
    }

    @Test
    void a_set_of_one_image_is_refused() {
        FeatureRows one = random(4, 1, "a");
        FeatureRows two = random(4, 2, "b");

        assertThatThrownBy(() -> distance(two, one))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("rfid needs at least 2 images on each side, but there are 2 references and 1 image to"
                        + " compare; add images.");
        assertThatThrownBy(() -> distance(Moments.of(two, ALGEBRA), one))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("rfid needs at least 2 images to compare, but there is 1; add images.");
    }

    /** What is clamped to 0 because rounding may take it below must not hide statistics that are none. */
    @Test
    void a_sigma_that_is_no_covariance_does_not_pass_for_no_distance() {
        FeatureRows subject = random(4, 50, "b");
        double[] negative = new double[16];
        for (int i = 0; i < 4; i++) {
            negative[i * 5] = -100;
        }
        Moments broken = new Moments(50, Moments.of(subject, ALGEBRA).mean(), negative);

        assertThatThrownBy(() -> distance(broken, subject))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(
                        "A Fréchet distance comes out at -39\\d\\.\\d+, which no two covariances give; check"
                                + " that sigma of the statistics is a covariance, and write it again\\.");
    }

    private static double distance(Distribution references, FeatureRows subject) {
        return FrechetDistance.of("rfid", references, subject, ALGEBRA);
    }

    private static Offset<Double> relative(double expected, double tolerance) {
        return within(Math.abs(expected) * tolerance);
    }

    private static FeatureRows random(int d, int n, String set) {
        return rows(floats(randomDoubles(d, n, set)), d);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] randomDoubles(int d, int n, String set) {
        String key = "fidmat/" + d + "/" + n + "/";
        double[] values = unit(key + set, n * d);
        double[] means = unit(key + "m", d);
        for (int i = 0; i < values.length; i++) {
            int j = i % d;
            values[i] = set.equals("a")
                    ? values[i] * (1 / Math.sqrt(1.0 + j))
                    : values[i] * (1.2 / Math.sqrt(1.0 + j) + 0.05) + 0.1 * means[j];
        }
        return values;
    }

    /** Straight from the definition. */
    private static Moments moments(double[] values, int d) {
        int n = values.length / d;
        double[] mean = new double[d];
        for (int i = 0; i < values.length; i++) {
            mean[i % d] += values[i] / n;
        }
        double[] covariance = new double[d * d];
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < d; i++) {
                double left = (values[row * d + i] - mean[i]) / (n - 1);
                for (int j = 0; j < d; j++) {
                    covariance[i * d + j] += left * (values[row * d + j] - mean[j]);
                }
            }
        }
        return new Moments(n, mean, covariance);
    }

    private static double naive(FeatureRows references, FeatureRows subject) {
        return NaiveFrechet.distance(references, subject);
    }
}
