package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.TestImages;
import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairingCheckTest {

    private static final List<RgbImage> IMAGES = IntStream.range(0, 9)
            .mapToObj(i -> TestImages.noise(i, 20 + i % 2, 20))
            .toList();

    @Test
    void reconstructions_of_their_references_are_not_warned_of() {
        assertThat(check(9, IMAGES::get, i -> TestImages.disturbed(IMAGES.get(i), i)))
                .isEmpty();
    }

    @Test
    void identical_images_are_not_warned_of() {
        assertThat(check(9, IMAGES::get, IMAGES::get)).isEmpty();
    }

    @Test
    void reconstructions_under_their_neighbours_names_are_warned_of() {
        List<RgbImage> flat = List.of(
                TestImages.constant(0, 16, 16), TestImages.constant(51, 16, 16), TestImages.constant(255, 16, 16));

        assertThat(check(3, flat::get, i -> flat.get((i + 2) % 3)))
                .contains(
                        "The pairing looks wrong: the median PSNR of the 3 pairs is 1.94 dB on thumbnails, and 100.00 dB when"
                                + " each reference meets its neighbour's reconstruction; check that equal names mean equal images.");
    }

    @Test
    void two_images_that_are_swapped_are_warned_of() {
        assertThat(check(2, i -> TestImages.constant(i * 100, 4, 4), i -> TestImages.constant(100 - i * 100, 4, 4)))
                .isPresent();
    }

    @Test
    void references_that_are_all_alike_cannot_be_told_apart_and_are_not_warned_of() {
        assertThat(check(5, i -> TestImages.constant(90, 16, 16), i -> TestImages.constant(90 + i, 16, 16)))
                .isEmpty();
        assertThat(check(5, i -> TestImages.constant(90, 16, 16), i -> TestImages.constant(90, 16, 16)))
                .isEmpty();
    }

    @Test
    void one_reconstruction_for_all_references_is_warned_of() {
        assertThat(check(
                        9,
                        IMAGES::get,
                        i -> TestImages.constant(90, IMAGES.get(i).width(), 20)))
                .isPresent();
    }

    @Test
    void a_single_pair_has_no_neighbour() {
        assertThat(check(1, IMAGES::get, i -> TestImages.constant(3, 20, 20))).isEmpty();
    }

    private static Optional<String> check(
            int pairs, IntFunction<RgbImage> reference, IntFunction<RgbImage> reconstruction) {
        PairingCheck check = new PairingCheck(pairs);
        for (int i = 0; i < pairs; i++) {
            check.add(Pair.of(i, reference.apply(i), reconstruction.apply(i)));
        }
        return check.warning();
    }
}
