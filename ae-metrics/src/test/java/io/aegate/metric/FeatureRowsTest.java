package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureRowsTest {

    /** Rows of 4 MiB: seventeen of them lie in a file. */
    private static final int WIDE = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {3, 17})
    void rows_are_read_as_they_were_put_whether_on_the_heap_or_in_a_file(int count) {
        try (FeatureRows rows = FeatureRows.create(count, WIDE)) {
            IntStream.range(0, count).parallel().forEach(image -> rows.put(image, row(image)));

            assertThat(rows.row(2)).isEqualTo(row(2));
            ByteBuffer block = ByteBuffer.allocateDirect(2 * WIDE * Float.BYTES).order(ByteOrder.nativeOrder());
            rows.read(count - 2, 2, block);
            assertThat(block.hasRemaining()).isFalse();
            assertThat(block.flip().asFloatBuffer().get(0)).isEqualTo(count - 2);
            assertThat(block.asFloatBuffer().get(2 * WIDE - 1)).isEqualTo(-(count - 1));
        }
    }

    @Test
    void the_temporary_file_is_gone_when_the_rows_are_closed() throws IOException {
        Set<Path> before = temporaryFiles();
        FeatureRows rows = FeatureRows.create(17, WIDE);
        rows.put(0, row(0));
        rows.close();

        assertThat(temporaryFiles()).isSubsetOf(before);
    }

    @Test
    void a_row_that_is_missing_is_not_read() {
        FeatureRows rows = FeatureRows.create(2, 1);
        rows.put(0, new float[1]);

        assertThatThrownBy(() -> rows.row(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("image 1 has no features");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void what_is_no_number_is_refused_where_it_is_put(float value) {
        FeatureRows rows = FeatureRows.create(8, 2);

        assertThatThrownBy(() -> rows.put(7, new float[] {0, value}))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The network gives " + value + " as feature 1 of image 7, so its weights cannot be what they"
                                + " should be; use the official file, and precision=fp32.");
    }

    @Test
    void an_image_has_its_features_once() {
        FeatureRows rows = FeatureRows.create(1, 1);
        rows.put(0, new float[1]);

        assertThatThrownBy(() -> rows.put(0, new float[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image 0 has its features already");
    }

    @Test
    void a_row_of_another_width_is_refused() {
        assertThatThrownBy(() -> FeatureRows.create(1, 3).put(0, new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an image has 3 features, not 2");
    }

    @Test
    void a_view_without_a_block_has_the_others_in_their_order() {
        FeatureRows view = numbered(6).without(2, 4);

        assertThat(firsts(view)).containsExactly(0f, 1f, 4f, 5f);
        assertThat(firsts(view.without(0, 1))).containsExactly(1f, 4f, 5f);
    }

    @Test
    void a_block_of_a_view_is_read_across_its_gaps() {
        ByteBuffer block = ByteBuffer.allocateDirect(4 * Float.BYTES).order(ByteOrder.nativeOrder());

        numbered(6).select(new int[] {5, 0, 1, 1, 3}).read(1, 4, block);

        float[] read = new float[4];
        block.flip().asFloatBuffer().get(read);
        assertThat(read).containsExactly(0f, 1f, 1f, 3f);
    }

    @Test
    void closing_a_view_leaves_the_rows_open() {
        try (FeatureRows rows = FeatureRows.create(17, WIDE)) {
            rows.put(0, row(0));
            rows.select(new int[] {0}).close();

            assertThat(rows.row(0)).isEqualTo(row(0));
        }
    }

    @Test
    void parts_of_a_set_merge_to_the_whole() {
        FeatureRows left = FeatureRows.create(3, 1);
        FeatureRows right = FeatureRows.create(3, 1);
        left.put(0, new float[] {0});
        left.put(2, new float[] {2});
        right.put(1, new float[] {1});

        assertThat(left.merge(right).sameContentAs(numbered(3))).isTrue();
        assertThat(right.merge(left).sameContentAs(numbered(3))).isTrue();
    }

    @Test
    void parts_with_a_common_image_do_not_merge() {
        assertThatThrownBy(() -> numbered(3).merge(numbered(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image 0 has its features already");
    }

    @Test
    void parts_of_other_sets_do_not_merge() {
        assertThatThrownBy(() -> numbered(3).merge(numbered(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows of one set have one count and one width");
    }

    @Test
    void content_is_the_same_where_count_width_and_values_are() {
        assertThat(numbered(300).sameContentAs(numbered(300))).isTrue();
        assertThat(numbered(3).sameContentAs(numbered(4))).isFalse();
        assertThat(numbered(3).sameContentAs(numbered(3).select(new int[] {0, 2, 1})))
                .isFalse();
        assertThat(FeatureRows.create(0, 1).sameContentAs(FeatureRows.create(0, 2)))
                .isFalse();
    }

    private static float[] row(int image) {
        float[] row = new float[WIDE];
        row[0] = image;
        row[WIDE - 1] = -image;
        return row;
    }

    private static FeatureRows numbered(int count) {
        FeatureRows rows = FeatureRows.create(count, 1);
        for (int image = 0; image < count; image++) {
            rows.put(image, new float[] {image});
        }
        return rows;
    }

    private static float[] firsts(FeatureRows rows) {
        float[] firsts = new float[rows.count()];
        for (int image = 0; image < firsts.length; image++) {
            firsts[image] = rows.row(image)[0];
        }
        return firsts;
    }

    private static Set<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("ae-gate-features"))
                    .collect(Collectors.toSet());
        }
    }
}
