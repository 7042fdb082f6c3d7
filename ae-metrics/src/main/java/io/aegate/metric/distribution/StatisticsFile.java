package io.aegate.metric.distribution;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.Moments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Mean and covariance of the features of reference images in an {@code .npz} file: {@code mu} and {@code sigma}, as pytorch-fid and
 * guided-diffusion write them.
 *
 * <p>Of spatial features, guided-diffusion's files hold them as {@code mu_s} and {@code sigma_s}. Such a file says neither of how many
 * images it is nor by which network and which resizing it was made: that is for the user to know.
 */
public final class StatisticsFile {

    /** A covariance is symmetric but for rounding, of float32 for instance: to this share of its greatest variance. */
    private static final double ASYMMETRY = 1e-5;

    private StatisticsFile() {}

    /**
     * Reads the statistics of some features; their count is not known.
     *
     * @throws RefusedInputException if the file has none, or of another width, or they are no mean and covariance
     */
    public static Moments read(Path file, FeatureKey features) {
        return read(file, features.layer().equals("spatial"), DistributionMetrics.width(features));
    }

    static Moments read(Path file, boolean spatial, int width) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String suffix = spatial && zip.getEntry("mu_s.npy") != null ? "_s" : "";
            double[] mean = array(zip, "mu" + suffix, List.of(width));
            double[] covariance = array(zip, "sigma" + suffix, List.of(width, width));
            check("mu" + suffix, mean);
            check("sigma" + suffix, covariance);
            symmetrise("sigma" + suffix, covariance, width);
            return new Moments(0, mean, covariance);
        } catch (ZipException e) {
            throw new RefusedInputException(
                    "%s cannot be used (%s); it must hold mu of shape (%d,) and sigma of shape (%d, %d) as float32 or float64, as pytorch-fid and guided-diffusion write them."
                            .formatted(file, e.getMessage(), width, width, width),
                    e);
        } catch (IOException e) {
            throw new RefusedInputException(
                    "%s cannot be read (%s); check its path and permissions.".formatted(file, e), e);
        }
    }

    private static double[] array(ZipFile zip, String name, List<Integer> shape) throws IOException {
        List<? extends ZipEntry> entries = zip.stream()
                .filter(entry -> entry.getName().equals(name + ".npy"))
                .toList();
        if (entries.size() != 1) {
            throw new ZipException(entries.isEmpty() ? "it has no " + name : "it has " + name + " more than once");
        }
        ZipEntry entry = entries.get(0);
        CRC32 sum = new CRC32();
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            double[] values = NpyArray.read(name, in, entry.getSize(), shape);
            if (in.read() >= 0 || sum.getValue() != entry.getCrc()) {
                throw new ZipException(name + " is damaged: its checksum is wrong");
            }
            return values;
        }
    }

    private static void check(String name, double[] values) throws ZipException {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new ZipException(name + " holds " + value);
            }
        }
    }

    private static void symmetrise(String name, double[] covariance, int width) throws ZipException {
        double greatest = 0;
        for (int i = 0; i < width; i++) {
            double variance = covariance[i * width + i];
            if (variance < 0) {
                throw new ZipException("%s has the variance %s".formatted(name, variance));
            }
            greatest = Math.max(greatest, variance);
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < i; j++) {
                double lower = covariance[i * width + j];
                double upper = covariance[j * width + i];
                if (Math.abs(lower - upper) > ASYMMETRY * greatest) {
                    throw new ZipException(name + " is not symmetric");
                }
                covariance[i * width + j] = (lower + upper) / 2;
                covariance[j * width + i] = covariance[i * width + j];
            }
        }
    }

    /**
     * Writes {@code mu} and {@code sigma} in double precision, to a temporary file that is then moved into place.
     *
     * @throws RefusedInputException if the file cannot be written
     */
    public static void write(Path file, Moments moments) {
        Path place = file.toAbsolutePath();
        Path temporary = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(place.getParent());
            try {
                try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temporary))) {
                    int width = moments.width();
                    store(zip, "mu.npy", NpyArray.bytes(moments.mean(), List.of(width)));
                    store(zip, "sigma.npy", NpyArray.bytes(moments.covariance(), List.of(width, width)));
                }
                Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "%s cannot be written (%s); choose another place, or make room there.".formatted(file, e), e);
        }
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        // The same statistics give the same bytes, whenever they are written.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
