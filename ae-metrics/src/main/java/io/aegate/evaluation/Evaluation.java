package io.aegate.evaluation;

import io.aegate.checkpoint.Autoencoder;
import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.Quantize;
import io.aegate.image.ImagePairs;
import io.aegate.image.ImageSet;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.InstanceState;
import io.aegate.metric.Kind;
import io.aegate.metric.Metric;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.MetricState;
import io.aegate.metric.ProjectionException;
import io.aegate.metric.SetMetric;
import io.aegate.metric.pixel.PixelMetrics;
import io.aegate.network.Device;
import io.aegate.network.TorchModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One pass over the pairs that computes all metrics, and one over generated images where there are any.
 *
 * @param metrics what to compute
 * @param device where networks and kernels run
 * @param networks what the metrics' networks run with
 * @param sets how sets are compared
 * @param threads how many threads the CPU's share of the work may use
 * @param batchSize images of one size that go through a network together; 0 for as many as make half a million pixels
 * @param quantize how a checkpoint's floats become pixels
 * @param damage what is done to the reconstructions of a share of the images before they are measured, or nothing
 */
public record Evaluation(
        List<MetricId> metrics,
        Device device,
        Networks networks,
        SetOptions sets,
        int threads,
        int batchSize,
        Quantize quantize,
        Optional<Damage> damage) {

    private static final MetricId PSNR = new MetricId("psnr");

    public Evaluation {
        metrics = List.copyOf(metrics);
    }

    /** What a pass found: the facts of {@link Measurements} that are not known beforehand. */
    public record Result(
            Map<MetricId, MetricSummary> metrics, ImageTable images, List<String> warnings, List<Evidence> evidence) {}

    /**
     * Measures pairs.
     *
     * @param pairs references, with reconstructions unless a checkpoint makes them or only generated images are compared
     * @param checkpoint the autoencoder under test, or empty where the pairs are complete or have none
     * @param generated images that belong to no reference, given as references of their own
     * @throws io.aegate.image.RefusedInputException naming every image that cannot be measured
     */
    public Result run(
            ImagePairs pairs, Optional<Checkpoint> checkpoint, Optional<ImagePairs> generated, Progress progress) {
        if (checkpoint.isPresent() && pairs.hasReconstructions()) {
            throw new IllegalArgumentException("pairs are completed either by files or by a checkpoint");
        }
        pairs.inspect();
        generated.ifPresent(ImagePairs::inspect);
        MetricCatalog catalog = new MetricCatalog(networks.projectors().keySet());
        List<Metric> definitions = metrics.stream().map(catalog::metric).toList();
        boolean paired = checkpoint.isPresent() || pairs.hasReconstructions();
        requireImages(definitions, paired, generated.isPresent());
        try (ReferenceProjections kept = new ReferenceProjections(sets.references(), pairs);
                Extractors extractors = Extractors.of(definitions, device, networks, kept::of);
                SetMeasuring comparing = new SetMeasuring(
                        of(SetMetric.class, definitions),
                        extractors.ofImages(),
                        sets,
                        pairs.size(),
                        generated.map(ImagePairs::size).orElse(0))) {
            Measuring measuring = new Measuring(
                    of(InstanceMetric.class, definitions), extractors.ofPairs(), paired ? pairs.size() : 0);
            if (checkpoint.isPresent()) {
                TorchModule.setThreads(threads);
                try (Autoencoder autoencoder = checkpoint.get().open(device)) {
                    SizeCheck.refuseUnfit(pairs, definitions, autoencoder.factor());
                    pass(pairs, new Reconstructing(autoencoder, quantize), measuring, comparing, progress);
                }
            } else if (paired) {
                SizeCheck.refuseUnfit(pairs, definitions, 1);
                pass(pairs, Reconstructing.NOTHING, measuring, comparing, progress);
            } else if (!comparing.knowsReferences()) {
                pass(pairs, comparing.references(), "measuring", progress);
            }
            generated.ifPresent(images -> pass(images, comparing.generated(), "measuring generated", progress));
            extractors.ofPairs().values().forEach(FeatureExtractor::requireSight);
            kept.store();
            List<MetricSummary> ofSets = comparing.summaries(device, threads, progress);
            return result(pairs, generated, measuring, ofSets, comparing.warnings());
        }
    }

    private static void requireImages(List<Metric> definitions, boolean paired, boolean generated) {
        for (Metric metric : definitions) {
            if (metric.ofGenerated() ? !generated : !paired) {
                throw new IllegalArgumentException(metric.id() + " has no images to compare with the references");
            }
        }
    }

    private void pass(
            ImagePairs pairs,
            Reconstructing reconstructing,
            Measuring measuring,
            SetMeasuring comparing,
            Progress progress) {
        Damaging damaging = damage.map(kind -> new Damaging(kind, names(pairs))).orElse(Damaging.NOTHING);
        pass(pairs, new PairStep(reconstructing, damaging, measuring, comparing), "measuring", progress);
    }

    private void pass(ImagePairs images, Pass.Step step, String phase, Progress progress) {
        try (Pass pass = new Pass(images, step, threads, batchSize)) {
            pass.run(phase, progress);
        } catch (ProjectionException e) {
            throw new RefusedInputException(
                    "Of " + names(images).get(e.image()) + " " + e.getMessage()
                            + ", which is no projection; check the projector's network and its input, or use precision=fp32.",
                    e);
        }
    }

    private static <T extends Metric> List<T> of(Class<T> kind, List<Metric> definitions) {
        return definitions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Result result(
            ImagePairs pairs,
            Optional<ImagePairs> generated,
            Measuring measuring,
            List<MetricSummary> ofSets,
            List<String> warningsOfSets) {
        int n = pairs.size();
        Map<MetricId, MetricSummary> summaries = new LinkedHashMap<>();
        Map<MetricId, double[]> columns = new TreeMap<>();
        for (Map.Entry<InstanceMetric, MetricState> measured :
                measuring.states().entrySet()) {
            InstanceMetric metric = measured.getKey();
            MetricState state = measured.getValue();
            summaries.put(metric.id(), new MetricSummary(metric.info(), state.value(), state.count()));
            if (state instanceof InstanceState values) {
                double[] column = new double[n];
                for (int i = 0; i < n; i++) {
                    column[i] = values.valueOf(i);
                }
                columns.put(metric.id(), column);
            }
        }
        List<String> hashes =
                pairs.references().stream().map(ImageSet.Entry::sha256).toList();
        ofSets.forEach(summary -> summaries.put(summary.info().id(), summary));
        List<String> warnings = new ArrayList<>(pairs.warnings());
        generated.ifPresent(images -> warnings.addAll(images.warnings()));
        warnings.addAll(warningsOfSets);
        measuring.pairingWarning().ifPresent(warnings::add);
        identical(columns, n).ifPresent(warnings::add);
        summaries.values().stream()
                .map(summary -> inPart(summary, n))
                .flatMap(Optional::stream)
                .forEach(warnings::add);
        List<String> names = names(pairs);
        return new Result(summaries, new ImageTable(names, hashes, columns), warnings, measuring.evidence(names));
    }

    /** What a mean passes over is told: a face that is lost must not make faces look better. */
    private static Optional<String> inPart(MetricSummary summary, int n) {
        MetricInfo info = summary.info();
        return info.kind() == Kind.SET || info.presence().isEverywhere() || summary.n() == n || summary.n() == 0
                ? Optional.empty()
                : Optional.of("%s is of %d of %d images, those with %s"
                        .formatted(info.id(), summary.n(), n, info.presence().needs()));
    }

    private static List<String> names(ImagePairs pairs) {
        return pairs.references().stream().map(ImageSet.Entry::name).toList();
    }

    /** A mean PSNR says little where many images are at its cap, so their number is told. */
    private static Optional<String> identical(Map<MetricId, double[]> columns, int n) {
        long identical = Arrays.stream(columns.getOrDefault(PSNR, new double[0]))
                .filter(value -> value >= PixelMetrics.PSNR_CAP)
                .count();
        return identical == 0
                ? Optional.empty()
                : Optional.of("%d of %d reconstructions equal their references, and count as %.0f dB of psnr each"
                        .formatted(identical, n, PixelMetrics.PSNR_CAP));
    }
}
