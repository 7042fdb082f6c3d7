package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialBoundsTest {

    // scipy.stats.beta.ppf(1 - c, k, n - k + 1) and beta.ppf(c, k + 1, n - k)
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.95, 0, 0.2588655508930522",
        "0, 149, 0.95, 0, 0.019904816220685077",
        "15, 256, 0.95, 0.03646135382669088, 0.08879186781421411",
        "3, 256, 0.95, 0.003201517104176025, 0.030007542998141887",
        "1, 20, 0.9, 0.005254174069468943, 0.1809609634367385",
        "5, 10, 0.975, 0.18708602844739855, 0.8129139715526015",
        "10, 10, 0.95, 0.7411344491069478, 1",
    })
    void bounds_are_those_of_clopper_and_pearson(int hits, int n, double confidence, double lower, double upper) {
        Interval interval = BinomialBounds.of(hits, n, confidence);

        assertThat(interval.lower()).isCloseTo(lower, within(1e-8));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-8));
    }

    @Test
    void without_hits_the_upper_bound_is_the_rule_of_three() {
        for (int n : new int[] {1, 30, 1000}) {
            assertThat(BinomialBounds.of(0, n, 0.95).upper()).isCloseTo(1 - Math.pow(0.05, 1.0 / n), within(1e-8));
        }
    }

    @Test
    void hits_and_misses_mirror_each_other() {
        for (int hits = 0; hits <= 40; hits++) {
            Interval interval = BinomialBounds.of(hits, 40, 0.9);
            Interval mirrored = BinomialBounds.of(40 - hits, 40, 0.9);

            assertThat(interval.lower()).isCloseTo(1 - mirrored.upper(), within(1e-8));
        }
    }

    @Test
    void two_per_cent_take_149_images_without_a_hit() {
        assertThat(BinomialBounds.of(0, 149, 0.95).upper()).isLessThan(0.02);
        assertThat(BinomialBounds.of(0, 148, 0.95).upper()).isGreaterThan(0.02);
    }
}
