package io.aegate.evaluation;

import io.aegate.metric.ProjectorSpec;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the networks of metrics run with.
 *
 * @param precision what they calculate in
 * @param weights where the official files are
 * @param projectors those of the user's own, and where the file of each is, if it is not an official one
 */
public record Networks(Precision precision, Map<OfficialWeights, Path> weights, Map<ProjectorSpec, Path> projectors) {

    /** Of metrics that need none. */
    public static final Networks NONE = new Networks(Precision.FP32, Map.of(), Map.of());

    public Networks {
        weights = Map.copyOf(weights);
        projectors = Map.copyOf(projectors);
    }
}
