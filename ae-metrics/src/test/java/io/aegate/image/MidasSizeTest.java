package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MidasSizeTest {

    @ParameterizedTest
    @CsvSource({
        // 256 / 768 of 512 is 170.67, which is 5.33 multiples.
        "768, 512, 256, 160",
        "512, 768, 160, 256",
        "640, 427, 256, 160",
        "100, 60, 256, 160",
        "60, 100, 160, 256",
        "1000, 125, 256, 32",
        "480, 400, 256, 224",
        "2000, 375, 256, 64",
        "33, 200, 32, 256",
        "256, 256, 256, 256"
    })
    void the_longer_side_goes_to_the_upper_bound(int width, int height, int toWidth, int toHeight) {
        assertThat(new MidasSize(256, true).applyTo(new ImageSize(width, height)))
                .isEqualTo(new ImageSize(toWidth, toHeight));
    }

    @ParameterizedTest
    @CsvSource({
        // The shorter side of what is larger, the longer one of what is much smaller: whichever changes less.
        "768, 512, 576, 384",
        "512, 768, 384, 576",
        "640, 427, 576, 384",
        "100, 60, 384, 224",
        "60, 100, 224, 384",
        "1000, 125, 384, 64",
        "480, 400, 448, 384",
        "2000, 375, 2048, 384",
        "33, 200, 64, 384",
        "400, 20, 384, 32",
        "256, 256, 384, 384"
    })
    void the_least_change_decides_otherwise(int width, int height, int toWidth, int toHeight) {
        assertThat(new MidasSize(384, false).applyTo(new ImageSize(width, height)))
                .isEqualTo(new ImageSize(toWidth, toHeight));
    }

    @ParameterizedTest
    @CsvSource({"256, 48, 64", "256, 80, 64", "256, 112, 128"})
    void halves_of_a_multiple_go_to_the_even_one(int width, int height, int toHeight) {
        assertThat(new MidasSize(256, true).applyTo(new ImageSize(width, height)))
                .isEqualTo(new ImageSize(256, toHeight));
    }

    @Test
    void no_side_exceeds_an_upper_bound_that_is_no_multiple() {
        assertThat(new MidasSize(250, true).applyTo(new ImageSize(500, 300))).isEqualTo(new ImageSize(224, 160));
    }

    @Test
    void an_image_of_which_nothing_would_be_left_is_refused() {
        assertThatThrownBy(() -> new MidasSize(256, true).applyTo(new ImageSize(400, 20)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("An image of 400x20 would be 256x0 to MiDaS, which takes sides of 32 pixels at least;"
                        + " leave it out, or crop it.");
    }

    @Test
    void a_size_below_one_multiple_is_a_mistake() {
        assertThatThrownBy(() -> new MidasSize(31, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("31 is less than 32");
    }
}
