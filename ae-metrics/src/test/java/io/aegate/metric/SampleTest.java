package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleTest {

    private static final double[] UNSORTED = {7, 1, 4, 2, 10};

    @Test
    void the_mean_is_the_sum_over_the_count() {
        assertThat(Sample.of(UNSORTED).mean()).isEqualTo(4.8);
    }

    @Test
    void the_standard_deviation_divides_by_one_less_than_the_count() {
        // numpy.std([7, 1, 4, 2, 10], ddof=1)
        assertThat(Sample.of(UNSORTED).std()).isCloseTo(3.7013511046643495, within(1e-15));
    }

    @Test
    void the_standard_deviation_survives_a_large_common_offset() {
        assertThat(Sample.of(new double[] {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16})
                        .std())
                .isCloseTo(5.477225575051661, within(1e-12));
    }

    @Test
    void a_single_value_is_its_own_summary_and_has_no_spread() {
        Sample sample = Sample.of(new double[] {3.5});

        assertThat(sample.mean()).isEqualTo(3.5);
        assertThat(sample.std()).isZero();
        assertThat(sample.min()).isEqualTo(3.5);
        assertThat(sample.quantile(0.37)).isEqualTo(3.5);
        assertThat(sample.max()).isEqualTo(3.5);
    }

    @Test
    void quantiles_interpolate_as_numpy_does() {
        Sample sample = Sample.of(UNSORTED);

        // numpy.quantile([7, 1, 4, 2, 10], [0, .05, .25, .5, .9, .99, 1])
        assertThat(sample.min()).isEqualTo(1);
        assertThat(sample.quantile(0.05)).isCloseTo(1.2, within(1e-15));
        assertThat(sample.quantile(0.25)).isEqualTo(2);
        assertThat(sample.median()).isEqualTo(4);
        assertThat(sample.quantile(0.9)).isCloseTo(8.8, within(1e-14));
        assertThat(sample.quantile(0.99)).isCloseTo(9.88, within(1e-14));
        assertThat(sample.max()).isEqualTo(10);
    }

    @Test
    void the_median_of_an_even_count_lies_halfway() {
        assertThat(Sample.of(new double[] {1, 2, 4, 9}).median()).isEqualTo(3);
    }

    @Test
    void every_summary_of_an_empty_sample_is_not_a_number() {
        assertThatNoSummaryIsANumber(Sample.of(new double[0]));
    }

    @Test
    void every_summary_of_a_sample_with_a_NaN_is_not_a_number() {
        assertThatNoSummaryIsANumber(Sample.of(new double[] {1, Double.NaN, 3}));
        assertThatNoSummaryIsANumber(Sample.of(new double[] {Double.NaN}));
    }

    @Test
    void the_values_given_are_neither_sorted_nor_kept() {
        double[] values = {3, 1, 2};
        Sample sample = Sample.of(values);

        assertThat(values).containsExactly(3, 1, 2);
        values[0] = 100;
        assertThat(sample.max()).isEqualTo(3);
        assertThat(sample.size()).isEqualTo(3);
    }

    @Test
    void a_quantile_outside_zero_to_one_is_an_error() {
        Sample sample = Sample.of(UNSORTED);

        assertThatThrownBy(() -> sample.quantile(1.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a quantile is between 0 and 1, not 1.01");
        assertThatThrownBy(() -> sample.quantile(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a quantile is between 0 and 1, not NaN");
    }

    private static void assertThatNoSummaryIsANumber(Sample sample) {
        assertThat(sample.mean()).isNaN();
        assertThat(sample.std()).isNaN();
        assertThat(sample.min()).isNaN();
        assertThat(sample.median()).isNaN();
        assertThat(sample.max()).isNaN();
        assertThat(sample.quantile(0.9)).isNaN();
    }
}
