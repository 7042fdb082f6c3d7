package io.aegate.report;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.report.BaselineExample.ACCEPTED;
import static io.aegate.report.BaselineExample.MEASUREMENTS;
import static io.aegate.report.BaselineExample.edit;
import static io.aegate.report.BaselineExample.forge;
import static io.aegate.report.BaselineExample.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.gate.Baseline;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Baselines whose files are not what was accepted. */
class BaselineTamperingTest {

    private static final Pattern NUMBER = Pattern.compile("(?<=[:,] ?)-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?(?=[,\n\r ])");

    @TempDir
    private Path folder;

    private Path json;
    private Path csv;
    private Baseline written;

    @BeforeEach
    void write() {
        json = folder.resolve("baseline.json");
        csv = folder.resolve("baseline.csv");
        written = BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "first release | better release",
                "2026-09-03 | 2026-09-04",
                "\"value\" : 25.25 | \"value\" : 25.5",
                "\"value\" : 1.5 | \"value\" : 1.4",
                "\"value\" : 1.5 | \"value\" : null",
                "\"min\" : 20.5 | \"min\" : 21.5",
                "\"n\" : 2 | \"n\" : 1",
                "\"dB\" | \"B\"",
                "\"ssim\" | \"vmaf\"",
                "\"cpu\" | \"cuda:0\"",
                "\"verified\" : true | \"verified\" : false",
                "\"warnings\" : [ ] | \"warnings\" : [ \"none\" ]",
                "\"warnings\" | \"comment\" : 1, \"warnings\"",
                "\"reason\" | \"why\"",
                "\"acceptance\" | \"accepted\"",
                "\"metrics\" | \"metric\"",
            })
    void an_edited_json_is_noticed(String ours, String theirs) {
        edit(json, text -> text.replaceFirst(Pattern.quote(ours), theirs));

        assertNoticed();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",20.5, | ,20.6,",
                ",20.5, | ,,",
                ",20.5, | ,1e999,",
                ",20.5, | ,abc,",
                ",20.5, | ,20.5,,",
                "0000, | 0002,",
                "00001, | 00003,",
                ",psnr, | ,lpips,",
                ",ssim | ,ssim,more",
                "0001 | 0000",
            })
    void an_edited_table_is_noticed(String ours, String theirs) {
        edit(csv, text -> text.replaceFirst(Pattern.quote(ours), theirs));

        assertNoticed();
    }

    @Test
    void a_row_that_is_missing_added_or_moved_is_noticed() throws IOException {
        String[] lines = Files.readString(csv).split("\n");
        for (String table : new String[] {
            lines[0] + "\n" + lines[1] + "\n",
            lines[0] + "\n",
            "",
            String.join("\n", lines) + "\n" + lines[2].replace("0001,", "0002,") + "\n",
            lines[0] + "\n" + lines[2] + "\n" + lines[1] + "\n",
            String.join("\n", lines) + "\n\n",
        }) {
            Files.writeString(csv, table);

            assertNoticed();
        }
    }

    @Test
    void a_table_of_another_baseline_is_noticed() throws IOException {
        Path other = folder.resolve("release.json");
        BaselineFiles.write(
                other,
                ACCEPTED,
                measured("psnr", 20.5, 30)
                        .and("ssim", Double.NaN, 0.91)
                        .andSet("rfid", 1.5, 2)
                        .build());
        Files.copy(folder.resolve("release.csv"), csv, StandardCopyOption.REPLACE_EXISTING);

        assertNoticed();
    }

    @Test
    void another_hash_is_noticed_and_both_are_named() throws IOException {
        edit(json, text -> text.replace(written.hash(), "0123456789abcdef".repeat(4)));

        refusesWith(
                json + " cannot be used: it or baseline.csv was changed after it was accepted (its hash says 01234567,"
                        + " its values are " + written.hash().substring(0, 8) + "); " + BaselineFilesTest.REMEDY);
    }

    @Test
    void any_digit_of_a_number_that_becomes_another_is_noticed_if_the_number_does() throws IOException {
        int noticed = 0;
        for (Path file : new Path[] {json, csv}) {
            String text = Files.readString(file);
            Matcher numbers = NUMBER.matcher(text);
            while (numbers.find()) {
                for (int at = numbers.start(); at < numbers.end(); at++) {
                    if (!Character.isDigit(text.charAt(at))) {
                        continue;
                    }
                    char digit = text.charAt(at) == '9' ? '0' : (char) (text.charAt(at) + 1);
                    String edited = text.substring(0, at) + digit + text.substring(at + 1);
                    double before = Double.parseDouble(numbers.group());
                    double after = Double.parseDouble(edited.substring(numbers.start(), numbers.end()));
                    Files.writeString(file, edited);
                    if (before != after) {
                        assertThatThrownBy(() -> read(json)).as(edited).isInstanceOf(RefusedInputException.class);
                        noticed++;
                    } else {
                        BaselineExample.assertSame(read(json).orElseThrow(), written);
                    }
                }
            }
            Files.writeString(file, text);
        }
        assertThat(noticed).isGreaterThan(150);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("it has no acceptance", root -> root.remove("acceptance")),
                forgery("its reason is blank", root -> acceptance(root).put("reason", " ")),
                forgery("it has no reason", root -> acceptance(root).put("reason", 1)),
                forgery("it has no when", root -> acceptance(root).remove("when")),
                forgery(
                        "it was accepted \"yesterday\", which is not a time such as 2026-09-03T12:00:00Z",
                        root -> acceptance(root).put("when", "yesterday")),
                forgery(
                        "its parent is \"b41f03dd\", not 64 lower-case hexadecimal digits",
                        root -> acceptance(root).put("parent", "b41f03dd")),
                forgery(
                        "its report is \"\\u001b\", not 64 lower-case hexadecimal digits",
                        root -> acceptance(root).put("report", "\u001b")),
                forgery("it has no report", root -> acceptance(root).putNull("report")),
                forgery("it has no metrics", root -> root.remove("metrics")),
                forgery("it has no provenance", root -> root.remove("provenance")),
                forgery(
                        "the metric vmaf is not known",
                        root -> root.withObject("/metrics").set("vmaf", root.at("/metrics/ssim"))),
                forgery(
                        "the value of rfid is not a number",
                        root -> root.withObject("/metrics/rfid").put("value", "1.5")),
                forgery(
                        "one of its warnings is not text",
                        root -> root.withArray("warnings").add(1)));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void a_json_that_lacks_something_is_refused_even_with_its_hash(String wrong, Consumer<ObjectNode> change) {
        forge(json, csv, change);

        refusesWith(json + " cannot be used: " + wrong + "; " + BaselineFilesTest.REMEDY);
    }

    @Test
    void a_time_of_acceptance_that_is_on_no_day_is_refused() {
        forge(json, csv, root -> root.withObject("/acceptance").put("when", "+1000000000-01-01T00:00:00Z"));

        refusesWith(
                json + " cannot be used: it was accepted \"+1000000000-01-01T00:00:00Z\", which is not a time such as"
                        + " 2026-09-03T12:00:00Z; " + BaselineFilesTest.REMEDY);
    }

    @Test
    void a_text_of_a_forged_file_cannot_flood_the_log() {
        forge(json, csv, root -> root.withObject("/acceptance").put("when", "9".repeat(100_000)));

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedInputException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .hasSizeLessThan(2000)
                .endsWith("; " + BaselineFilesTest.REMEDY);
    }

    @Test
    void a_table_that_contradicts_the_json_is_refused_even_with_its_hash() {
        forge(json, csv, root -> root.withObject("/metrics/psnr").put("value", 26));
        refusesWith(csv + " cannot be used: the mean of its psnr is 25.25, and baseline.json says 26.0; "
                + BaselineFilesTest.REMEDY);

        forge(json, csv, root -> root.withObject("/metrics/psnr").put("n", 3));
        refusesWith(csv + " cannot be used: it has 2 values of psnr, and baseline.json says 3; "
                + BaselineFilesTest.REMEDY);

        forge(json, csv, root -> root.withObject("/provenance/references").put("count", 3));
        refusesWith(csv + " cannot be used: it has 2 rows, and baseline.json says 3 references; "
                + BaselineFilesTest.REMEDY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseline/1 | baseline/2 | its schema is ae-gate/baseline/2, not ae-gate/baseline/1",
                "ae-gate/baseline/1 | ae-gate/measurements/1 | its schema is ae-gate/measurements/1, not ae-gate/baseline/1",
                "\"schema\" | \"scheme\" | it has no schema",
                "\"hash\" | \"hush\" | it has no hash",
                "\"hash\" : \" | \"hash\" : \"g | its hash is \"gHASH\", not 64 lower-case hexadecimal digits",
            })
    void what_is_not_a_baseline_is_refused(String ours, String theirs, String wrong) {
        edit(json, text -> text.replaceFirst(Pattern.quote(ours), theirs));

        refusesWith(
                json + " cannot be used: " + wrong.replace("HASH", written.hash()) + "; " + BaselineFilesTest.REMEDY);
    }

    @Test
    void what_is_not_utf8_json_or_csv_is_refused() throws IOException {
        Files.write(csv, new byte[] {(byte) 0xff});
        refusesWith(csv + " cannot be used: it is not UTF-8; " + BaselineFilesTest.REMEDY);

        Files.writeString(csv, "image,\"sha256");
        refusesWith(csv
                + " cannot be used: it is not CSV ((startline 1) EOF reached before encapsulated token finished); "
                + BaselineFilesTest.REMEDY);

        Files.writeString(json, "version https://git-lfs.github.com/spec/v1\n");
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(json + " cannot be used: it is not JSON (")
                .hasMessageEndingWith("); " + BaselineFilesTest.REMEDY);

        Files.write(json, "".getBytes(StandardCharsets.UTF_8));
        refusesWith(json + " cannot be used: it has no schema; " + BaselineFilesTest.REMEDY);
    }

    @Test
    void a_file_that_is_too_large_is_not_read() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(csv.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }

        refusesWith(
                csv + " cannot be used: its size is 67108865 bytes, more than 67108864; " + BaselineFilesTest.REMEDY);
    }

    private static Arguments forgery(String wrong, Consumer<ObjectNode> change) {
        return Arguments.of(wrong, change);
    }

    private static ObjectNode acceptance(ObjectNode root) {
        return root.withObject("/acceptance");
    }

    private void assertNoticed() {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(Pattern.quote(json
                                + " cannot be used: it or baseline.csv was changed after it was accepted (its hash says "
                                + written.hash().substring(0, 8) + ", its values are ")
                        + "[0-9a-f]{8}" + Pattern.quote("); " + BaselineFilesTest.REMEDY));
    }

    private void refusesWith(String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }
}
