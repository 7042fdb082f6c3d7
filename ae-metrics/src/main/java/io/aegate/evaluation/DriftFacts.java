package io.aegate.evaluation;

import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.metric.pixel.PixelMetrics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * What theory makes of a drift that was measured.
 *
 * <pre>
 *   Δ        the drift of an image: the metric, or 1 minus it where it is a similarity
 *   floor    mean Δ: by Theorem 5.2 the error of a condition that no model on these latents gets below on average
 *   ratio    Δ / ‖x − x̂‖, with the root of the mean square over pixels and channels as norm: by Eq. 6 at most the projector's
 *            Lipschitz constant, of which the largest ratio seen is an estimate from below
 *   rank     Spearman's correlation over images of Δ with how much PSNR, SSIM and LPIPS lose: 1 where images that are reconstructed
 *            worse drift more, always
 * </pre>
 *
 * <p>Source: "A Tilted Seesaw", 2026.
 *
 * @param metric which drift
 * @param floor in the metric's own words
 * @param ratio over the images that are not reproduced exactly; empty where neither mse nor psnr was measured
 * @param ranks by metric, of those that were measured and are no constant
 */
public record DriftFacts(MetricId metric, double floor, Optional<Ratio> ratio, Map<MetricId, Double> ranks) {

    private static final List<MetricId> QUALITIES =
            List.of(new MetricId("psnr"), new MetricId("ssim"), new MetricId("lpips"));
    private static final MetricId MSE = new MetricId("mse");
    private static final MetricId PSNR = new MetricId("psnr");
    private static final double DECIBELS = 20;
    private static final int LEAST = 3;

    /** Of an image's drift to how far its pixels moved. */
    public record Ratio(double p99, double max) {}

    /** Those of every drift that was measured in some image. */
    public static List<DriftFacts> of(Measurements measurements) {
        return measurements.metrics().values().stream()
                .map(MetricSummary::info)
                .filter(info -> info.kind() == Kind.INSTANCE && DriftMetrics.isDrift(info))
                .flatMap(info -> of(info, measurements).stream())
                .toList();
    }

    private static Optional<DriftFacts> of(MetricInfo info, Measurements measurements) {
        Map<MetricId, double[]> columns = measurements.images().columns();
        double[] column = columns.get(info.id());
        if (column == null) {
            return Optional.empty();
        }
        double[] drifts = losses(info, column);
        double[] seen = Arrays.stream(drifts).filter(Double::isFinite).toArray();
        if (seen.length == 0) {
            return Optional.empty();
        }
        Map<MetricId, Double> ranks = new LinkedHashMap<>();
        for (MetricId quality : QUALITIES) {
            MetricSummary summary = measurements.metrics().get(quality);
            double[] values = columns.get(quality);
            if (summary != null && values != null) {
                rank(drifts, losses(summary.info(), values)).ifPresent(rank -> ranks.put(quality, rank));
            }
        }
        return Optional.of(new DriftFacts(
                info.id(),
                Sample.of(seen).mean(),
                distances(columns).flatMap(distances -> ratio(drifts, distances)),
                ranks));
    }

    private static double[] losses(MetricInfo info, double[] values) {
        return Arrays.stream(values)
                .map(value -> info.direction() == Direction.LOWER ? value : 1 - value)
                .toArray();
    }

    /** ‖x − x̂‖ of each image. */
    private static Optional<double[]> distances(Map<MetricId, double[]> columns) {
        return Optional.ofNullable(columns.get(MSE))
                .map(errors -> Arrays.stream(errors).map(Math::sqrt).toArray())
                .or(() -> Optional.ofNullable(columns.get(PSNR))
                        .map(values -> Arrays.stream(values)
                                .map(value -> value < PixelMetrics.PSNR_CAP ? Math.pow(10, -value / DECIBELS) : 0)
                                .toArray()));
    }

    private static Optional<Ratio> ratio(double[] drifts, double[] distances) {
        double[] ratios = IntStream.range(0, drifts.length)
                .filter(i -> Double.isFinite(drifts[i]) && distances[i] > 0)
                .mapToDouble(i -> drifts[i] / distances[i])
                .toArray();
        Sample sample = Sample.of(ratios);
        return ratios.length == 0 ? Optional.empty() : Optional.of(new Ratio(sample.quantile(0.99), sample.max()));
    }

    private static Optional<Double> rank(double[] drifts, double[] losses) {
        int[] both = IntStream.range(0, drifts.length)
                .filter(i -> Double.isFinite(drifts[i]) && Double.isFinite(losses[i]))
                .toArray();
        if (both.length < LEAST) {
            return Optional.empty();
        }
        double rank = new SpearmansCorrelation()
                .correlation(
                        IntStream.of(both).mapToDouble(i -> drifts[i]).toArray(),
                        IntStream.of(both).mapToDouble(i -> losses[i]).toArray());
        return Optional.of(rank).filter(Double::isFinite);
    }
}
