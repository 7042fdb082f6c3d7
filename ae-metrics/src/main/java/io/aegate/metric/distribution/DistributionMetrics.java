package io.aegate.metric.distribution;

import io.aegate.metric.FeatureKey;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.SetMetric;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** FID and its family: metrics of sets of images by their Inception features. */
public final class DistributionMetrics {

    private DistributionMetrics() {}

    /** The definitions, in the order in which reports show them. */
    public static List<SetMetric> metrics() {
        return List.of();
    }

    /**
     * What computes the features that some of these metrics read: one network for each convention by which pixels enter it; to be closed
     * when the run ends.
     *
     * @throws io.aegate.image.RefusedInputException if a weight file is not what it should be, or the device is not there
     */
    public static List<ImageFeatures> extractors(
            Set<FeatureKey> keys, Device device, Precision precision, Map<OfficialWeights, Path> weights) {
        return List.of();
    }
}
