package io.aegate.metric.perceptual;

import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** LPIPS in its three forms. */
public final class PerceptualMetrics {

    private PerceptualMetrics() {}

    /** The definitions, in the order in which reports show them. */
    public static List<InstanceMetric> metrics() {
        return List.of();
    }

    /**
     * What computes the features of one of these metrics; to be closed when the run ends.
     *
     * @throws io.aegate.image.RefusedInputException if a weight file is not what it should be, or the device is not there
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static FeatureExtractor extractor(
            FeatureKey key, Device device, Precision precision, Map<OfficialWeights, Path> weights) {
        throw new IllegalArgumentException("no extractor for " + key + device + precision + weights);
    }
}
