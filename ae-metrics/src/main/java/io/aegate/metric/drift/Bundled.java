package io.aegate.metric.drift;

import io.aegate.metric.FeatureKey;
import io.aegate.metric.ProjectorSpec;
import io.aegate.metric.ProjectorSpec.Distance;
import io.aegate.weights.OfficialWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The projectors of the protocol, in the words in which users declare theirs. */
enum Bundled {
    DEPTH(OfficialWeights.DPT_HYBRID, "depth", "resize=controlnet:384 range=[-1,1] normalise=min-max", Distance.L1),
    DEPTH_MIDAS(
            OfficialWeights.DPT_HYBRID,
            "depth-midas",
            "resize=midas-minimal:384 mean=0.5,0.5,0.5 std=0.5,0.5,0.5 normalise=min-max",
            Distance.L1),
    DEPTH_MIDAS_SMALL(
            OfficialWeights.MIDAS_SMALL,
            "depth-midas-small",
            "resize=midas-upper-bound:256 mean=0.485,0.456,0.406 std=0.229,0.224,0.225 normalise=min-max",
            Distance.L1),
    SEGMENTATION(
            OfficialWeights.UPERNET,
            "segmentation",
            "resize=mmseg:2048x512 range=[0,255] mean=123.675,116.28,103.53 std=58.395,57.12,57.375 output=labels distance=palette",
            Distance.PALETTE,
            Distance.SHARE),
    /** The means and deviations stay in their places while the colours are swapped. */
    SEGMENTATION_CONTROLNET(
            OfficialWeights.UPERNET,
            "segmentation-controlnet",
            "resize=mmseg:2048x512 range=[0,255] mean=103.53,116.28,123.675 std=57.375,57.12,58.395 order=bgr output=labels"
                    + " distance=palette",
            Distance.PALETTE),
    CLIP(
            OfficialWeights.CLIP,
            "clip",
            "resize=torchvision-crop:224 mean=0.48145466,0.4578275,0.40821073 std=0.26862954,0.26130258,0.27577711 output=embedding",
            Distance.COSINE),
    DINOV2(
            OfficialWeights.DINOV2,
            "dinov2",
            "resize=torchvision-crop:224 mean=0.485,0.456,0.406 std=0.229,0.224,0.225 output=embedding",
            Distance.COSINE);

    private final OfficialWeights weights;

    // A record of immutable things.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ProjectorSpec spec;

    // Made by List.of.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Distance> distances;

    Bundled(OfficialWeights weights, String name, String keys, Distance... distances) {
        this.weights = weights;
        this.spec = ProjectorSpec.parse(name + " = " + weights.fileName() + " " + keys);
        this.distances = List.of(distances);
    }

    static Optional<Bundled> of(FeatureKey features) {
        return Arrays.stream(values())
                .filter(projector -> projector.spec.features().equals(features))
                .findFirst();
    }

    /** Whether one of them has this name. */
    static boolean named(String name) {
        return Arrays.stream(values())
                .anyMatch(projector -> projector.spec.name().equals(name));
    }

    OfficialWeights weights() {
        return weights;
    }

    ProjectorSpec spec() {
        return spec;
    }

    /** How its projections are compared, the metrics' features in this order. */
    List<Distance> distances() {
        return distances;
    }
}
