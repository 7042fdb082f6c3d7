package io.aegate.metric.drift;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.KeptRows;
import io.aegate.metric.Metric;
import io.aegate.metric.PairBatch;
import io.aegate.metric.Projector;
import io.aegate.metric.ProjectorSpec;
import io.aegate.metric.ProjectorSpec.Output;
import io.aegate.network.Device;
import io.aegate.network.ImageNetwork;
import io.aegate.network.OnnxNetwork;
import io.aegate.network.Precision;
import io.aegate.network.ScriptNetwork;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Opens the projectors of a run, each once, whatever number of metrics reads it. */
record ProjectionExtractors(
        Device device,
        Precision precision,
        Map<OfficialWeights, Path> weights,
        Map<ProjectorSpec, Path> declared,
        Function<FeatureKey, KeptRows> kept) {

    List<FeatureExtractor> of(Collection<? extends Metric> metrics) {
        Set<FeatureKey> keys = metrics.stream()
                .filter(InstanceMetric.class::isInstance)
                .map(Metric::features)
                .collect(Collectors.toSet());
        List<FeatureExtractor> opened = new ArrayList<>();
        boolean complete = false;
        try {
            open(keys, opened);
            complete = true;
            return List.copyOf(opened);
        } finally {
            if (!complete) {
                opened.forEach(FeatureExtractor::close);
            }
        }
    }

    private void open(Set<FeatureKey> keys, List<FeatureExtractor> opened) {
        for (FeatureKey key : keys) {
            if (key.equals(DriftMetrics.CANNY)) {
                opened.add(new CannyExtractor());
            } else if (key.equals(DriftMetrics.SPATIAL)) {
                opened.add(new Derived(key, ProjectionExtractors::means));
            } else if (key.equals(DriftMetrics.DETECTED) && keys.contains(DriftMetrics.FACES)) {
                opened.add(new Derived(key, batch -> batch.features(DriftMetrics.FACES)));
            } else {
                projector(key)
                        .ifPresent(projector -> opened.add(new ProjectionExtractor(key, projector, kept.apply(key))));
            }
        }
    }

    /** The mean of the parts' drifts, of each pair. */
    private static double[][] means(PairBatch batch) {
        double[][] edges = batch.features(DriftMetrics.CANNY);
        double[][] depths = batch.features(Bundled.DEPTH.spec().features());
        double[][] segments = batch.features(Bundled.SEGMENTATION.spec().features());
        double[][] means = new double[edges.length][];
        for (int i = 0; i < means.length; i++) {
            means[i] = new double[] {(edges[i][CannyExtractor.DIFFERING_SHARE] + depths[i][0] + segments[i][0]) / 3};
        }
        return means;
    }

    private Optional<Projector> projector(FeatureKey key) {
        if (key.equals(DriftMetrics.FACES)) {
            return Optional.of(
                    FaceProjector.open(file(OfficialWeights.SCRFD), Optional.of(file(OfficialWeights.ARCFACE))));
        }
        if (key.equals(DriftMetrics.DETECTED)) {
            return Optional.of(FaceProjector.open(file(OfficialWeights.SCRFD), Optional.empty()));
        }
        Optional<Bundled> bundled = Bundled.of(key);
        if (bundled.isPresent()) {
            Bundled known = bundled.get();
            return Optional.of(new NetworkProjector(known.spec(), known.distances(), official(known.weights())));
        }
        return declared.keySet().stream()
                .filter(spec -> spec.features().equals(key))
                .findFirst()
                .map(this::declared);
    }

    private Projector declared(ProjectorSpec spec) {
        Optional<OfficialWeights> official = Declared.official(spec);
        if (spec.output() == Output.FACES) {
            return FaceProjector.open(official.map(this::file).orElseGet(() -> own(spec)), Optional.empty());
        }
        return new NetworkProjector(spec, List.of(spec.distance()), open(spec, official));
    }

    private ImageNetwork open(ProjectorSpec spec, Optional<OfficialWeights> official) {
        try {
            return opened(spec, official);
        } catch (RefusedInputException e) {
            throw spec.refused(e);
        }
    }

    private ImageNetwork opened(ProjectorSpec spec, Optional<OfficialWeights> official) {
        if (spec.network().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return OnnxNetwork.open(official.map(this::file).orElseGet(() -> own(spec)), spec.result());
        }
        return official.map(this::official).orElseGet(() -> ScriptNetwork.open(own(spec), device));
    }

    private Path own(ProjectorSpec spec) {
        return Optional.ofNullable(declared.get(spec))
                .orElseThrow(() -> new IllegalArgumentException("the run has no file of the projector " + spec.name()));
    }

    private ImageNetwork official(OfficialWeights which) {
        return OfficialNetworks.open(which, file(which), device, precision);
    }

    private Path file(OfficialWeights which) {
        return Optional.ofNullable(weights.get(which))
                .orElseThrow(() -> new IllegalArgumentException("the run has not found " + which.fileName()));
    }

    /** Features that are made of others. */
    private record Derived(FeatureKey key, Function<PairBatch, double[][]> of) implements FeatureExtractor {

        @Override
        public double[][] extract(PairBatch batch) {
            return of.apply(batch);
        }
    }
}
