package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

    private static final LinearAlgebra ALGEBRA = LinearAlgebra.on(Device.CPU);

    @AfterAll
    static void close() {
        ALGEBRA.close();
    }

    @Test
    void moments_are_those_of_the_definition() {
        FeatureRows rows = FeatureRows.create(3, 2);
        rows.put(0, new float[] {1, 10});
        rows.put(1, new float[] {2, 30});
        rows.put(2, new float[] {6, 20});

        Moments moments = Moments.of(rows, ALGEBRA);

        assertThat(moments.count()).isEqualTo(3);
        assertThat(moments.mean()).containsExactly(3, 20);
        assertThat(moments.covariance()).containsExactly(7, 5, 5, 100);
        assertThat(moments.trace()).isEqualTo(107);
        assertThat(ALGEBRA.variance(rows, moments.mean())).isEqualTo(107);
    }

    /** More rows than a block has, and far from 0, where raw second moments would lose everything. */
    @ParameterizedTest
    @ValueSource(ints = {2, 100, 1024, 2498})
    void the_moments_of_two_parts_merge_to_those_of_the_whole(int cut) {
        FeatureRows all = random(2500, 5);
        Moments whole = Moments.of(all, ALGEBRA);
        Moments first = Moments.of(all.select(range(0, cut)), ALGEBRA);
        Moments second = Moments.of(all.select(range(cut, 2500)), ALGEBRA);

        for (Moments merged : new Moments[] {first.merge(second), second.merge(first)}) {
            assertThat(merged.count()).isEqualTo(2500);
            assertThat(merged.mean()).containsExactly(whole.mean(), within(1e-10));
            assertThat(merged.covariance()).containsExactly(whole.covariance(), within(1e-11));
        }
    }

    @Test
    void the_order_of_rows_does_not_matter() {
        FeatureRows rows = random(2500, 5);
        Moments backwards = Moments.of(
                rows.select(IntStream.range(0, 2500).map(i -> 2499 - i).toArray()), ALGEBRA);

        assertThat(backwards.covariance())
                .containsExactly(Moments.of(rows, ALGEBRA).covariance(), within(1e-12));
    }

    @Test
    void moments_of_an_unknown_count_do_not_merge() {
        Moments unknown = new Moments(0, new double[1], new double[1]);

        assertThatThrownBy(() -> unknown.merge(new Moments(2, new double[1], new double[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments merge only where it is known of how many images they are");
    }

    @Test
    void moments_of_other_features_do_not_merge() {
        Moments one = new Moments(2, new double[1], new double[1]);

        assertThatThrownBy(() -> one.merge(new Moments(2, new double[2], new double[4])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments of 1 features do not merge with those of 2");
    }

    @Test
    void a_covariance_goes_with_its_mean() {
        assertThatThrownBy(() -> new Moments(2, new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a mean of 2 values does not go with a covariance of 3");
    }

    private static FeatureRows random(int count, int width) {
        Random random = new Random(5);
        FeatureRows rows = FeatureRows.create(count, width);
        for (int image = 0; image < count; image++) {
            float[] row = new float[width];
            for (int i = 0; i < width; i++) {
                row[i] = 10_000 + (float) random.nextGaussian();
            }
            rows.put(image, row);
        }
        return rows;
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }
}
