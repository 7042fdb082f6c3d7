package io.aegate.metric.distribution;

import io.aegate.metric.Direction;
import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.SetMetric;
import io.aegate.metric.SetMetric.Statistic;
import io.aegate.metric.SetMetric.Subject;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * FID and its family: metrics of sets of images by their Inception features.
 *
 * <p>Those of the references' own reconstructions have ids such as {@code rfid} and {@code kid}; the same between references and generated
 * images begins with {@code g}.
 */
public final class DistributionMetrics {

    private static final int INCEPTION_FEATURES = 2048;
    private static final int SPATIAL_FEATURES = 2023;
    private static final int CLASSES = 1008;
    private static final FeatureKey PYTORCH_FID = new FeatureKey("inception", "2048", "pf");
    private static final FeatureKey TORCH_FIDELITY = new FeatureKey("inception", "2048", "tf");
    private static final FeatureKey CLEAN_FID = new FeatureKey("inception", "2048", "clean");
    private static final FeatureKey SPATIAL = new FeatureKey("inception", "spatial", "tf");
    private static final FeatureKey LOGITS = new FeatureKey("inception", "logits", "tf");

    private DistributionMetrics() {}

    /** The definitions, in the order in which reports show them. */
    public static List<SetMetric> metrics() {
        List<SetMetric> all = new ArrayList<>(family(Subject.RECONSTRUCTIONS, "r", ""));
        all.addAll(family(Subject.GENERATED, "g", "g"));
        return List.copyOf(all);
    }

    private static List<SetMetric> family(Subject subject, String frechet, String other) {
        String compared = subject == Subject.GENERATED ? "generated images" : "reconstructions";
        String between = " between references and " + compared;
        return List.of(
                frechet(
                        subject,
                        frechet + "fid",
                        PYTORCH_FID,
                        "Fréchet Inception distance" + between + ", as pytorch-fid: bilinear to 299², 2048-d pool3"),
                frechet(
                        subject,
                        frechet + "fid-tf",
                        TORCH_FIDELITY,
                        "Fréchet Inception distance" + between + ", as torch-fidelity: TF1's bilinear to 299²"),
                frechet(
                        subject,
                        frechet + "fid-clean",
                        CLEAN_FID,
                        "Fréchet Inception distance" + between
                                + ", as clean-fid: Pillow's antialiased bicubic to 299²"),
                frechet(
                        subject,
                        frechet + "sfid",
                        SPATIAL,
                        "Fréchet distance" + between
                                + " of the first 7 channels of Mixed_6d.branch1x1, 2023-d, as guided-diffusion's sFID"),
                metric(
                        subject,
                        other + "kid",
                        TORCH_FIDELITY,
                        Direction.LOWER,
                        "kernel Inception distance" + between
                                + ", as torch-fidelity: unbiased, cubic kernel, 100 subsets of 1000 where there are more",
                        Kernel::new),
                metric(
                        subject,
                        other + "is",
                        LOGITS,
                        Direction.HIGHER,
                        "Inception score of the " + compared
                                + " in one split, as guided-diffusion and torch-fidelity with splits=1: logits without bias",
                        id -> (references, images, algebra) -> InceptionScore.of(id, images)),
                neighbours(
                        subject,
                        other + "precision",
                        NeighbourMetric.PRECISION,
                        "share of the " + compared
                                + " within a reference's third nearest reference, as torch-fidelity's precision"),
                neighbours(
                        subject,
                        other + "recall",
                        NeighbourMetric.RECALL,
                        "share of the references within the third nearest neighbour of one of the " + compared
                                + ", as torch-fidelity's recall"),
                neighbours(
                        subject,
                        other + "density",
                        NeighbourMetric.DENSITY,
                        "how many references have one of the " + compared
                                + " within their third nearest reference, over 3, as prdc's density"),
                neighbours(
                        subject,
                        other + "coverage",
                        NeighbourMetric.COVERAGE,
                        "share of the references with one of the " + compared
                                + " within their third nearest reference, as prdc's coverage"));
    }

    private static SetMetric frechet(Subject subject, String name, FeatureKey features, String definition) {
        return metric(subject, name, features, Direction.LOWER, definition, Frechet::new);
    }

    private static SetMetric neighbours(Subject subject, String name, NeighbourMetric metric, String definition) {
        return metric(
                subject,
                name,
                TORCH_FIDELITY,
                Direction.HIGHER,
                definition,
                id -> (references, images, algebra) -> metric.of(id, references, images, algebra));
    }

    private static SetMetric metric(
            Subject subject,
            String name,
            FeatureKey features,
            Direction direction,
            String definition,
            Function<String, Statistic> statistic) {
        MetricInfo info = new MetricInfo(
                new MetricId(name), Kind.SET, direction, "", definition, Set.of(OfficialWeights.INCEPTION));
        return new SetMetric(info, features, subject, statistic.apply(name));
    }

    /** Of mean and covariance alone. */
    private record Frechet(String metric) implements Statistic {

        @Override
        public double of(Distribution references, FeatureRows subject, LinearAlgebra algebra) {
            return FrechetDistance.of(metric, references, subject, algebra);
        }
    }

    /** Of subsets where there are images enough. */
    private record Kernel(String metric) implements Statistic {

        @Override
        public double of(Distribution references, FeatureRows subject, LinearAlgebra algebra) {
            return KernelDistance.of(metric, references, subject, algebra);
        }

        @Override
        public double withoutDrawing(Distribution references, FeatureRows subject, LinearAlgebra algebra) {
            return KernelDistance.ofAll(Sides.rows(metric, references), subject, algebra);
        }
    }

    /** How many features that computation gives for an image. */
    static int width(FeatureKey features) {
        return switch (features.layer()) {
            case "spatial" -> SPATIAL_FEATURES;
            case "logits" -> CLASSES;
            default -> Integer.parseInt(features.layer());
        };
    }

    /** Whether a metric is a Fréchet distance, which mean and covariance are enough for. */
    public static boolean isFrechet(SetMetric metric) {
        return metric.statistic() instanceof Frechet;
    }

    /**
     * Why a value from few images is not to be compared with those from more: a sentence, where the covariance of as many images is
     * deficient. Of the metrics here only Fréchet distances have a covariance.
     *
     * @param count of the images on the smaller side whose count is known
     */
    public static Optional<String> smallSample(SetMetric metric, int count) {
        int width = width(metric.features());
        if (!isFrechet(metric) || count >= INCEPTION_FEATURES) {
            return Optional.empty();
        }
        return Optional.of(
                "%s is of %d images, so that its covariances of %d features have rank %d at most and its value is biased upwards; compare it only with values of as many images, or use at least %d."
                        .formatted(
                                metric.id(),
                                count,
                                width,
                                Math.max(0, Math.min(count - 1, width)),
                                INCEPTION_FEATURES));
    }

    /**
     * What computes the features that some of these metrics read: one network for each convention by which pixels enter it; to be closed
     * when the run ends.
     *
     * @throws io.aegate.image.RefusedInputException if a weight file is not what it should be, or the device is not there
     */
    public static List<ImageFeatures> extractors(
            Set<FeatureKey> keys, Device device, Precision precision, Map<OfficialWeights, Path> weights) {
        Map<String, Set<FeatureKey>> byInput =
                keys.stream().collect(Collectors.groupingBy(FeatureKey::input, TreeMap::new, Collectors.toSet()));
        Path file = Optional.ofNullable(weights.get(OfficialWeights.INCEPTION)).orElseThrow();
        List<ImageFeatures> networks = new ArrayList<>();
        boolean opened = false;
        try {
            byInput.values().forEach(layers -> networks.add(InceptionFeatures.open(layers, device, precision, file)));
            opened = true;
            return List.copyOf(networks);
        } finally {
            if (!opened) {
                networks.forEach(ImageFeatures::close);
            }
        }
    }
}
