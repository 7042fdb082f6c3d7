package io.aegate.evaluation;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the slices of an image set from a CSV file with the columns {@code image} and {@code slice}, one membership a row. */
public final class SlicesFile {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private SlicesFile() {}

    /**
     * Reads it.
     *
     * @param images the names of the images of the set, all of which a row may name
     * @throws RefusedInputException if it is no such file, or names images that are not in the set
     */
    public static Slices read(Path file, Collection<String> images) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException("slices is " + file + ", where there is no file; check the path.");
        }
        Set<String> known = new HashSet<>(images);
        Map<String, Set<String>> members = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        try (CSVParser rows = FORMAT.parse(new StringReader(text(file)))) {
            if (!rows.getHeaderNames().containsAll(List.of("image", "slice"))) {
                throw new RefusedInputException(file.getFileName() + " has the columns " + rows.getHeaderNames()
                        + "; the first line must be image,slice.");
            }
            for (CSVRecord row : rows) {
                String image = Normalizer.normalize(cell(file, row, "image"), Normalizer.Form.NFC);
                String slice = cell(file, row, "slice");
                if (!NAME.matcher(slice).matches()) {
                    throw new RefusedInputException(file.getFileName() + " names a slice '" + slice
                            + "'; use letters, digits, '.', '_' and '-', so that a budget can name it.");
                }
                if (known.contains(image)) {
                    members.computeIfAbsent(slice, s -> new TreeSet<>()).add(image);
                } else {
                    unknown.add(image);
                }
            }
        } catch (MalformedInputException e) {
            throw new RefusedInputException(file.getFileName() + " is not UTF-8; save it as UTF-8.", e);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new RefusedInputException(
                    file.getFileName() + " is not CSV (" + e.getMessage()
                            + "); write image,slice in the first line and one membership in each line after it.",
                    e);
        }
        if (!unknown.isEmpty()) {
            throw new RefusedInputException(file.getFileName() + " names images that are not among the references ("
                    + unknown.size() + "): " + RefusedInputException.named(unknown)
                    + "; an image's name is its path in the folder without extension.");
        }
        if (members.isEmpty()) {
            throw new RefusedInputException(
                    file.getFileName() + " has no rows; list one image,slice a line, or drop the setting.");
        }
        return new Slices(members);
    }

    private static String text(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        // Spreadsheets begin their UTF-8 with a byte order mark.
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String cell(Path file, CSVRecord row, String column) {
        if (!row.isSet(column) || row.get(column).isBlank()) {
            throw new RefusedInputException(file.getFileName() + " has no " + column + " in row "
                    + row.getRecordNumber() + "; write image,slice in each line.");
        }
        return row.get(column).strip();
    }
}
