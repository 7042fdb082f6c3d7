package io.aegate.report;

import static io.aegate.gate.ExampleMeasurements.CATALOG;
import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.report.BaselineExample.ACCEPTED;
import static io.aegate.report.BaselineExample.MEASUREMENTS;
import static io.aegate.report.BaselineExample.accepted;
import static io.aegate.report.BaselineExample.assertSame;
import static io.aegate.report.BaselineExample.edit;
import static io.aegate.report.BaselineExample.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Slices;
import io.aegate.gate.Baseline;
import io.aegate.gate.ExampleMeasurements;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineFilesTest {

    static final String REMEDY = "restore it from version control, or remove both files and accept a new baseline";

    @TempDir
    private Path folder;

    private Path json;
    private Path csv;

    @BeforeEach
    void name() {
        json = folder.resolve("ae-gate/baseline.json");
        csv = folder.resolve("ae-gate/baseline.csv");
    }

    @Test
    void the_json_is_what_the_manual_shows() throws IOException {
        Baseline written = BaselineFiles.write(
                json,
                new Baseline.Acceptance(
                        ACCEPTED.when(), "new decoder", Optional.of("ab".repeat(32)), Optional.of("cd".repeat(32))),
                measured("psnr", 20).build());

        assertThat(written.hash()).matches("[0-9a-f]{64}");
        assertThat(Files.readString(json))
                .startsWith("""
                        {
                          "schema" : "ae-gate/baseline/1",
                          "hash" : "%s",
                          "acceptance" : {
                            "when" : "2026-09-03T12:00:00Z",
                            "reason" : "new decoder",
                            "parent" : "abababababababababababababababababababababababababababababababab",
                            "report" : "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
                          },
                          "metrics" : {
                            "psnr" : {
                              "value" : 20.0,
                        """.formatted(written.hash()))
                .endsWith("""
                            "startedAt" : "2026-11-22T13:06:00Z",
                            "seconds" : 12.34
                          },
                          "warnings" : [ ]
                        }
                        """);
    }

    @Test
    void metrics_provenance_and_table_are_those_of_the_measurements_files() throws IOException {
        BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);
        MeasurementsFiles.write(folder, MEASUREMENTS);

        String measurements = Files.readString(folder.resolve("measurements.json"));
        assertThat(Files.readString(json)).endsWith(measurements.substring(measurements.indexOf("  \"metrics\"")));
        assertThat(csv).hasSameBinaryContentAs(folder.resolve("per-image.csv"));
    }

    @Test
    void what_is_written_reads_back_equal() {
        Baseline written = BaselineFiles.write(
                json,
                new Baseline.Acceptance(
                        ACCEPTED.when().plusNanos(1),
                        "new decoder",
                        Optional.of("ab".repeat(32)),
                        Optional.of("cd".repeat(32))),
                MEASUREMENTS);

        assertThat(folder.resolve("ae-gate").toFile().list())
                .containsExactlyInAnyOrder("baseline.json", "baseline.csv");
        assertSame(read(json).orElseThrow(), written);
    }

    @Test
    void odd_values_and_names_read_back_equal() {
        Measurements odd = measured("psnr", 1e300, -1e-300, Double.MIN_VALUE, -0.0, 1e22, Double.NaN, 100, 1e-7)
                .named(" a ", "a\"b,c", "#d", "e\nf", "größe/日本語🙂", "=1+1", "\u001b[31m", "\u2028")
                .warning("a warning with \"quotes\" and\nlines")
                .build();

        Baseline written = BaselineFiles.write(json, ACCEPTED, odd);

        assertSame(read(json).orElseThrow(), written);
    }

    @Test
    void no_images_and_only_a_set_metric_read_back_equal() {
        Baseline written = BaselineFiles.write(
                json, ACCEPTED, measured("psnr").andSet("rfid", Double.NaN, 0).build());
        Path other = folder.resolve("release.json");
        Baseline onlySet = BaselineFiles.write(
                other,
                ACCEPTED,
                new ExampleMeasurements().andSet("rfid", 1.5, 0).build());

        assertSame(read(json).orElseThrow(), written);
        assertSame(read(other).orElseThrow(), onlySet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"quotes\" and \\ and \t",
                "two\r\nlines\n",
                "\u0000\u0007\u001b[31m\u007f",
                "größe 日本語🙂",
                "\u202e"
            })
    void any_reason_that_says_something_reads_back_as_it_was(String reason) {
        BaselineFiles.write(json, accepted(reason), MEASUREMENTS);

        assertThat(read(json).orElseThrow().acceptance().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void a_reason_that_says_nothing_is_refused(String reason) {
        assertThatThrownBy(() -> BaselineFiles.write(json, accepted(reason), MEASUREMENTS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("The reason for accepting " + json
                        + " is blank; say why these measurements are to be the standard");
        assertThat(json).doesNotExist();
        assertThat(csv).doesNotExist();
    }

    @Test
    void a_parent_that_is_no_hash_is_a_mistake_of_the_caller() {
        Baseline.Acceptance wrong =
                new Baseline.Acceptance(ACCEPTED.when(), "new decoder", Optional.of("the last one"), Optional.empty());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaselineFiles.write(json, wrong, MEASUREMENTS))
                .withMessage("\"the last one\" is no SHA-256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "baseline.csv", ".json", "baseline.JSON"})
    void a_name_that_does_not_end_in_json_is_refused(String name) {
        String message = "A baseline cannot be called " + folder.resolve(name)
                + "; choose a name that ends in .json, such as ae-gate/baseline.json";

        assertThatThrownBy(() -> BaselineFiles.write(folder.resolve(name), ACCEPTED, MEASUREMENTS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> read(folder.resolve(name)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    @Test
    void a_file_that_could_not_be_read_again_is_not_written() {
        Measurements large = measured("psnr", new double[65])
                .named(IntStream.range(0, 65)
                        .mapToObj(image -> image + "n".repeat(1 << 20))
                        .toArray(String[]::new))
                .build();
        long bytes = PerImageCsv.text(large.images()).length();

        assertThatThrownBy(() -> BaselineFiles.write(json, ACCEPTED, large))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(csv + " would have " + bytes
                        + " bytes, and a baseline's file has at most 67108864; measure fewer images or fewer metrics");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_baseline_is_replaced_whole() {
        BaselineFiles.write(json, ACCEPTED, measured("psnr", 1, 2, 3).build());
        Baseline second = BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);

        assertSame(read(json).orElseThrow(), second);
    }

    @Test
    void where_the_json_cannot_be_replaced_the_table_stays_as_it_was() throws IOException {
        Files.createDirectories(json.resolve("full"));
        Files.writeString(csv, "older");

        assertThatThrownBy(() -> BaselineFiles.write(json, ACCEPTED, MEASUREMENTS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(json + " cannot be written (")
                .hasMessageEndingWith("); make its folder writable, or choose another place for the baseline");
        assertThat(csv).hasContent("older");
        assertThat(folder.resolve("ae-gate").toFile().list())
                .containsExactlyInAnyOrder("baseline.json", "baseline.csv");
    }

    @Test
    void where_the_json_cannot_be_written_no_table_is_left() throws IOException {
        Files.createDirectories(json.resolve("full"));

        assertThatThrownBy(() -> BaselineFiles.write(json, ACCEPTED, MEASUREMENTS))
                .isInstanceOf(RefusedInputException.class);
        assertThat(folder.resolve("ae-gate").toFile().list()).containsExactly("baseline.json");
    }

    @Test
    void no_baseline_is_not_an_error() {
        assertThat(read(json)).isEmpty();
        assertThat(read(folder.resolve("baseline.zip"))).isEmpty();
    }

    @Test
    void half_a_baseline_is_refused() throws IOException {
        BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);
        Path moved = Files.move(csv, folder.resolve("elsewhere"));

        refusesWith(csv + " is missing; " + REMEDY);

        Files.move(moved, csv);
        Files.delete(json);
        refusesWith(json + " is missing; " + REMEDY);
    }

    @Test
    void a_folder_in_the_place_of_a_file_is_refused() throws IOException {
        Files.createDirectories(json);

        refusesWith(json + " is not a file; " + REMEDY);
    }

    @Test
    void line_ends_indentation_key_order_forms_of_numbers_and_byte_order_marks_change_nothing() throws IOException {
        Baseline written = BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);
        edit(json, text -> "\ufeff" + text.replace("\n", "\r\n"));
        edit(csv, text -> "\ufeff" + text.replace("\n", "\r\n"));
        assertSame(read(json).orElseThrow(), written);

        BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);
        edit(json, text -> text.replaceAll("\\s", "").replace("firstrelease", "first release"));
        assertSame(read(json).orElseThrow(), written);

        edit(json, text -> "{\"warnings\":[]," + text.substring(1).replace(",\"warnings\":[]", ""));
        edit(
                json,
                text -> text.replace(":30.0", ":3e1")
                        .replace(":1.5,", ":15e-1,")
                        .replace(":2,", ":2.0,"));
        edit(csv, text -> text.replace("20.5", "2.05E1").replace("0.91", "0.910"));
        edit(csv, text -> text.replace("image,", "\"image\",").replace(",30.0", ",30"));
        assertSame(read(json).orElseThrow(), written);
    }

    @Test
    void a_baseline_of_metrics_that_are_not_known_is_refused_and_names_them() {
        BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);

        assertThatThrownBy(() -> BaselineFiles.read(json, Map.of(), Slices.NONE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(json + " cannot be used: the metrics psnr, rfid, ssim are not known; " + REMEDY);
    }

    @Test
    void the_slices_are_the_configured_ones() {
        Slices slices = new Slices(Map.of("faces", Set.of("0001")));
        BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);

        assertThat(BaselineFiles.read(json, CATALOG, slices)
                        .orElseThrow()
                        .measurements()
                        .slices())
                .isEqualTo(slices);
    }

    private void refusesWith(String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }
}
