package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.TestImages;
import io.aegate.checkpoint.Quantize;
import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images are damaged, and what becomes of their pairs. */
class DamagingTest {

    private static final RgbImage IMAGE = TestImages.noise(1, 12, 10);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "4, 1", "5, 2", "8, 2", "9, 3", "100, 25", "101, 26"})
    void a_quarter_of_the_images_is_damaged_rounded_up(int images, int damaged) {
        for (Damage damage : Damage.values()) {
            assertThat(chosen(damage, names(images))).as(damage.toString()).hasSize(damaged);
        }
    }

    @ParameterizedTest
    @CsvSource({"BLUR, 02 07 08", "CHANNEL_SHIFT, 04 05 08", "DROPPED_ROWS, 00 04 07"})
    void the_share_follows_from_the_hashes_of_the_names(Damage damage, String expected) {
        assertThat(chosen(damage, names(10))).containsExactly(expected.split(" ", -1));
    }

    @ParameterizedTest
    @EnumSource
    void the_share_does_not_depend_on_the_order_of_the_images(Damage damage) {
        List<String> names = new ArrayList<>(names(50));
        Set<String> sorted = chosen(damage, names);

        Collections.shuffle(names, new Random(1));

        assertThat(chosen(damage, names)).isEqualTo(sorted);
    }

    @Test
    void without_a_damage_all_pairs_stay() {
        List<Pair> pairs = List.of(Pair.of(0, IMAGE, IMAGE), Pair.of(1, IMAGE, IMAGE));

        assertThat(Damaging.NOTHING.apply(pairs)).containsExactlyElementsOf(pairs);
    }

    @ParameterizedTest
    @EnumSource
    void a_damaged_image_is_that_of_its_damaged_planes_and_the_reference_stays(Damage damage) {
        float[] planes = planes(IMAGE);
        damage.apply(planes, 12, 10);

        Pair pair = only(damage, Pair.of(0, IMAGE, IMAGE));

        assertThat(pair.reconstruction())
                .isEqualTo(Quantize.ROUND.toImage(planes, 12, 10))
                .isNotEqualTo(IMAGE);
        assertThat(pair.reference()).isEqualTo(TestImages.noise(1, 12, 10));
        assertThat(pair.exact()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void exact_floats_are_damaged_and_the_image_is_made_from_them(Damage damage) {
        float[] exact = planes(IMAGE);
        for (int i = 0; i < exact.length; i++) {
            exact[i] = 0.7f * exact[i] + 0.1234f;
        }
        float[] expected = exact.clone();
        damage.apply(expected, 12, 10);

        Pair pair = only(damage, new Pair(0, IMAGE, Quantize.NONE.toImage(exact, 12, 10), Optional.of(exact)));

        assertThat(pair.exact()).hasValueSatisfying(floats -> assertThat(floats).isEqualTo(expected));
        assertThat(pair.reconstruction()).isEqualTo(Quantize.NONE.toImage(expected, 12, 10));
    }

    @Test
    void every_level_returns_from_floats_exactly() {
        byte[] pixels = new byte[3 * 256];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3);
        }
        RgbImage levels = new RgbImage(256, 1, pixels);

        RgbImage damaged =
                only(Damage.CHANNEL_SHIFT, Pair.of(0, levels, levels)).reconstruction();

        for (int level = 0; level < 256; level++) {
            assertThat(damaged.pixels()[3 * level] & 0xff).isEqualTo(Math.min(255, level + 16));
            assertThat(damaged.pixels()[3 * level + 1] & 0xff).isEqualTo(level);
            assertThat(damaged.pixels()[3 * level + 2] & 0xff).isEqualTo(level);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 254, 255})
    void blur_leaves_a_constant_image_as_it_is(int level) {
        RgbImage constant = TestImages.constant(level, 9, 13);

        assertThat(only(Damage.BLUR, Pair.of(0, constant, constant)).reconstruction())
                .isEqualTo(constant);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 5"})
    void tiny_images_can_be_damaged(int width, int height) {
        RgbImage grey = TestImages.constant(100, width, height);
        byte[] redder = grey.pixels().clone();
        byte[] cut = grey.pixels().clone();
        for (int i = 0; i < width * height; i++) {
            redder[3 * i] = 116;
        }
        for (int i = (height - 1) * width * 3; i < cut.length; i++) {
            cut[i] = 0;
        }

        assertThat(only(Damage.BLUR, Pair.of(0, grey, grey)).reconstruction()).isEqualTo(grey);
        assertThat(only(Damage.CHANNEL_SHIFT, Pair.of(0, grey, grey)).reconstruction())
                .isEqualTo(new RgbImage(width, height, redder));
        assertThat(only(Damage.DROPPED_ROWS, Pair.of(0, grey, grey)).reconstruction())
                .isEqualTo(new RgbImage(width, height, cut));
    }

    private static Pair only(Damage damage, Pair pair) {
        return new Damaging(damage, List.of("a")).apply(List.of(pair)).get(0);
    }

    private static Set<String> chosen(Damage damage, List<String> names) {
        List<Pair> pairs = IntStream.range(0, names.size())
                .mapToObj(index -> Pair.of(index, IMAGE, IMAGE))
                .toList();
        Set<String> chosen = new TreeSet<>();
        for (Pair pair : new Damaging(damage, names).apply(pairs)) {
            if (!pair.reconstruction().equals(IMAGE)) {
                chosen.add(names.get(pair.index()));
            }
        }
        return chosen;
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("%02d"::formatted).toList();
    }

    private static float[] planes(RgbImage image) {
        int area = image.width() * image.height();
        float[] planes = new float[3 * area];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (image.pixels()[i % area * 3 + i / area] & 0xff) / 255f;
        }
        return planes;
    }
}
