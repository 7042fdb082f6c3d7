package io.aegate.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How floats become pixels, and the settings that say how a checkpoint is read. */
class QuantizeTest {

    @ParameterizedTest
    @CsvSource({
        "0.0, 0, 0",
        "0.00195, 0, 0",
        "0.00197, 1, 0",
        "0.00392, 1, 0",
        "0.00393, 1, 1",
        "0.5, 128, 127",
        "0.99803, 254, 254",
        "0.99805, 255, 254",
        "0.99999, 255, 254",
        "1.0, 255, 255"
    })
    void values_are_rounded_or_truncated_to_levels(float value, int rounded, int truncated) {
        assertThat(level(Quantize.ROUND, value)).isEqualTo(rounded);
        assertThat(level(Quantize.NONE, value)).isEqualTo(rounded);
        assertThat(level(Quantize.TRUNCATE, value)).isEqualTo(truncated);
    }

    @Test
    void a_value_halfway_between_two_levels_goes_up() {
        // 0.5 · 255 = 127.5, exactly.
        assertThat(level(Quantize.ROUND, 0.5f)).isEqualTo(128);
        assertThat(level(Quantize.ROUND, Math.nextDown(0.5f))).isEqualTo(127);
    }

    @ParameterizedTest
    @EnumSource(value = Quantize.class, names = "TRUNCATE", mode = EnumSource.Mode.EXCLUDE)
    void every_level_comes_back_as_itself(Quantize quantize) {
        for (int level = 0; level < 256; level++) {
            assertThat(level(quantize, level / 255f)).isEqualTo(level);
        }
    }

    @Test
    void planes_are_interleaved_into_rows_of_pixels() {
        float[] planes = {0, 1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f, 5 / 255f};

        assertThat(Quantize.ROUND.toImage(planes, 2, 1).pixels()).containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void values_outside_the_range_are_clamped() {
        float[] planes = {-0.1f, 0, 0.25f, 1, 1.5f, Float.MAX_VALUE};

        Quantize.clamp("a", planes);

        assertThat(planes).containsExactly(0, 0, 0.25f, 1, 1, 1);
    }

    @Test
    void values_that_are_no_numbers_are_counted_and_refused_with_the_name_of_the_image() {
        float[] planes = {0, Float.NaN, Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY, 0.5f};

        assertThatThrownBy(() -> Quantize.clamp("market/0412", planes))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The checkpoint gave 3 values of 6 that are NaN or infinite for market/0412, where only finite ones can be"
                                + " measured; check its weights and run it in fp32.");
    }

    @ParameterizedTest
    @EnumSource
    void every_quantization_is_read_as_it_is_written(Quantize quantize) {
        assertThat(Quantize.parse(quantize.toString())).isEqualTo(quantize);
        assertThat(Quantize.parse(" " + quantize.name() + " ")).isEqualTo(quantize);
    }

    @ParameterizedTest
    @EnumSource
    void every_range_is_read_as_it_is_written(Range range) {
        assertThat(Range.parse(range.toString())).isEqualTo(range);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0,1 | [0,1]", "[0, 1] | [0,1]", "-1,1 | [-1,1]", "[ -1 , 1 ] | [-1,1]"})
    void brackets_and_spaces_of_a_range_are_free(String written, String range) {
        assertThat(Range.parse(written)).hasToString(range);
    }

    @ParameterizedTest
    @EnumSource
    void every_latent_is_read_as_it_is_written(Latent latent) {
        assertThat(Latent.parse(latent.toString())).isEqualTo(latent);
    }

    @Test
    void other_words_are_refused() {
        assertRefused(Quantize::parse, "floor", "quantize is 'floor'; use round, truncate or none.");
        assertRefused(Range::parse, "[0,255]", "range is '[0,255]'; use [0,1] or [-1,1].");
        assertRefused(
                Latent::parse,
                "sample",
                "latent is 'sample'; use tensor (encode returns the latent) or moments (it returns mean and log-variance).");
    }

    private static void assertRefused(Function<String, ?> parse, String setting, String message) {
        assertThatThrownBy(() -> parse.apply(setting))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private static int level(Quantize quantize, float value) {
        return quantize.toImage(new float[] {value, value, value}, 1, 1).pixels()[0] & 0xff;
    }
}
