package io.aegate.metric.drift;

import io.aegate.metric.Direction;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import java.util.List;

/**
 * The metrics of condition drift: {@code Δ(x) = d(P(x), P(x̂))}, how far what a projector P sees in an image moves when the image is
 * reconstructed. Zero exactly where the projected condition is preserved.
 */
public final class DriftMetrics {

    static final FeatureKey CANNY = new FeatureKey("canny", "100-200", "rgb");

    private DriftMetrics() {}

    /** The definitions, in the order in which reports show them. */
    public static List<InstanceMetric> metrics() {
        return List.of(new InstanceMetric(
                new MetricInfo(
                        new MetricId("drift.canny"),
                        Kind.INSTANCE,
                        Direction.LOWER,
                        "",
                        "share of pixels where the edge maps differ, by cv2.Canny(100, 200) on 8-bit RGB, as ControlNet"),
                1,
                CANNY,
                edges -> edges[CannyExtractor.DIFFERING_SHARE]));
    }

    /** What computes their features on the CPU. */
    public static List<FeatureExtractor> cpuExtractors() {
        return List.of(new CannyExtractor());
    }
}
