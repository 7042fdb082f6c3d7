package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InstanceStateTest {

    private static final MetricId PSNR = new MetricId("psnr");

    @Test
    void its_value_is_the_mean_over_images() {
        assertThat(state(PSNR, 0, 20, 1, 30, 2, 34).value()).isEqualTo(28);
    }

    @Test
    void a_state_that_saw_nothing_has_no_value() {
        InstanceState empty = state(PSNR);

        assertThat(empty.value()).isNaN();
        assertThat(empty.count()).isZero();
        assertThat(empty.valueOf(0)).isNaN();
    }

    @Test
    void one_image_without_a_number_leaves_the_set_without_one() {
        assertThat(state(PSNR, 0, 20, 1, Double.NaN).value()).isNaN();
    }

    @Test
    void merging_keeps_the_value_of_each_image_and_changes_neither_state() {
        InstanceState left = state(PSNR, 3, 30, 0, 20);
        InstanceState right = state(PSNR, 1, 25);
        InstanceState both = left.merge(right);

        assertThat(both.valueOf(0)).isEqualTo(20);
        assertThat(both.valueOf(1)).isEqualTo(25);
        assertThat(both.valueOf(2)).isNaN();
        assertThat(both.valueOf(3)).isEqualTo(30);
        assertThat(both.count()).isEqualTo(3);
        assertThat(left.count()).isEqualTo(2);
        assertThat(right.count()).isEqualTo(1);
    }

    @Test
    void an_empty_state_is_neutral_in_a_merge() {
        InstanceState some = state(PSNR, 0, 20, 1, 30);

        assertThat(some.merge(state(PSNR)).value()).isEqualTo(some.value());
        assertThat(state(PSNR).merge(some).value()).isEqualTo(some.value());
    }

    @Test
    void states_that_saw_the_same_image_do_not_merge() {
        assertThatThrownBy(() -> state(PSNR, 0, 20, 7, 30).merge(state(PSNR, 7, 30)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("psnr has seen image 7 twice");
    }

    @Test
    void states_of_different_metrics_do_not_merge() {
        assertThatThrownBy(() -> state(PSNR, 0, 20).merge(state(new MetricId("ssim"), 1, 0.9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a state of psnr merges only with another of it");
    }

    @Test
    void a_state_of_another_kind_does_not_merge() {
        MetricState other = new MetricState() {
            @Override
            public double value() {
                return 0;
            }

            @Override
            public int count() {
                return 0;
            }

            @Override
            public MetricState merge(MetricState state) {
                return this;
            }
        };

        assertThatThrownBy(() -> state(PSNR, 0, 20).merge(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a state of psnr merges only with another of it");
    }

    @Test
    void a_snapshot_does_not_change_with_its_accumulator() {
        InstanceState.Builder values = new InstanceState.Builder(PSNR, true);
        values.put(0, 20);
        InstanceState before = values.build();
        values.put(1, 30);

        assertThat(before.count()).isEqualTo(1);
        assertThat(values.build().count()).isEqualTo(2);
    }

    /** Image, value, image, value … */
    private static InstanceState state(MetricId metric, double... imagesAndValues) {
        InstanceState.Builder values = new InstanceState.Builder(metric, true);
        for (int i = 0; i < imagesAndValues.length; i += 2) {
            values.put((int) imagesAndValues[i], imagesAndValues[i + 1]);
        }
        return values.build();
    }
}
