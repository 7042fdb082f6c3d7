package io.aegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are those of OpenCV 4.6 and PyTorch 1.13, in double precision. */
class CubicResizeTest {

    private static final ImageSize SIZE = new ImageSize(7, 5);
    private static final ImageSize LARGER = new ImageSize(11, 8);
    private static final ImageSize SMALLER = new ImageSize(4, 3);

    @Test
    void an_enlarged_image_is_that_of_opencv() {
        double[] planes = CubicResize.openCv(image(), LARGER);

        assertThat(planes).hasSize(3 * 11 * 8);
        assertThat(planes[0]).isCloseTo(-0.005335768, within(1e-8));
        assertThat(planes[88 + 3 * 11 + 5]).isCloseTo(0.66483609, within(1e-8));
        assertThat(planes[planes.length - 1]).isCloseTo(0.32724769, within(1e-8));
        assertThat(Arrays.stream(planes).sum()).isCloseTo(127.83795005097592, within(1e-10));
    }

    @Test
    void a_shrunk_image_is_that_of_opencv_without_antialias() {
        double[] planes = CubicResize.openCv(image(), SMALLER);

        assertThat(planes[0]).isCloseTo(0.21612978, within(1e-8));
        assertThat(planes[planes.length - 1]).isCloseTo(0.57076028, within(1e-8));
        assertThat(Arrays.stream(planes).sum()).isCloseTo(15.487788228180223, within(1e-10));
    }

    @Test
    void an_enlarged_plane_is_that_of_pytorch() {
        double[] plane = CubicResize.torch(red(), SIZE, LARGER);

        assertThat(plane).hasSize(11 * 8);
        assertThat(plane[0]).isCloseTo(-0.005335821200427831, within(1e-12));
        assertThat(plane[3 * 11 + 5]).isCloseTo(0.5197380514705882, within(1e-12));
        assertThat(plane[plane.length - 1]).isCloseTo(-0.06266806782546738, within(1e-12));
        assertThat(Arrays.stream(plane).sum()).isCloseTo(41.34945263205037, within(1e-11));
    }

    @Test
    void a_shrunk_plane_is_that_of_pytorch_without_antialias() {
        double[] plane = CubicResize.torch(red(), SIZE, SMALLER);

        assertThat(plane[0]).isCloseTo(0.2161297700503812, within(1e-12));
        assertThat(plane[plane.length - 1]).isCloseTo(0.47877632534495296, within(1e-12));
        assertThat(Arrays.stream(plane).sum()).isCloseTo(5.099351015000908, within(1e-12));
    }

    @Test
    void the_same_size_keeps_every_value() {
        assertThat(CubicResize.torch(red(), SIZE, SIZE)).isEqualTo(red());
        assertThat(Arrays.copyOf(CubicResize.openCv(image(), SIZE), 35)).isEqualTo(red());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 20", "40, 2"})
    void a_constant_stays_one(int width, int height) {
        double[] plane = new double[35];
        Arrays.fill(plane, 0.7);

        for (double value : CubicResize.torch(plane, SIZE, new ImageSize(width, height))) {
            assertThat(value).isCloseTo(0.7, within(1e-14));
        }
    }

    @Test
    void a_plane_of_another_size_than_is_said_is_a_mistake() {
        assertThatThrownBy(() -> CubicResize.torch(new double[34], SIZE, LARGER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a plane of 7x5 has not 34 values");
    }

    @Test
    void an_image_without_pixels_is_a_mistake() {
        assertThatThrownBy(() -> CubicResize.openCv(image(), new ImageSize(0, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("7 pixels cannot be resized to 0");
    }

    private static RgbImage image() {
        byte[] pixels = new byte[7 * 5 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((i * 37 + 11) % 251);
        }
        return new RgbImage(7, 5, pixels);
    }

    private static double[] red() {
        double[] red = new double[35];
        for (int i = 0; i < red.length; i++) {
            red[i] = (3 * i * 37 + 11) % 251 / 255.;
        }
        return red;
    }
}
