package io.aegate.image;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.image.Resampler.Filter;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeTest {

    @ParameterizedTest
    @ValueSource(strings = {"none", "center-crop:256", "adm:64", "center-crop:1", "adm:8192"})
    void a_specification_is_written_as_it_is_read(String specification) {
        assertThat(Resize.parse(specification)).hasToString(specification);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "256", "crop:256", "center-crop", "center-crop:", "adm:-1", "adm:12.5", "CENTER-CROP:256"})
    void another_specification_is_refused(String specification) {
        assertThatThrownBy(() -> Resize.parse(specification))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "resize is '%s', but it must be none, center-crop:N or adm:N; write for example center-crop:256",
                        specification);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8193", "999999999"})
    void a_size_out_of_range_is_refused(String size) {
        assertThatThrownBy(() -> Resize.parse("adm:" + size))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("resize is 'adm:%s', but its size must be from 1 to 8192; write for example adm:256", size);
    }

    @Test
    void none_gives_the_image_itself() {
        RgbImage image = OddImages.noise(5, 4);

        assertThat(Resize.none().apply(image)).isSameAs(image);
    }

    @Test
    void center_crop_equals_torchvision_on_a_photo() throws IOException, DefectException {
        RgbImage photo = ImageFile.read(Files.readAllBytes(shared("reference/images/chelsea_full451x300.png")), false);

        assertThat(Sha256.of(Resize.parse("center-crop:224").apply(photo).pixels()))
                .isEqualTo(new ObjectMapper()
                        .readTree(shared("reference/projectors/preprocess_224_u8.json")
                                .toFile())
                        .get("images")
                        .get("chelsea_full451x300")
                        .get("rgb_sha256")
                        .textValue());
    }

    @Test
    void center_crop_leaves_an_image_of_its_size_untouched() {
        RgbImage image = OddImages.noise(16, 16);

        assertThat(Resize.parse("center-crop:16").apply(image)).isEqualTo(image);
    }

    @Test
    void center_crop_cuts_an_image_whose_shorter_side_fits_at_the_offset_rounded_down() {
        RgbImage image = OddImages.noise(19, 16);

        RgbImage cropped = Resize.parse("center-crop:16").apply(image);

        assertThat(cropped).isEqualTo(Resampler.resize(image, 19, 16, Filter.BOX, 1, 0, 16, 16));
        assertThat(cropped.pixels()[0]).isEqualTo(image.pixels()[3]);
    }

    @Test
    void center_crop_truncates_the_longer_side() {
        // 16 · 31 / 20 = 24.8, so 24 columns and an offset of 4.
        RgbImage image = OddImages.noise(31, 20);

        assertThat(Resize.parse("center-crop:16").apply(image))
                .isEqualTo(Resampler.resize(image, 24, 16, Filter.BICUBIC, 4, 0, 16, 16));
    }

    @Test
    void adm_halves_by_box_before_it_scales() {
        RgbImage image = OddImages.noise(75, 67);

        // 75 x 67 halves to 37 x 33, since 67 >= 32, and to 18 x 16, since 33 >= 32.
        RgbImage once = Resampler.resize(image, 37, 33, Filter.BOX);
        RgbImage twice = Resampler.resize(once, 18, 16, Filter.BOX);

        assertThat(Resize.parse("adm:16").apply(image))
                .isEqualTo(Resampler.resize(twice, 18, 16, Filter.BICUBIC, 1, 0, 16, 16));
    }

    @Test
    void adm_rounds_a_side_half_to_even() {
        // 9 · 10 / 4 = 22.5 goes to 22, not 23.
        RgbImage image = OddImages.noise(9, 4);

        assertThat(Resize.parse("adm:10").apply(image))
                .isEqualTo(Resampler.resize(image, 22, 10, Filter.BICUBIC, 6, 0, 10, 10));
    }

    @Test
    void an_extreme_aspect_ratio_needs_no_huge_image_between() {
        assertThat(Resize.parse("center-crop:8192")
                        .apply(OddImages.noise(1, 40_000))
                        .size())
                .isEqualTo("8192x8192");
    }
}
