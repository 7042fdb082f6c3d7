package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlicesFileTest {

    private static final List<String> IMAGES = List.of("market/0412", "street/0077", "caf\u00e9");

    @TempDir
    private Path folder;

    @Test
    void an_image_may_be_in_several_slices() {
        assertThat(read("image,slice\nmarket/0412,faces\nmarket/0412,night\nstreet/0077,night\n")
                        .members())
                .isEqualTo(Map.of("faces", Set.of("market/0412"), "night", Set.of("market/0412", "street/0077")));
    }

    @Test
    void columns_are_found_by_name_and_others_are_left_alone() {
        assertThat(read("slice,who,image\r\nfaces,me,market/0412\r\n").members())
                .isEqualTo(Map.of("faces", Set.of("market/0412")));
    }

    @Test
    void blanks_around_cells_blank_lines_and_a_row_written_twice_do_not_matter() {
        assertThat(read("image,slice\n\n market/0412 , faces\n\nmarket/0412,faces\n")
                        .members())
                .isEqualTo(Map.of("faces", Set.of("market/0412")));
    }

    @Test
    void a_byte_order_mark_does_not_matter() {
        assertThat(read("\ufeffimage,slice\nmarket/0412,faces\n").members()).containsOnlyKeys("faces");
    }

    @Test
    void names_are_compared_in_composed_form() {
        assertThat(read("image,slice\ncafe\u0301,drinks\n").members()).isEqualTo(Map.of("drinks", Set.of("caf\u00e9")));
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Path file = folder.resolve("none.csv");

        assertThatThrownBy(() -> SlicesFile.read(file, IMAGES))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("slices is " + file + ", where there is no file; check the path.");
    }

    @Test
    void other_columns_are_refused() {
        assertRefused("name,group\n", "slices.csv has the columns [name, group]; the first line must be image,slice.");
        assertRefused(
                "image;slice\na;b\n", "slices.csv has the columns [image;slice]; the first line must be image,slice.");
        assertRefused("", "slices.csv has the columns []; the first line must be image,slice.");
    }

    @Test
    void a_file_without_rows_is_refused() {
        assertRefused("image,slice\n", "slices.csv has no rows; list one image,slice a line, or drop the setting.");
    }

    @Test
    void images_that_are_not_in_the_set_are_all_named() {
        assertRefused(
                "image,slice\nmarket/0412.png,faces\nstreet/0077,faces\nnowhere,faces\n",
                "slices.csv names images that are not among the references (2): market/0412.png, nowhere;"
                        + " an image's name is its path in the folder without extension.");
    }

    @Test
    void a_slice_that_no_budget_could_name_is_refused() {
        assertRefused(
                "image,slice\nmarket/0412,night street\n",
                "slices.csv names a slice 'night street'; use letters, digits, '.', '_' and '-', so that a budget can name it.");
    }

    @Test
    void a_row_with_a_cell_missing_is_refused() {
        assertRefused(
                "image,slice\nmarket/0412,faces\nmarket/0412\n",
                "slices.csv has no slice in row 2; write image,slice in each line.");
        assertRefused("image,slice\n ,faces\n", "slices.csv has no image in row 1; write image,slice in each line.");
    }

    @Test
    void a_column_without_a_name_is_refused() {
        assertThatThrownBy(() -> read("image,slice,\nmarket/0412,faces,\n"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("slices.csv is not CSV (A header name is missing in [image, slice, ]")
                .hasMessageEndingWith(
                        "; write image,slice in the first line and one membership in each line after it.");
    }

    @Test
    void an_open_quote_is_refused() {
        assertThatThrownBy(() -> read("image,slice\n\"market/0412,faces\n"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("slices.csv is not CSV (")
                .hasMessageEndingWith(
                        "; write image,slice in the first line and one membership in each line after it.");
    }

    @Test
    void a_file_that_is_not_utf_8_is_refused() {
        write("image,slice\ncaf\u00e9,drinks\n", StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> SlicesFile.read(folder.resolve("slices.csv"), IMAGES))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("slices.csv is not UTF-8; save it as UTF-8.");
    }

    private void assertRefused(String content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private Slices read(String content) {
        return SlicesFile.read(write(content, StandardCharsets.UTF_8), IMAGES);
    }

    private Path write(String content, Charset charset) {
        try {
            return Files.writeString(folder.resolve("slices.csv"), content, charset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
