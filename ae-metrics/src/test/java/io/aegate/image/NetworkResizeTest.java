package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.TestImages;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkResizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "center-crop:224",
                "adm:256",
                "torchvision-crop:224",
                "pillow-bilinear:320x200",
                "pillow-bicubic:1x1",
                "opencv-linear:64x48",
                "opencv-area:7x9",
                "opencv-cubic:300x10",
                "controlnet:384",
                "midas-minimal:384",
                "midas-upper-bound:256",
                "mmseg:2048x512"
            })
    void a_rule_is_written_as_it_is_named(String text) {
        assertThat(NetworkResize.named(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "center-crop",
                "center-crop:0",
                "center-crop:1x2",
                "mmseg:512",
                "opencv-linear:0x5",
                "adm:9999"
            })
    void what_is_no_rule_is_none(String text) {
        assertThat(NetworkResize.named(text)).isEmpty();
    }

    /** Worked out by hand from resize_image: the scale is 384 / shorter side, and 6.5 multiples of 64 round to 6. */
    @ParameterizedTest
    @CsvSource({
        "256, 256, 384, 384",
        "768, 512, 576, 384",
        "512, 768, 384, 576",
        "640, 427, 576, 384",
        "416, 384, 384, 384"
    })
    void control_net_goes_to_the_nearest_multiple_of_64(int width, int height, int newWidth, int newHeight) {
        assertThat(new NetworkResize.ControlNet(384).applyTo(new ImageSize(width, height)))
                .isEqualTo(new ImageSize(newWidth, newHeight));
    }

    @ParameterizedTest
    @CsvSource({"256, 256, 512, 512", "768, 512, 768, 512", "500, 300, 853, 512", "4096, 512, 2048, 256"})
    void mmsegmentation_keeps_the_shape(int width, int height, int newWidth, int newHeight) {
        assertThat(new NetworkResize.KeepRatio(2048, 512).applyTo(new ImageSize(width, height)))
                .isEqualTo(new ImageSize(newWidth, newHeight));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pillow-bilinear:20x31",
                "pillow-bicubic:90x64",
                "opencv-linear:20x31",
                "opencv-area:20x31",
                "opencv-cubic:9x9",
                "controlnet:64",
                "mmseg:128x64"
            })
    void an_image_comes_out_with_the_size_that_was_foretold(String text) {
        RgbImage image = TestImages.noise(1, 70, 50);
        Resize rule = NetworkResize.named(text).orElseThrow();

        RgbImage resized = rule.apply(image);

        assertThat(new ImageSize(resized.width(), resized.height())).isEqualTo(rule.applyTo(new ImageSize(70, 50)));
    }

    /** Of 227 columns 3 are cut, 2 of them before: 1.5 rounds to the even number; of 225 none before. */
    @ParameterizedTest
    @CsvSource({"227, 2", "225, 0", "226, 1", "229, 2"})
    void torchvision_cuts_at_the_half_that_is_even(int width, int left) {
        RgbImage image = TestImages.noise(1, width, 224);

        RgbImage cut = new NetworkResize.TorchvisionCrop(224).apply(image);

        assertThat(Arrays.copyOfRange(cut.pixels(), 0, 3))
                .isEqualTo(Arrays.copyOfRange(image.pixels(), 3 * left, 3 * left + 3));
    }

    @Test
    void an_image_of_the_wanted_size_stays_as_it_is() {
        RgbImage image = TestImages.noise(1, 70, 50);

        assertThat(NetworkResize.named("opencv-cubic:70x50").orElseThrow().apply(image))
                .isSameAs(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"controlnet:384", "mmseg:2048x512", "center-crop:224", "opencv-area:4x4"})
    void one_pixel_is_an_image_too(String text) {
        RgbImage pixel = TestImages.constant(77, 1, 1);

        RgbImage resized = NetworkResize.named(text).orElseThrow().apply(pixel);

        assertThat(resized.pixels()).containsOnly(77);
    }

    @ParameterizedTest
    @CsvSource({
        "controlnet:384, 1, 10000, 384x3840000",
        "controlnet:20, 70, 50, 0x0",
        "mmseg:2048x512, 10000, 1, 2048x0",
    })
    void a_size_that_no_image_can_have_is_refused_in_a_sentence(String text, int width, int height, String size) {
        RgbImage image = TestImages.constant(1, width, height);

        assertThatThrownBy(() -> NetworkResize.named(text).orElseThrow().apply(image))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "An image of " + width + "x" + height + " would be " + size + " by resize=" + text
                                + ", but sides are of 1 pixel at least and images of 67108864 at most; leave it out, or crop it.");
    }

    @Test
    void midas_sees_no_less_than_one_position() {
        assertThat(NetworkResize.named("midas-minimal:31")).isEmpty();
        assertThat(NetworkResize.named("midas-upper-bound:32")).isPresent();
    }
}
