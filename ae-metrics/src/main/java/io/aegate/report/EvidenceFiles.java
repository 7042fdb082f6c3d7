package io.aegate.report;

import io.aegate.evaluation.Evidence;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.MetricId;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * What projectors see in the worst pairs, as {@code evidence/METRIC-RANK-reference.png} and {@code …-reconstruction.png}.
 *
 * <p>The names of images are no part of the files' names, so that none can lead out of the folder.
 */
public final class EvidenceFiles {

    static final String FOLDER = "evidence";

    private static final String REFERENCE = "reference";
    private static final String RECONSTRUCTION = "reconstruction";
    private static final Pattern OURS =
            Pattern.compile("[A-Za-z][A-Za-z0-9.@-]*-[0-9]+-(" + REFERENCE + "|" + RECONSTRUCTION + ")\\.png");

    private EvidenceFiles() {}

    /**
     * Writes the evidence of a run into a folder, in the place of an earlier run's.
     *
     * @throws RefusedInputException if the folder cannot be written
     */
    public static void write(Path folder, List<Evidence> evidence) {
        clear(folder.resolve(FOLDER));
        for (Evidence seen : evidence) {
            AtomicFiles.write(folder.resolve(name(seen.metric(), seen.rank(), REFERENCE)), png(seen.reference()));
            AtomicFiles.write(
                    folder.resolve(name(seen.metric(), seen.rank(), RECONSTRUCTION)), png(seen.reconstruction()));
        }
    }

    /**
     * Removes the evidence of an earlier run from a folder, so that its pictures are not taken for those of other measurements.
     *
     * @throws RefusedInputException if it cannot be removed
     */
    public static void discard(Path folder) {
        clear(folder.resolve(FOLDER));
    }

    /** The files of both images of a metric's worst pair, relative to the folder, as far as they are there. */
    static List<String> of(Path folder, MetricId metric, int rank) {
        return Stream.of(name(metric, rank, REFERENCE), name(metric, rank, RECONSTRUCTION))
                .filter(file -> Files.isRegularFile(folder.resolve(file)))
                .toList();
    }

    private static String name(MetricId metric, int rank, String side) {
        return FOLDER + "/" + metric + "-" + rank + "-" + side + ".png";
    }

    private static void clear(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            List<Path> files;
            try (Stream<Path> listed = Files.list(folder)) {
                files = listed.toList();
            }
            boolean others = false;
            for (Path file : files) {
                if (OURS.matcher(String.valueOf(file.getFileName())).matches()) {
                    Files.delete(file);
                } else {
                    others = true;
                }
            }
            if (!others) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "The evidence of an earlier run in " + folder + " cannot be deleted (" + e.getMessage()
                            + "); delete it, or choose another outputDirectory.",
                    e);
        }
    }

    private static byte[] png(RgbImage image) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        int[] colours = new int[image.width() * image.height()];
        for (int i = 0, at = 0; i < colours.length; i++, at += RgbImage.CHANNELS) {
            colours[i] = ((pixels[at] & 0xff) << 16) | ((pixels[at + 1] & 0xff) << 8) | (pixels[at + 2] & 0xff);
        }
        buffered.setRGB(0, 0, image.width(), image.height(), colours, 0, image.width());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(buffered, "png", bytes)) {
                throw new IllegalStateException("this Java writes no PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
