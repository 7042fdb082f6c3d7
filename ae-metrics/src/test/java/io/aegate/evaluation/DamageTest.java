package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each damage does to planes. */
class DamageTest {

    @ParameterizedTest
    @CsvSource({
        "BLUR, blur, gaussian blur of 1.5 pixels",
        "CHANNEL_SHIFT, channel-shift, 16 of 255 more red",
        "DROPPED_ROWS, dropped-rows, every 16th row black"
    })
    void a_damage_has_a_name_and_a_description(Damage damage, String name, String description) {
        assertThat(damage).hasToString(name);
        assertThat(damage.description()).isEqualTo(description);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 5", "5, 3", "1, 30", "30, 1", "11, 11", "40, 23"})
    void blur_is_a_convolution_with_a_gaussian_in_two_dimensions(int width, int height) {
        float[] planes = noise(width, height);

        assertThat(damaged(Damage.BLUR, planes, width, height))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(convolved(planes, width, height));
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 1 / 255f, 0.3f, 200 / 255f, 1f})
    void blur_leaves_a_constant_image_as_it_is(float value) {
        float[] planes = new float[3 * 20 * 14];
        Arrays.fill(planes, value);

        assertThat(damaged(Damage.BLUR, planes, 20, 14)).isEqualTo(planes);
    }

    @Test
    void a_channel_shift_adds_red_up_to_white_and_nothing_else() {
        float[] planes = {0f, 0.5f, 0.99f, 1f, 0f, 0.5f, 0.99f, 1f, 0f, 0.5f, 0.99f, 1f};

        float[] damaged = damaged(Damage.CHANNEL_SHIFT, planes, 2, 2);

        assertThat(Arrays.copyOf(damaged, 4))
                .usingComparatorWithPrecision(1e-7f)
                .containsExactly(16 / 255f, 0.5f + 16 / 255f, 1f, 1f);
        assertThat(Arrays.copyOfRange(damaged, 4, 12)).isEqualTo(Arrays.copyOfRange(planes, 4, 12));
    }

    @ParameterizedTest
    @CsvSource({"40, 8 24", "41, 8 24 40", "24, 8", "9, 8", "8, 7", "5, 4", "1, 0"})
    void dropped_rows_are_black_and_others_untouched(int height, String rows) {
        float[] planes = noise(7, height);
        float[] expected = planes.clone();
        for (String row : rows.split(" ", -1)) {
            for (int channel = 0; channel < 3; channel++) {
                int start = (channel * height + Integer.parseInt(row)) * 7;
                Arrays.fill(expected, start, start + 7, 0f);
            }
        }

        assertThat(damaged(Damage.DROPPED_ROWS, planes, 7, height)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void damaged_values_stay_between_0_and_1(Damage damage) {
        float[] planes = noise(33, 21);
        for (int i = 0; i < planes.length; i++) {
            planes[i] = Math.round(planes[i]);
        }

        for (float value : damaged(damage, planes, 33, 21)) {
            assertThat(value).isBetween(0f, 1f);
        }
    }

    private static float[] damaged(Damage damage, float[] planes, int width, int height) {
        float[] damaged = planes.clone();
        damage.apply(damaged, width, height);
        return damaged;
    }

    private static float[] noise(int width, int height) {
        Random random = new Random(width * 31L + height);
        float[] planes = new float[3 * width * height];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = 0.01f + 0.99f * random.nextFloat();
        }
        return planes;
    }

    private static float[] convolved(float[] planes, int width, int height) {
        float[] convolved = new float[planes.length];
        for (int i = 0; i < planes.length; i++) {
            int plane = i / (width * height) * (width * height);
            int row = (i - plane) / width;
            int column = (i - plane) % width;
            double sum = 0;
            double weights = 0;
            for (int down = -5; down <= 5; down++) {
                for (int right = -5; right <= 5; right++) {
                    int y = Math.max(0, Math.min(height - 1, row + down));
                    int x = Math.max(0, Math.min(width - 1, column + right));
                    double weight = Math.exp(-(down * down + right * right) / 4.5);
                    sum += weight * planes[plane + y * width + x];
                    weights += weight;
                }
            }
            convolved[i] = (float) (sum / weights);
        }
        return convolved;
    }
}
