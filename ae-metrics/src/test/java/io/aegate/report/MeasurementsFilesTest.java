package io.aegate.report;

import static io.aegate.gate.ExampleMeasurements.CATALOG;
import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementsFilesTest {

    @TempDir
    private Path folder;

    @Test
    void the_json_is_what_the_manual_shows() throws IOException {
        MeasurementsFiles.write(
                folder,
                measured("psnr", 20, 30)
                        .andSet("rfid", 1.5, 2)
                        .slice("faces", "0001")
                        .warning("few images")
                        .build());

        assertThat(Files.readString(folder.resolve("measurements.json"))).isEqualTo("""
                        {
                          "schema" : "ae-gate/measurements/1",
                          "metrics" : {
                            "psnr" : {
                              "value" : 25.0,
                              "unit" : "dB",
                              "direction" : "higher",
                              "kind" : "instance",
                              "n" : 2,
                              "std" : 7.0710678118654755,
                              "min" : 20.0,
                              "p01" : 20.1,
                              "p05" : 20.5,
                              "median" : 25.0,
                              "p95" : 29.5,
                              "p99" : 29.9,
                              "max" : 30.0,
                              "slices" : {
                                "faces" : {
                                  "value" : 30.0,
                                  "n" : 1
                                }
                              }
                            },
                            "rfid" : {
                              "value" : 1.5,
                              "direction" : "lower",
                              "kind" : "set",
                              "n" : 2
                            }
                          },
                          "provenance" : {
                            "checkpoint" : {
                              "name" : "models/vae.pt",
                              "files" : {
                                "vae.pt" : "7c1e9a2f00000000000000000000000000000000000000000000000000000000"
                              },
                              "hash" : "7c1e9a2f00000000000000000000000000000000000000000000000000000000"
                            },
                            "references" : {
                              "count" : 2,
                              "fingerprint" : "abababababababababababababababababababababababababababababababab"
                            },
                            "weights" : {
                              "alexnet-owt-7be5be79.pth" : {
                                "sha256" : "7be57be57be57be57be57be57be57be57be57be57be57be57be57be57be57be5",
                                "verified" : true
                              }
                            },
                            "inputRules" : {
                              "quantize" : "round",
                              "resize" : "none"
                            },
                            "device" : "cpu",
                            "precision" : "fp32",
                            "versions" : {
                              "ae-gate" : "0.1.0",
                              "pytorch" : "2.5.1"
                            },
                            "startedAt" : "2026-11-22T13:06:00Z",
                            "seconds" : 12.34
                          },
                          "warnings" : [
                            "few images"
                          ]
                        }
                        """);
    }

    @Test
    void the_table_is_what_the_manual_shows() throws IOException {
        MeasurementsFiles.write(
                folder,
                measured("psnr", 20.5, Double.NaN)
                        .and("drift.canny", 2e-44, 0.1 + 0.2)
                        .build());

        assertThat(Files.readString(folder.resolve("per-image.csv")))
                .isEqualTo("image,sha256,drift.canny,psnr\n"
                        + "0000," + "0".repeat(63) + "1,2.0E-44,20.5\n"
                        + "0001," + "0".repeat(63) + "2,0.30000000000000004,\n");
    }

    @Test
    void what_is_written_reads_back_equal() {
        Random random = new Random(1);
        double[] psnr = random.doubles(200, -1e3, 1e3).toArray();
        double[] lpips =
                random.longs(200).mapToDouble(MeasurementsFilesTest::anyFinite).toArray();
        Measurements written = measured("psnr", psnr)
                .and("lpips", lpips)
                .andSet("rfid", 0.1, 200)
                .slice("faces", "0001", "0199")
                .warning("a warning with \"quotes\" and\nlines")
                .build();

        MeasurementsFiles.write(folder, written);
        Measurements read = MeasurementsFiles.read(folder, CATALOG, written.slices());

        assertSame(read, written);
    }

    @Test
    void odd_names_read_back_equal() {
        Measurements written = measured("psnr", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
                .named("", " a ", "a\"b,c", "#d", "e\nf", "e\r\nf", "\u2028", "größe/日本語🙂", "=1+1", "\u001b[31m")
                .and("psnr", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
                .build();

        MeasurementsFiles.write(folder, written);

        assertSame(MeasurementsFiles.read(folder, CATALOG, Slices.NONE), written);
    }

    @Test
    void no_images_read_back_equal() {
        Measurements written = measured("psnr").andSet("rfid", Double.NaN, 0).build();

        MeasurementsFiles.write(folder, written);

        assertSame(MeasurementsFiles.read(folder, CATALOG, Slices.NONE), written);
    }

    @Test
    void what_has_no_value_is_null_in_json_and_empty_in_the_table() throws IOException {
        Measurements written = measured("psnr", 20, Double.NaN).build();

        MeasurementsFiles.write(folder, written);

        assertThat(Files.readString(folder.resolve("measurements.json")))
                .contains("\"value\" : null", "\"min\" : 20.0")
                .doesNotContain("NaN");
        assertSame(MeasurementsFiles.read(folder, CATALOG, Slices.NONE), written);
    }

    @Test
    void given_reconstructions_and_fractions_of_a_second_read_back_equal() {
        Provenance plain = measured("psnr", 1).build().provenance();
        Provenance provenance = new Provenance(
                plain.checkpoint(),
                plain.references(),
                new Provenance.ImageSetFacts(1, "cd"),
                Provenance.ImageSetFacts.NONE,
                Map.of("w", new Provenance.WeightFile("12", false)),
                Map.of(),
                Map.of(),
                "cuda:1",
                "bf16",
                Map.of(),
                Instant.parse("2026-11-22T13:06:00.123456789Z"),
                0.1);
        Measurements like = measured("psnr", 1).build();
        MeasurementsFiles.write(
                folder, new Measurements(like.metrics(), like.images(), like.slices(), provenance, like.warnings()));

        assertThat(MeasurementsFiles.read(folder, CATALOG, Slices.NONE).provenance())
                .isEqualTo(provenance);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "measurements/1 | measurements/2 | its schema is ae-gate/measurements/2, not ae-gate/measurements/1",
                "\"psnr\" | \"vmaf\" | the metric vmaf is not known",
                "\"higher\" | \"lower\" | the direction of psnr is \"lower\", not \"higher\"",
                "\"instance\" | \"set\" | the kind of psnr is \"set\", not \"instance\"",
                "\"dB\" | \"B\" | the unit of psnr is \"B\", not \"dB\"",
                "\"value\" : 25.0 | \"value\" : \"25\" | the value of psnr is not a number",
                "\"value\" : 25.0 | \"value\" : 1e999 | the value of psnr is not a number",
                "\"n\" : 2 | \"n\" : -2 | the n of psnr is not a number of images",
                "\"n\" : 2 | \"n\" : 2.5 | the n of psnr is not a number of images",
                "\"warnings\" : [ ] | \"warnings\" : [ 1 ] | one of its warnings is not text",
                "\"metrics\" : | \"metric\" : | it has no metrics",
                "\"schema\" : | \"scheme\" : | it has no schema",
            })
    void a_json_that_is_not_ours_is_refused(String ours, String theirs, String wrong) throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        edit("measurements.json", ours, theirs);

        refusesWith(folder.resolve("measurements.json") + " cannot be used: " + wrong + "; delete the folder " + folder
                + " and measure again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seconds\" | \"minutes\"",
                "\"2026-11-22T13:06:00Z\" | \"yesterday\"",
                "\"verified\" : true | \"verified\" : null",
                "\"device\" : \"cpu\" | \"device\" : null",
            })
    void an_incomplete_provenance_is_refused(String ours, String theirs) throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        edit("measurements.json", ours, theirs);

        assertThatThrownBy(() -> MeasurementsFiles.read(folder, CATALOG, Slices.NONE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(
                        folder.resolve("measurements.json") + " cannot be used: its provenance is incomplete (")
                .hasMessageEndingWith("); delete the folder " + folder + " and measure again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'}' | ''", "'\"schema\"' | '\"schema\" : \"x\", \"schema\"'", "'{' | 'x{'"})
    void what_is_not_json_is_refused(String ours, String theirs) throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        edit("measurements.json", ours, theirs);

        assertThatThrownBy(() -> MeasurementsFiles.read(folder, CATALOG, Slices.NONE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(folder.resolve("measurements.json") + " cannot be used: it is not JSON (")
                .hasMessageEndingWith("); delete the folder " + folder + " and measure again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",20.0 | ,20.5 | the mean of its psnr is 25.25, and measurements.json says 25.0",
                ",20.0 | , | it has 1 values of psnr, and measurements.json says 2",
                ",20.0 | ,0x1p3 | row 2 has \"0x1p3\" where a number belongs",
                ",20.0 | ,NaN | row 2 has \"NaN\" where a number belongs",
                ",20.0 | ,1e999 | row 2 has \"1e999\" where a number belongs",
                "image, | 'image,\"x\"y,' | it is not CSV (Invalid character between encapsulated token and delimiter at line: 1, position: 10)",
                ",20.0 | ,20.0,1 | row 2 has 4 cells, not 3",
                ",psnr | ,ssim | its columns are image,sha256,ssim, not image,sha256,psnr",
            })
    void a_table_that_contradicts_the_json_is_refused(String ours, String theirs, String wrong) throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        edit("per-image.csv", ours, theirs);

        refusesWith(folder.resolve("per-image.csv") + " cannot be used: " + wrong + "; delete the folder " + folder
                + " and measure again");
    }

    @Test
    void a_missing_row_is_refused() throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        edit("per-image.csv", "(?s)\n0001,.*", "\n");

        refusesWith(folder.resolve("per-image.csv")
                + " cannot be used: it has 1 rows, and measurements.json says 2 references; delete the folder " + folder
                + " and measure again");
    }

    @Test
    void two_rows_of_one_image_are_refused() throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        edit("per-image.csv", "\n0001,", "\n0000,");

        refusesWith(folder.resolve("per-image.csv") + " cannot be used: it has two rows for the image 0000; delete the"
                + " folder " + folder + " and measure again");
    }

    @Test
    void an_empty_table_is_refused() throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        Files.writeString(folder.resolve("per-image.csv"), "");

        refusesWith(folder.resolve("per-image.csv") + " cannot be used: it is empty; delete the folder " + folder
                + " and measure again");
    }

    @ParameterizedTest
    @CsvSource({"measurements.json", "per-image.csv"})
    void a_missing_file_is_refused(String name) throws IOException {
        MeasurementsFiles.write(folder, measured("psnr", 20, 30).build());
        Files.delete(folder.resolve(name));

        refusesWith(folder.resolve(name) + " is missing; delete the folder " + folder + " and measure again");
    }

    private void edit(String name, String ours, String theirs) throws IOException {
        String text = Files.readString(folder.resolve(name));
        String quoted = ours.startsWith("(?s)") ? ours : Pattern.quote(ours);
        String edited = text.replaceFirst(quoted, theirs);
        assertThat(edited).isNotEqualTo(text);
        Files.writeString(folder.resolve(name), edited);
    }

    private void refusesWith(String message) {
        assertThatThrownBy(() -> MeasurementsFiles.read(folder, CATALOG, Slices.NONE))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private static void assertSame(Measurements read, Measurements written) {
        ImageTable table = read.images();
        assertThat(table.images()).isEqualTo(written.images().images());
        assertThat(table.hashes()).isEqualTo(written.images().hashes());
        assertThat(table.columns().keySet())
                .isEqualTo(written.images().columns().keySet());
        for (MetricId metric : table.columns().keySet()) {
            assertThat(table.columns().get(metric))
                    .isEqualTo(written.images().columns().get(metric));
        }
        Map<MetricId, MetricSummary> metrics = written.metrics();
        assertThat(read.metrics()).isEqualTo(metrics);
        assertThat(read.slices()).isEqualTo(written.slices());
        assertThat(read.provenance()).isEqualTo(written.provenance());
        assertThat(read.warnings()).isEqualTo(written.warnings());
    }

    /** A double of any sign and size whose sums stay finite. */
    private static double anyFinite(long bits) {
        double value = Double.longBitsToDouble(bits);
        return Math.abs(value) < 1e300 ? value : 0.1;
    }
}
