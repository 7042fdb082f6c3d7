package io.aegate.report;

import static io.aegate.report.BaselineExample.ACCEPTED;
import static io.aegate.report.BaselineExample.MEASUREMENTS;
import static io.aegate.report.BaselineExample.assertSame;
import static io.aegate.report.BaselineExample.edit;
import static io.aegate.report.BaselineExample.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.gate.Baseline;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineZipTest {

    private static final String REMEDY = "; download it again, or name another baseline";
    private static final int CENTRAL_FLAGS = 8;
    private static final int CENTRAL_SIZE = 24;

    @TempDir
    private Path folder;

    private Path json;
    private Path csv;
    private Path zip;
    private Baseline written;

    @BeforeEach
    void write() {
        json = folder.resolve("release.json");
        csv = folder.resolve("release.csv");
        zip = folder.resolve("target/ae-gate.zip");
        written = BaselineFiles.write(json, ACCEPTED, MEASUREMENTS);
    }

    @Test
    void what_is_packed_reads_back_equal() {
        BaselineFiles.zip(zip, json);

        assertSame(read(zip).orElseThrow(), written);
    }

    @Test
    void the_archive_holds_both_files_as_they_were_written() throws IOException {
        BaselineFiles.zip(zip, json);

        try (ZipFile archive = new ZipFile(zip.toFile())) {
            assertThat(archive.stream().map(ZipEntry::getName)).containsExactly("baseline.json", "baseline.csv");
            assertThat(content(archive, "baseline.json")).isEqualTo(Files.readString(json));
            assertThat(content(archive, "baseline.csv")).isEqualTo(Files.readString(csv));
        }
    }

    @Test
    void the_same_baseline_makes_the_same_bytes_also_from_another_checkout() throws IOException {
        Path again = folder.resolve("again.zip");

        BaselineFiles.zip(zip, json);
        edit(json, text -> text.replace("\n", "\r\n"));
        edit(csv, text -> text.replace("\n", "\r\n"));
        BaselineFiles.zip(again, json);

        assertThat(again).hasSameBinaryContentAs(zip);
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            assertThat(archive.stream().map(ZipEntry::getTimeLocal)).containsOnly(LocalDateTime.of(1980, 2, 1, 0, 0));
        }
    }

    @Test
    void a_compressed_archive_is_read_too() throws IOException {
        pack("baseline.csv", Files.readString(csv), "baseline.json", Files.readString(json));

        assertSame(read(zip).orElseThrow(), written);
    }

    @Test
    void only_a_sound_baseline_is_packed() throws IOException {
        refuses(
                () -> BaselineFiles.zip(folder.resolve("x.jar"), json),
                "An archive of a baseline cannot be called " + folder.resolve("x.jar")
                        + "; choose a name that ends in .zip");
        refuses(
                () -> BaselineFiles.zip(zip, zip),
                "A baseline cannot be called " + zip
                        + "; choose a name that ends in .json, such as ae-gate/baseline.json");
        refuses(
                () -> BaselineFiles.zip(zip, folder.resolve("none.json")),
                "There is no baseline " + folder.resolve("none.json") + " to put into " + zip + "; accept one first");
        Files.delete(csv);
        refuses(() -> BaselineFiles.zip(zip, json), csv + " is missing; " + BaselineFilesTest.REMEDY);
        assertThat(zip).doesNotExist();
    }

    @Test
    void a_changed_baseline_is_not_packed() {
        edit(csv, text -> text.replace("20.5", "20.6"));

        assertThatThrownBy(() -> BaselineFiles.zip(zip, json))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(
                        json + " cannot be used: it or release.csv was changed after it was accepted (its hash says "
                                + written.hash().substring(0, 8) + ", its values are ");
        assertThat(zip).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseline.json baseline.csv notes.txt | 3 files (baseline.csv, baseline.json, notes.txt)",
                "a b c d | 4 files (a, b, c, ...)",
                "baseline.json | 1 file (baseline.json)",
                "baseline.csv ../baseline.json | 2 files (../baseline.json, baseline.csv)",
                "baseline.csv /baseline.json | 2 files (/baseline.json, baseline.csv)",
                "baseline.csv ae-gate/baseline.json | 2 files (ae-gate/baseline.json, baseline.csv)",
                "baseline.csv baseline.json/ | 2 files (baseline.csv, baseline.json/)",
                "baseline.csv baseline.JSON | 2 files (baseline.JSON, baseline.csv)",
            })
    void an_archive_of_anything_else_is_refused(String names, String found) throws IOException {
        String[] contents = names.replaceAll("\\S+", "$0 x").split(" ");
        pack(contents);

        refuses(
                () -> read(zip),
                zip + " cannot be used: it holds " + found + ", not baseline.json and baseline.csv alone" + REMEDY);
    }

    @Test
    void an_archive_with_nothing_in_it_is_refused() throws IOException {
        pack();

        refuses(
                () -> read(zip),
                zip + " cannot be used: it holds 0 files (), not baseline.json and baseline.csv alone" + REMEDY);
    }

    @Test
    void a_name_of_a_file_in_it_cannot_flood_or_steer_the_terminal() throws IOException {
        pack("\u001b[2J" + "x".repeat(1000), "");

        refuses(
                () -> read(zip),
                zip + " cannot be used: it holds 1 file (..." + "x".repeat(57)
                        + "), not baseline.json and baseline.csv alone" + REMEDY);
    }

    @Test
    void two_files_of_one_name_are_refused() throws IOException {
        pack("baseline.json", "{}", "baseline.jsox", "{}");
        String bytes = Files.readString(zip, StandardCharsets.ISO_8859_1);
        Files.writeString(zip, bytes.replace("baseline.jsox", "baseline.json"), StandardCharsets.ISO_8859_1);

        refuses(
                () -> read(zip),
                zip + " cannot be used: it holds 2 files (baseline.json, baseline.json), not baseline.json and"
                        + " baseline.csv alone" + REMEDY);
    }

    @Test
    void an_archive_with_a_comment_that_is_not_utf_8_is_refused() throws IOException {
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(zip), StandardCharsets.ISO_8859_1)) {
            for (Path file : List.of(json, csv)) {
                ZipEntry entry = new ZipEntry(file.toString().endsWith("json") ? "baseline.json" : "baseline.csv");
                entry.setComment("\u00ff");
                archive.putNextEntry(entry);
                archive.write(Files.readAllBytes(file));
            }
        }

        assertNotWhole();
    }

    @Test
    void an_encrypted_archive_is_refused() throws IOException {
        BaselineFiles.zip(zip, json);
        byte[] bytes = Files.readAllBytes(zip);
        bytes[central(bytes) + CENTRAL_FLAGS] |= 1;
        Files.write(zip, bytes);

        assertNotWhole();
    }

    @Test
    void an_archive_that_unpacks_to_more_than_is_allowed_is_refused() throws IOException {
        pack("baseline.json", " ".repeat((64 << 20) + 1), "baseline.csv", "");

        refuses(
                () -> read(zip),
                zip + "!/baseline.json cannot be used: its size is 67108865 bytes, more than 67108864" + REMEDY);
    }

    @Test
    void an_archive_that_lies_about_a_size_is_refused() throws IOException {
        pack("baseline.json", " ".repeat(1000), "baseline.csv", "");
        byte[] bytes = Files.readAllBytes(zip);
        bytes[central(bytes) + CENTRAL_SIZE]++;
        Files.write(zip, bytes);
        refuses(
                () -> read(zip),
                zip + "!/baseline.json cannot be used: its size is not the 1001 bytes that the archive says" + REMEDY);

        bytes[central(bytes) + CENTRAL_SIZE]--;
        bytes[central(bytes) + CENTRAL_SIZE]--;
        Files.write(zip, bytes);
        refuses(
                () -> read(zip),
                zip + "!/baseline.json cannot be used: its size is not the 999 bytes that the archive says" + REMEDY);
    }

    @Test
    void what_is_no_archive_is_refused() throws IOException {
        Files.createDirectories(zip);
        refuses(() -> read(zip), zip + " cannot be used: it is not a file" + REMEDY);

        Files.delete(zip);
        Files.writeString(zip, "<html>404</html>");
        assertNotWhole();

        BaselineFiles.zip(zip, json);
        byte[] bytes = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(bytes, bytes.length - 1));
        assertNotWhole();
    }

    @Test
    void what_is_wrong_within_names_the_file_in_the_archive() throws IOException {
        pack("baseline.json", Files.readString(json).replace("baseline/1", "baseline/2"), "baseline.csv", "");
        refuses(
                () -> read(zip),
                zip + "!/baseline.json cannot be used: its schema is ae-gate/baseline/2, not ae-gate/baseline/1"
                        + REMEDY);
    }

    @Test
    void any_byte_that_changes_is_either_of_no_consequence_or_refused() throws IOException {
        BaselineFiles.zip(zip, json);
        byte[] bytes = Files.readAllBytes(zip);
        int refused = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << i % Byte.SIZE);
            Files.write(zip, damaged);
            try {
                assertSame(read(zip).orElseThrow(), written);
            } catch (RefusedInputException e) {
                assertThat(e).hasMessageEndingWith(REMEDY);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / 2);
    }

    private void assertNotWhole() {
        assertThatThrownBy(() -> read(zip))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(zip + " cannot be used: it is not a whole zip archive (")
                .hasMessageEndingWith(")" + REMEDY);
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(RefusedInputException.class).hasMessage(message);
    }

    /** Where the directory of an archive begins, which is at its first entry. */
    private static int central(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    }

    private static String content(ZipFile archive, String name) throws IOException {
        try (InputStream content = archive.getInputStream(archive.getEntry(name))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void pack(String... namesAndContents) throws IOException {
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                archive.putNextEntry(new ZipEntry(namesAndContents[i]));
                archive.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
