package io.aegate.metric.pixel;

import io.aegate.metric.Direction;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.network.Device;
import java.util.List;

/**
 * The metrics that read pixels alone: {@code l1}, {@code mse}, {@code psnr}, {@code psnr-8bit}, {@code ssim}, {@code ssim-full}, {@code ssim-y},
 * {@code ssim-signed}, {@code ssim-signed-full} and {@code ms-ssim}.
 *
 * <p>Values are in [0, 1]: an 8-bit level over 255, or the exact reconstruction where a pair has one. Everything is computed in
 * double precision.
 */
public final class PixelMetrics {

    /** What an image's PSNR is at most, in dB. */
    public static final double PSNR_CAP = 100;

    /** {@code {l1, mse}}. */
    static final FeatureKey ERRORS = new FeatureKey("pixel", "errors", "rgb");

    /** {@code {l1, mse}} of the pixels that a file would hold. */
    static final FeatureKey ROUNDED_ERRORS = new FeatureKey("pixel", "errors", "8-bit rgb");

    /** {@code {ssim, ssim-full, contrast}}. */
    static final FeatureKey STRUCTURE = new FeatureKey("pixel", "structure", "rgb");

    /** {@code {ssim-signed, ssim-signed-full, contrast}}. */
    static final FeatureKey SIGNED = new FeatureKey("pixel", "structure", "rgb on 2x - 1");

    /** {@code {ssim}} of luma. */
    static final FeatureKey LUMA = new FeatureKey("pixel", "structure", "luma");

    /** {@code {ms-ssim}}; its extractor reads {@link #STRUCTURE}. */
    static final FeatureKey MULTI_SCALE = new FeatureKey("pixel", "multi-scale structure", "rgb");

    private static final int WINDOW = GaussianFilter.TAPS;
    private static final int REFLECTED_WINDOW = GaussianFilter.RADIUS + 1;
    private static final int FIVE_SCALES_OF_WINDOW = WINDOW << 4;

    private PixelMetrics() {}

    /** The definitions, in the order in which reports show them. */
    public static List<InstanceMetric> metrics() {
        return List.of(
                metric(
                        "l1",
                        Direction.LOWER,
                        "",
                        "mean absolute error over height × width × 3 values in [0, 1]",
                        1,
                        ERRORS,
                        0),
                metric(
                        "mse",
                        Direction.LOWER,
                        "",
                        "mean squared error over height × width × 3 values in [0, 1]",
                        1,
                        ERRORS,
                        1),
                new InstanceMetric(
                        info(
                                "psnr",
                                Direction.HIGHER,
                                "dB",
                                "10·log10(1/MSE) of each image, at most 100 dB, as scikit-image's peak_signal_noise_ratio"),
                        1,
                        ERRORS,
                        errors -> psnr(errors[1])),
                new InstanceMetric(
                        info(
                                "psnr-8bit",
                                Direction.HIGHER,
                                "dB",
                                "psnr of 8-bit pixels, also where quantize=none keeps a checkpoint's floats"),
                        1,
                        ROUNDED_ERRORS,
                        errors -> psnr(errors[1])),
                metric(
                        "ssim",
                        Direction.HIGHER,
                        "",
                        "SSIM (Wang 2004) on RGB, 11×11 Gaussian of σ 1.5, no padding, as scikit-image with"
                                + " gaussian_weights and torchmetrics up to 1.4.1",
                        WINDOW,
                        STRUCTURE,
                        0),
                metric(
                        "ssim-full",
                        Direction.HIGHER,
                        "",
                        "SSIM (Wang 2004) on RGB, 11×11 Gaussian of σ 1.5, over the reflect-padded image, as"
                                + " torchmetrics from 1.4.2",
                        REFLECTED_WINDOW,
                        STRUCTURE,
                        1),
                metric(
                        "ssim-y",
                        Direction.HIGHER,
                        "",
                        "SSIM (Wang 2004) on luma .299R + .587G + .114B, 11×11 Gaussian of σ 1.5, no padding, as"
                                + " scikit-image with gaussian_weights",
                        WINDOW,
                        LUMA,
                        0),
                metric(
                        "ssim-signed",
                        Direction.HIGHER,
                        "",
                        "SSIM (Wang 2004) of 2x - 1 over a range of 2, no padding, as torchmetrics up to 1.4.1 with"
                                + " data_range=(-1, 1)",
                        WINDOW,
                        SIGNED,
                        0),
                metric(
                        "ssim-signed-full",
                        Direction.HIGHER,
                        "",
                        "SSIM (Wang 2004) of 2x - 1 over a range of 2, over the reflect-padded image, as torchmetrics"
                                + " from 1.4.2 with data_range=(-1, 1)",
                        REFLECTED_WINDOW,
                        SIGNED,
                        1),
                metric(
                        "ms-ssim",
                        Direction.HIGHER,
                        "",
                        "MS-SSIM (Wang 2003) on RGB, five scales by 2×2 averages, no padding, as torchmetrics up to"
                                + " 1.4.1 with normalize=relu",
                        FIVE_SCALES_OF_WINDOW,
                        MULTI_SCALE,
                        0));
    }

    /** What computes their features on the CPU; a batch takes all of them, for one reads the features of another. */
    public static List<FeatureExtractor> cpuExtractors() {
        return List.of(
                new ErrorExtractor(ERRORS, false),
                new ErrorExtractor(ROUNDED_ERRORS, true),
                new StructureExtractor(STRUCTURE, 0),
                new StructureExtractor(SIGNED, -0.5),
                new LumaExtractor(),
                new MultiScaleExtractor());
    }

    /**
     * What computes the same features on a device, in double precision; to be closed when the run ends.
     *
     * @throws io.aegate.image.RefusedInputException if the device is not there, or the temporary folder cannot be written
     */
    public static TorchPixelExtractors deviceExtractors(Device device) {
        return TorchPixelExtractors.on(device);
    }

    private static double psnr(double mse) {
        return Math.min(10 * Math.log10(1 / mse), PSNR_CAP);
    }

    private static InstanceMetric metric(
            String id,
            Direction direction,
            String unit,
            String definition,
            int minimumSide,
            FeatureKey features,
            int position) {
        return new InstanceMetric(info(id, direction, unit, definition), minimumSide, features, row -> row[position]);
    }

    private static MetricInfo info(String id, Direction direction, String unit, String definition) {
        return new MetricInfo(new MetricId(id), Kind.INSTANCE, direction, unit, definition);
    }
}
