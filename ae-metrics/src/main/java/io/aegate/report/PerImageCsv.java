package io.aegate.report;

import io.aegate.evaluation.ImageTable;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** The per-image table as CSV after RFC 4180: {@code image,sha256,} and a column a metric; an empty cell is no value. */
final class PerImageCsv {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
    private static final List<String> NAMES = List.of("image", "sha256");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?");

    private PerImageCsv() {}

    static String text(ImageTable table) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            printer.printRecord(header(List.copyOf(table.columns().keySet())));
            for (int row = 0; row < table.size(); row++) {
                printer.print(table.images().get(row));
                printer.print(table.hashes().get(row));
                for (double[] column : table.columns().values()) {
                    printer.print(Decimals.shortest(column[row]));
                }
                printer.println();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a string can always be appended to", e);
        }
        return text.toString();
    }

    /**
     * The same cells as {@link #text} would write them, whatever their line ends, quotes and forms of numbers; of any table, also of
     * one that {@link #read} would refuse.
     *
     * @throws Malformed if it is not CSV
     */
    static String canonical(String csv) throws Malformed {
        StringBuilder text = new StringBuilder();
        try (CSVParser parser = CSVParser.parse(csv, FORMAT);
                CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            for (CSVRecord cells : parser) {
                for (int i = 0; i < cells.size(); i++) {
                    double number = i < NAMES.size() ? Double.NaN : number(cells.get(i));
                    printer.print(Double.isFinite(number) ? Decimals.shortest(number) : cells.get(i));
                }
                printer.println();
            }
        } catch (UncheckedIOException e) {
            throw new Malformed(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw new Malformed(e);
        }
        return text.toString();
    }

    /**
     * Reads a table of exactly these metrics.
     *
     * @throws Malformed if it is not such a table
     */
    static ImageTable read(String csv, List<MetricId> metrics) throws Malformed {
        List<String> header = header(metrics);
        List<String> images = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (CSVParser parser = CSVParser.parse(csv, FORMAT)) {
            for (CSVRecord cells : parser) {
                if (cells.getRecordNumber() == 1) {
                    if (!cells.toList().equals(header)) {
                        throw new Malformed("its columns are " + String.join(",", cells.toList()) + ", not "
                                + String.join(",", header));
                    }
                    continue;
                }
                if (cells.size() != header.size()) {
                    throw new Malformed(
                            "row " + cells.getRecordNumber() + " has " + cells.size() + " cells, not " + header.size());
                }
                if (!seen.add(cells.get(0))) {
                    throw new Malformed("it has two rows for the image " + cells.get(0));
                }
                images.add(cells.get(0));
                hashes.add(cells.get(1));
                rows.add(values(cells));
            }
            if (parser.getRecordNumber() == 0) {
                throw new Malformed("it is empty");
            }
        } catch (UncheckedIOException e) {
            throw new Malformed(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw new Malformed(e);
        }
        Map<MetricId, double[]> columns = new LinkedHashMap<>();
        for (int i = 0; i < metrics.size(); i++) {
            int cell = i;
            columns.put(
                    metrics.get(i), rows.stream().mapToDouble(row -> row[cell]).toArray());
        }
        return new ImageTable(images, hashes, columns);
    }

    private static List<String> header(List<MetricId> metrics) {
        return Stream.concat(NAMES.stream(), metrics.stream().map(MetricId::value))
                .toList();
    }

    private static double[] values(CSVRecord cells) throws Malformed {
        double[] values = new double[cells.size() - NAMES.size()];
        for (int i = 0; i < values.length; i++) {
            String cell = cells.get(i + NAMES.size());
            values[i] = number(cell);
            if (!cell.isEmpty() && !Double.isFinite(values[i])) {
                throw new Malformed("row " + cells.getRecordNumber() + " has \"" + cell + "\" where a number belongs");
            }
        }
        return values;
    }

    private static double number(String cell) {
        return DECIMAL.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
    }

    /** What is wrong with the file, after its name. */
    static final class Malformed extends Exception {
        private final String wrong;

        Malformed(String wrong) {
            super(wrong);
            this.wrong = wrong;
        }

        Malformed(IOException notCsv) {
            super(notCsv);
            this.wrong = "it is not CSV (" + notCsv.getMessage() + ")";
        }

        String wrong() {
            return wrong;
        }
    }
}
