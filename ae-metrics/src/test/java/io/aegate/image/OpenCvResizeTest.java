package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.TestImages;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenCvResizeTest {

    /** Bytes that every language computes alike, as they were for the expected values, by {@code cv2.resize} of OpenCV 4.6.0. */
    private static RgbImage image(int width, int height) {
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((7L * i * i + 13L * i + 29L * (i / (3 * width))) % 251);
        }
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage resized(String way, RgbImage image, int width, int height) {
        return switch (way) {
            case "linear" -> OpenCvResize.linear(image, width, height);
            case "cubic" -> OpenCvResize.cubic(image, width, height);
            case "lanczos" -> OpenCvResize.lanczos(image, width, height);
            case "area" -> OpenCvResize.area(image, width, height);
            default -> throw new IllegalArgumentException(way);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "linear, 19, 11, cbd2e2b211afaaa2",
        "linear, 64, 50, e379cfa0dc6ba650",
        "cubic, 19, 11, f70d1232faa0de7d",
        "cubic, 64, 50, 89a79a55e1fd8cad",
        "lanczos, 19, 11, 96e85697d583cafd",
        "lanczos, 64, 50, 77c0b75b6e69f944",
        "area, 19, 11, 2bcd81acec6c08cf",
        "area, 64, 50, cfa8b483f5c1fef3"
    })
    void resized_images_are_those_of_cv2(String way, int width, int height, String sha256) {
        RgbImage resized = resized(way, image(37, 23), width, height);

        assertThat(resized.size()).isEqualTo(width + "x" + height);
        assertThat(Sha256.of(resized.pixels())).startsWith(sha256);
    }

    @Test
    void half_the_size_is_the_mean_of_four_pixels() {
        RgbImage image =
                new RgbImage(2, 2, new byte[] {1, 2, (byte) 255, 2, 2, (byte) 255, 2, 2, (byte) 255, 1, 3, (byte) 254});

        assertThat(OpenCvResize.linear(image, 1, 1).pixels()).containsExactly(2, 2, 255);
    }

    @ParameterizedTest
    @CsvSource({"linear", "cubic", "lanczos", "area"})
    void an_image_of_its_own_size_stays_as_it_is(String way) {
        RgbImage image = TestImages.noise(1, 13, 9);

        assertThat(resized(way, image, 13, 9)).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({"linear", "cubic", "lanczos", "area"})
    void one_pixel_becomes_a_constant_image(String way) {
        assertThat(resized(way, TestImages.constant(77, 1, 1), 5, 4)).isEqualTo(TestImages.constant(77, 5, 4));
    }

    @Test
    void an_impossible_size_is_an_error_of_the_caller() {
        RgbImage image = TestImages.constant(0, 2, 2);
        BiFunction<Integer, Integer, RgbImage> resize = (width, height) -> OpenCvResize.linear(image, width, height);

        assertThatThrownBy(() -> resize.apply(0, 4)).hasMessage("an image cannot be resized to 0x4");
        assertThatThrownBy(() -> resize.apply(1 << 20, 1 << 20))
                .hasMessage("an image cannot be resized to 1048576x1048576");
    }
}
