package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JackknifeTest {

    private static final LinearAlgebra UNUSED = LinearAlgebra.on(Device.CPU);

    private final FeatureRows subject = squares(23);
    private final FeatureRows references = squares(23);

    @Test
    void the_error_is_that_of_leaving_out_each_tenth() {
        double error = Jackknife.standardError(JackknifeTest::difference, references, subject, UNUSED, false);

        double[] left = new double[10];
        double mean = 0;
        for (int block = 0; block < 10; block++) {
            double sum = 0;
            int count = 0;
            for (int image = 0; image < 23; image++) {
                if (image < block * 23 / 10 || image >= (block + 1) * 23 / 10) {
                    sum += image * image;
                    count++;
                }
            }
            left[block] = sum / count;
            mean += left[block] / 10;
        }
        double squares = 0;
        for (double value : left) {
            squares += (value - mean) * (value - mean);
        }
        assertThat(error).isCloseTo(Math.sqrt(0.9 * squares), within(1e-10));
    }

    @Test
    void of_up_to_ten_images_the_error_of_a_mean_is_the_classical_one() {
        FeatureRows few = squares(7);
        double[] values = {0, 1, 4, 9, 16, 25, 36};

        assertThat(Jackknife.standardError((r, s, algebra) -> mean(s), few, few, UNUSED, true))
                .isCloseTo(Sample.of(values).std() / Math.sqrt(7), within(1e-12));
    }

    @Test
    void of_pairs_the_same_images_are_left_out_of_both_sides() {
        assertThat(Jackknife.standardError(JackknifeTest::difference, references, subject, UNUSED, true))
                .isZero();
    }

    @Test
    void references_that_are_taken_as_given_keep_all_images() {
        List<Integer> counts = new ArrayList<>();
        Jackknife.standardError(
                (r, s, algebra) -> {
                    counts.add(r.count());
                    counts.add(s.count());
                    return 0;
                },
                references,
                squares(20),
                UNUSED,
                false);

        assertThat(counts).hasSize(20).containsOnly(23, 18);
    }

    @Test
    void of_moments_nothing_is_left_out() {
        Moments moments = new Moments(0, new double[1], new double[1]);

        assertThat(Jackknife.standardError(
                        (r, s, algebra) -> r == moments ? mean(s) : 0, moments, subject, UNUSED, true))
                .isPositive();
    }

    @Test
    void pairs_of_other_counts_are_no_pairs() {
        ThrowingCallable unequal =
                () -> Jackknife.standardError(JackknifeTest::difference, references, squares(20), UNUSED, true);

        assertThatThrownBy(unequal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pairs are as many on both sides, not 23 and 20");
    }

    private static double difference(Distribution references, FeatureRows subject, LinearAlgebra algebra) {
        return mean(subject) - mean((FeatureRows) references);
    }

    private static double mean(FeatureRows rows) {
        double sum = 0;
        for (int image = 0; image < rows.count(); image++) {
            sum += rows.row(image)[0];
        }
        return sum / rows.count();
    }

    private static FeatureRows squares(int count) {
        FeatureRows rows = FeatureRows.create(count, 1);
        for (int image = 0; image < count; image++) {
            rows.put(image, new float[] {image * image});
        }
        return rows;
    }
}
