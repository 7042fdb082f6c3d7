package io.aegate.metric.perceptual;

import io.aegate.metric.Direction;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.network.Device;
import io.aegate.network.LpipsProgram.Backbone;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * LPIPS in its three forms: {@code lpips} with AlexNet, {@code lpips-vgg} and {@code lpips-squeeze}.
 *
 * <p>Source: Zhang et al., <i>The Unreasonable Effectiveness of Deep Features as a Perceptual Metric</i>, 2018, version 0.1.
 */
public final class PerceptualMetrics {

    private PerceptualMetrics() {}

    /** A form of LPIPS; below its minimum side a pool of its network has nothing left to look at. */
    private enum Form {
        ALEX("lpips", "alex", Backbone.ALEX, 31),
        VGG("lpips-vgg", "vgg", Backbone.VGG, 16),
        SQUEEZE("lpips-squeeze", "squeeze", Backbone.SQUEEZE, 17);

        private final String id;
        private final String layer;
        private final Backbone backbone;
        private final int minimumSide;

        Form(String id, String layer, Backbone backbone, int minimumSide) {
            this.id = id;
            this.layer = layer;
            this.backbone = backbone;
            this.minimumSide = minimumSide;
        }

        private FeatureKey key() {
            return new FeatureKey("lpips", layer, "rgb");
        }

        private InstanceMetric metric() {
            MetricInfo info = new MetricInfo(
                    new MetricId(id),
                    Kind.INSTANCE,
                    Direction.LOWER,
                    "",
                    "LPIPS v0.1 with " + backbone.title() + ", as the lpips package with net='" + layer + "'",
                    Set.of(backbone.features(), backbone.linear()));
            return new InstanceMetric(info, minimumSide, key(), row -> row[0]);
        }
    }

    /** The definitions, in the order in which reports show them. */
    public static List<InstanceMetric> metrics() {
        return Arrays.stream(Form.values()).map(Form::metric).toList();
    }

    /**
     * What computes the features of one of these metrics, {@code {LPIPS, layer 1, layer 2, …}}; to be closed when the run ends.
     *
     * @throws io.aegate.image.RefusedInputException if a weight file is not what it should be, or the device is not there
     */
    public static FeatureExtractor extractor(
            FeatureKey key, Device device, Precision precision, Map<OfficialWeights, Path> weights) {
        return open(key, device, precision, weights);
    }

    static LpipsExtractor open(FeatureKey key, Device device, Precision precision, Map<OfficialWeights, Path> weights) {
        Backbone backbone = Arrays.stream(Form.values())
                .filter(form -> form.key().equals(key))
                .map(form -> form.backbone)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no form of LPIPS has the features " + key));
        return LpipsExtractor.open(
                key, backbone, device, precision, file(weights, backbone.features()), file(weights, backbone.linear()));
    }

    private static Path file(Map<OfficialWeights, Path> weights, OfficialWeights which) {
        return Optional.ofNullable(weights.get(which))
                .orElseThrow(() -> new IllegalArgumentException("the run has not found " + which.fileName()));
    }
}
