package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HallIntervalTest {

    private static final double[] SKEWED = {0, 0, 1, 1, 1, 2, 3, 5, 9, 20};

    @Test
    void without_skewness_it_is_the_interval_of_student() {
        Interval interval = HallInterval.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.95);

        // 5.5 ± 1.833112933 · 3.027650354 / √10
        assertThat(interval.lower()).isCloseTo(3.7449279866962, within(1e-8));
        assertThat(interval.upper()).isCloseTo(7.2550720133038, within(1e-8));
    }

    // The roots of g(w) = ± t / √n by bisection (scipy.optimize.brentq).
    @ParameterizedTest
    @CsvSource({"0.95, 1.4648936518849722, 12.125832216573357", "0.99, 0.2926683295616703, 24.88495863605916"})
    void bounds_are_where_the_transformation_says(double confidence, double lower, double upper) {
        Interval interval = HallInterval.of(SKEWED, confidence);

        assertThat(interval.lower()).isCloseTo(lower, within(1e-7));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-7));
    }

    @Test
    void skewness_moves_both_bounds_to_the_long_tail() {
        Interval interval = HallInterval.of(SKEWED, 0.95);

        // The mean is 4.2; Student's bounds are symmetric about it.
        assertThat(interval.upper() - 4.2).isGreaterThan(4.2 - interval.lower());
    }

    @Test
    void bounds_shift_and_scale_with_the_values() {
        Interval interval = HallInterval.of(SKEWED, 0.95);
        Interval moved = HallInterval.of(
                Arrays.stream(SKEWED).map(value -> 0.01 * value - 7).toArray(), 0.95);

        assertThat(moved.lower()).isCloseTo(0.01 * interval.lower() - 7, within(1e-12));
        assertThat(moved.upper()).isCloseTo(0.01 * interval.upper() - 7, within(1e-12));
    }

    @Test
    void mirrored_values_mirror_the_bounds() {
        Interval interval = HallInterval.of(SKEWED, 0.95);
        Interval mirrored =
                HallInterval.of(Arrays.stream(SKEWED).map(value -> -value).toArray(), 0.95);

        assertThat(mirrored.lower()).isCloseTo(-interval.upper(), within(1e-12));
        assertThat(mirrored.upper()).isCloseTo(-interval.lower(), within(1e-12));
    }

    @Test
    void without_spread_both_bounds_are_the_mean() {
        assertThat(HallInterval.of(new double[] {0.5, 0.5, 0.5}, 0.95)).isEqualTo(new Interval(0.5, 0.5));
    }
}
