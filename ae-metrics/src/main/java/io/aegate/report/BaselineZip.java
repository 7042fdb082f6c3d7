package io.aegate.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A baseline's two files as a zip archive of just these, so that it can be published as an artifact. */
final class BaselineZip {

    private static final String JSON = "baseline.json";
    private static final String CSV = "baseline.csv";
    private static final String REMEDY = "download it again, or name another baseline";
    private static final int SHOWN_OF_NAME = 60;
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private BaselineZip() {}

    /**
     * Reads both files in memory.
     *
     * @throws io.aegate.image.RefusedInputException unless it is an archive of these two files, neither too large
     */
    static StoredBaseline read(Path file) {
        Origin origin = Origin.of(file, REMEDY);
        if (!Files.isRegularFile(file)) {
            throw origin.refused("it is not a file");
        }
        try {
            StoredText.requireSize(origin, Files.size(file), 2 * StoredBaseline.LARGEST);
            try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
                requireOnlyBoth(origin, zip);
                return new StoredBaseline(text(zip, JSON), text(zip, CSV));
            }
        } catch (IOException | IllegalArgumentException e) {
            // The latter is how ZipFile speaks of a comment that is not UTF-8.
            throw origin.refused("it is not a whole zip archive (" + e.getMessage() + ")", e);
        }
    }

    private static void requireOnlyBoth(Origin origin, ZipFile zip) {
        List<String> names =
                zip.stream().limit(3).map(ZipEntry::getName).sorted().toList();
        if (!names.equals(List.of(CSV, JSON))) {
            List<String> shown = names.stream()
                    .map(name -> Columns.keepEnd(name, SHOWN_OF_NAME))
                    .toList();
            throw origin.refused(
                    "it holds " + zip.size() + (zip.size() == 1 ? " file" : " files") + " (" + String.join(", ", shown)
                            + (zip.size() > names.size() ? ", ..." : "") + "), not " + JSON + " and " + CSV + " alone");
        }
    }

    private static StoredText text(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        Origin origin = new Origin(zip.getName() + "!/" + name, name, REMEDY);
        StoredText.requireSize(origin, entry.getSize(), StoredBaseline.LARGEST);
        try (InputStream content = zip.getInputStream(entry)) {
            byte[] bytes = content.readNBytes((int) entry.getSize() + 1);
            if (bytes.length != entry.getSize()) {
                throw origin.refused("its size is not the " + entry.getSize() + " bytes that the archive says");
            }
            return StoredText.decode(origin, bytes);
        }
    }

    /** The archive's bytes: the same for the same files on every machine, and so without compression. */
    static byte[] bytes(byte[] json, byte[] csv) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, JSON, json);
            add(zip, CSV, csv);
        } catch (IOException e) {
            throw new UncheckedIOException("an array can always be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        // Unlike setTime, this does not depend on the time zone.
        entry.setTimeLocal(TIME);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
