package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.metric.Sample;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

    @Test
    void it_draws_images_and_takes_percentiles_of_what_results() {
        double[] before = new Random(1).doubles(57).toArray();
        double[] after = new Random(2)
                .doubles(57)
                .map(value -> Math.round(value * 10) / 10.0)
                .toArray();
        for (double p : new double[] {0.05, 0.5, 0.83, 0.99}) {
            assertThat(new PairedBootstrap(before, after).of(p, (was, is) -> was - 2 * is, 0.9))
                    .isEqualTo(naive(before, after, p, 0.9));
        }
    }

    /** The same by the definition: resamples are written out, sorted, and their quantiles taken. */
    private static Interval naive(double[] before, double[] after, double p, double confidence) {
        int n = before.length;
        Random random = new Random(20_261_122);
        double[] losses = new double[2000];
        for (int resample = 0; resample < losses.length; resample++) {
            int[] images = new int[n];
            for (int i = 0; i < n; i++) {
                images[i] = random.nextInt(n);
            }
            double was = Sample.of(
                            Arrays.stream(images).mapToDouble(i -> before[i]).toArray())
                    .quantile(p);
            double is = Sample.of(
                            Arrays.stream(images).mapToDouble(i -> after[i]).toArray())
                    .quantile(p);
            losses[resample] = was - 2 * is;
        }
        return new Interval(
                Sample.of(losses).quantile(1 - confidence), Sample.of(losses).quantile(confidence));
    }

    @Test
    void images_are_drawn_with_both_their_values() {
        double[] before = new Random(3).doubles(40).toArray();
        double[] after = Arrays.stream(before).map(value -> value - 0.25).toArray();
        Interval interval = new PairedBootstrap(before, after).of(0.05, (was, is) -> was - is, 0.95);

        assertThat(interval.upper() - interval.lower()).isLessThan(1e-12);
    }

    @Test
    void the_same_values_have_the_same_bounds() {
        double[] before = new Random(4).doubles(40).toArray();
        double[] after = new Random(5).doubles(40).toArray();

        assertThat(new PairedBootstrap(before, after).of(0.5, (was, is) -> was - is, 0.95))
                .isEqualTo(new PairedBootstrap(before, after).of(0.5, (was, is) -> was - is, 0.95));
    }
}
