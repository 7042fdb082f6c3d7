package io.aegate.evaluation;

import io.aegate.checkpoint.Quantize;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the evaluation script of a tokenizer repository prints, so that a checkpoint can be put into the tables of papers.
 *
 * <p>Scripts differ in how pixels are quantised, in the SSIM and in how images become one number; each line says which. The references
 * are taken in name order, as the scripts do. LightningDiT's LPIPS reads decoded values that were not clamped, which is no input that a
 * gate lets pass, so it has no line here.
 */
public enum Protocol {
    LIGHTNINGDIT(
            "LightningDiT evaluate_tokenizer.py",
            Quantize.NONE,
            new Line("PSNR", "psnr-8bit", 1),
            new Line("SSIM, torchmetrics up to 1.4.1", "ssim-signed", 8),
            new Line("SSIM, torchmetrics from 1.4.2", "ssim-signed-full", 8)),
    RAE(
            "RAE and UAE ref_iqa.py",
            Quantize.ROUND,
            new Line("PSNR", "psnr", 1),
            new Line("SSIM, torchmetrics up to 1.4.1", "ssim", 1),
            new Line("SSIM, torchmetrics from 1.4.2", "ssim-full", 1),
            new Line("LPIPS", "lpips-vgg", 1)),
    VTP(
            "VTP test_reconstruction_hf.py",
            Quantize.NONE,
            new Line("PSNR", "psnr", 1),
            new Line("SSIM, torchmetrics up to 1.4.1", "ssim", 1),
            new Line("SSIM, torchmetrics from 1.4.2", "ssim-full", 1),
            new Line("LPIPS", "lpips-vgg", 1));

    private final String script;
    private final Quantize quantize;

    // Made by List.of.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Line> lines;

    Protocol(String script, Quantize quantize, Line... lines) {
        this.script = script;
        this.quantize = quantize;
        this.lines = List.of(lines);
    }

    /**
     * One of a script's numbers.
     *
     * @param name what the script calls it
     * @param metric of which metric it is
     * @param batch images a batch, where the number is the mean of the batches' means; 1 for the mean over images
     */
    public record Line(String name, String metric, int batch) {

        /** The metric and how its images become one number, in a few words. */
        public String how() {
            return metric + (batch == 1 ? ", mean over images" : ", mean of the means of batches of " + batch);
        }
    }

    /**
     * The protocol that a setting names.
     *
     * @throws RefusedInputException if there is none of that name
     */
    public static Protocol parse(String setting) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.toString().equals(setting.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new RefusedInputException("protocol is '" + setting + "'; use "
                        + Stream.of(values()).map(Protocol::toString).collect(Collectors.joining(", ")) + "."));
    }

    /** Whose script it is, and which. */
    public String script() {
        return script;
    }

    /** How the script turns a decoder's floats into pixels. */
    public Quantize quantize() {
        return quantize;
    }

    public List<Line> lines() {
        return lines;
    }

    /** What has to be measured for it. */
    public List<MetricId> metrics() {
        return lines.stream().map(line -> new MetricId(line.metric())).toList();
    }

    /** The number of a line; empty where its metric was not measured, or has no value for every image. */
    public static Optional<Double> value(Line line, ImageTable images) {
        return Optional.ofNullable(images.columns().get(new MetricId(line.metric())))
                .map(column -> meanOfMeans(column, line.batch()))
                .filter(Double::isFinite);
    }

    private static double meanOfMeans(double[] column, int batch) {
        double sum = 0;
        int batches = 0;
        for (int from = 0; from < column.length; from += batch) {
            int to = Math.min(from + batch, column.length);
            sum += Arrays.stream(column, from, to).sum() / (to - from);
            batches++;
        }
        return sum / batches;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
