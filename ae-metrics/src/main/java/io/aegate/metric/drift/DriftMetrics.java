package io.aegate.metric.drift;

import io.aegate.metric.Direction;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.KeptRows;
import io.aegate.metric.Kind;
import io.aegate.metric.Metric;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Presence;
import io.aegate.metric.ProjectorSpec;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of condition drift: {@code Δ_P(x) = d(P(x), P(x̂))}, how far what a projector P sees in an image moves when the image is
 * reconstructed. Zero where the projected condition is preserved.
 *
 * <p>Source: "A Tilted Seesaw", 2026. By its Theorem 5.2 the mean drift is a floor: a model that fits the latents perfectly still misses
 * its condition by that much on average.
 */
public final class DriftMetrics {

    static final FeatureKey CANNY = new FeatureKey("canny", "100-200", "rgb");
    static final FeatureKey SPATIAL = new FeatureKey("spatial", "mean", "canny, depth, segmentation");

    /** Faces and whose they are. */
    static final FeatureKey FACES = new FeatureKey("faces", "identity", "scrfd 640");

    /** Faces alone. */
    static final FeatureKey DETECTED = new FeatureKey("faces", "detection", "scrfd 640");

    private static final MetricId DRIFT_CANNY = new MetricId("drift.canny");
    private static final MetricId DRIFT_DEPTH = new MetricId("drift.depth");
    private static final MetricId DRIFT_SEGMENTATION = new MetricId("drift.segmentation");
    private static final MetricId DRIFT_SPATIAL = new MetricId("drift.spatial");

    private DriftMetrics() {}

    /** The definitions, in the order in which reports show them. */
    public static List<InstanceMetric> metrics() {
        return List.of(
                metric(
                        new MetricInfo(
                                DRIFT_CANNY,
                                Kind.INSTANCE,
                                Direction.LOWER,
                                "",
                                "share of pixels where the edge maps differ, by cv2.Canny(100, 200) on 8-bit RGB, as ControlNet"),
                        CANNY,
                        edges -> edges[CannyExtractor.DIFFERING_SHARE]),
                drift(
                        DRIFT_DEPTH.value(),
                        Bundled.DEPTH,
                        0,
                        "mean absolute difference of depth maps on [0, 1], by DPT-Hybrid as ControlNet's annotator: short side 384"),
                drift(
                        "drift.depth-midas",
                        Bundled.DEPTH_MIDAS,
                        0,
                        "the same by DPT-Hybrid with MiDaS' own resizing: bicubic on floats to 384 and back"),
                drift(
                        "drift.depth-midas-small",
                        Bundled.DEPTH_MIDAS_SMALL,
                        0,
                        "the same by MiDaS v2.1 small with its own resizing: bicubic on floats to 256 and back"),
                drift(
                        DRIFT_SEGMENTATION.value(),
                        Bundled.SEGMENTATION,
                        0,
                        "mean absolute difference of ADE20K colour maps on [0, 1], by UniFormer-S UPerNet as mmsegmentation"),
                drift(
                        "drift.segmentation-labels",
                        Bundled.SEGMENTATION,
                        1,
                        "share of pixels whose ADE20K label changes, by UniFormer-S UPerNet as mmsegmentation"),
                drift(
                        "drift.segmentation-controlnet",
                        Bundled.SEGMENTATION_CONTROLNET,
                        0,
                        "drift.segmentation with red and blue swapped at the network's input, as ControlNet's annotator"),
                metric(
                        new MetricInfo(
                                DRIFT_SPATIAL,
                                Kind.INSTANCE,
                                Direction.LOWER,
                                "",
                                "mean of drift.canny, drift.depth and drift.segmentation, as \"A Tilted Seesaw\"",
                                Set.of(OfficialWeights.DPT_HYBRID, OfficialWeights.UPERNET)),
                        SPATIAL,
                        row -> row[0]),
                faces(
                        "identity",
                        FACES,
                        "cosine of ArcFace embeddings of the largest face, by SCRFD at 640 and w600k_mbf, as InsightFace's buffalo_s",
                        Set.of(OfficialWeights.SCRFD, OfficialWeights.ARCFACE),
                        new Presence("a face in both images", 0),
                        row -> row[0]),
                faces(
                        "face-recall",
                        DETECTED,
                        "share of references with a face whose reconstruction has one, by SCRFD at 640, as InsightFace's buffalo_s",
                        Set.of(OfficialWeights.SCRFD),
                        new Presence("a face in the reference", 0),
                        row -> row[1]),
                similarity("clip", Bundled.CLIP, "cosine of image embeddings by CLIP ViT-B/32, as openai/CLIP"),
                similarity(
                        "dinov2",
                        Bundled.DINOV2,
                        "cosine of class tokens by DINOv2 ViT-B/14: bicubic to 224, as facebookresearch/dinov2"));
    }

    /**
     * The metric of a projector that a user declares, {@code drift.NAME}.
     *
     * @throws io.aegate.image.RefusedInputException if it has the name of a metric that there is already
     */
    public static InstanceMetric metric(ProjectorSpec declared) {
        return Declared.metric(declared);
    }

    /** What a metric is the mean of, without which it is not measured; empty for one that stands alone. */
    public static List<MetricId> parts(MetricId metric) {
        return metric.equals(DRIFT_SPATIAL) ? List.of(DRIFT_CANNY, DRIFT_DEPTH, DRIFT_SEGMENTATION) : List.of();
    }

    /** Whether a metric is a distance of projections, or 1 minus one, and not a count of what was found. */
    public static boolean isDrift(MetricInfo metric) {
        boolean bundled = metrics().stream()
                .anyMatch(known ->
                        known.id().equals(metric.id()) && !known.features().equals(DETECTED));
        return bundled || (metric.projector().isPresent() && metric.presence().isEverywhere());
    }

    /**
     * What computes the features that drift metrics read; to be closed when the run ends.
     *
     * @param metrics of any kind; others are passed over
     * @param weights where the official files are
     * @param declared the projectors of the user's own, and where the file of each is
     * @param kept projections of references that are at hand, or are to be kept, by the features that are made of them
     * @throws io.aegate.image.RefusedInputException if a network is not what it should be, or the device is not there
     */
    public static List<FeatureExtractor> extractors(
            Collection<? extends Metric> metrics,
            Device device,
            Precision precision,
            Map<OfficialWeights, Path> weights,
            Map<ProjectorSpec, Path> declared,
            Function<FeatureKey, KeptRows> kept) {
        return new ProjectionExtractors(device, precision, weights, declared, kept).of(metrics);
    }

    private static InstanceMetric drift(String id, Bundled projector, int distance, String definition) {
        return metric(
                new MetricInfo(
                        new MetricId(id), Kind.INSTANCE, Direction.LOWER, "", definition, Set.of(projector.weights())),
                projector.spec().features(),
                row -> row[distance]);
    }

    private static InstanceMetric similarity(String id, Bundled projector, String definition) {
        return metric(
                new MetricInfo(
                        new MetricId(id), Kind.INSTANCE, Direction.HIGHER, "", definition, Set.of(projector.weights())),
                projector.spec().features(),
                row -> 1 - row[0]);
    }

    private static InstanceMetric faces(
            String id,
            FeatureKey features,
            String definition,
            Set<OfficialWeights> weights,
            Presence presence,
            ToDoubleFunction<double[]> score) {
        return metric(
                new MetricInfo(
                        new MetricId(id),
                        Kind.INSTANCE,
                        Direction.HIGHER,
                        "",
                        definition,
                        weights,
                        Optional.empty(),
                        presence),
                features,
                score);
    }

    static InstanceMetric metric(MetricInfo info, FeatureKey features, ToDoubleFunction<double[]> score) {
        return new InstanceMetric(info, 1, features, score);
    }
}
