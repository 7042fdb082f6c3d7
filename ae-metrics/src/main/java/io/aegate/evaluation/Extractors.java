package io.aegate.evaluation;

import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.KeptRows;
import io.aegate.metric.Metric;
import io.aegate.metric.SetMetric;
import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.metric.perceptual.PerceptualMetrics;
import io.aegate.metric.pixel.PixelMetrics;
import io.aegate.metric.pixel.TorchPixelExtractors;
import io.aegate.network.Device;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What computes the features of a run, made for its device and its metrics: pixels by our own kernels on the CPU, by a network program on
 * a CUDA device; Canny always by ours on the CPU; networks and projectors only where a metric reads them.
 */
final class Extractors implements AutoCloseable {

    private final Map<FeatureKey, FeatureExtractor> ofPairs = new HashMap<>();
    private final List<ImageFeatures> ofImages = new ArrayList<>();
    private final Deque<Runnable> release = new ArrayDeque<>();

    private Extractors() {}

    /** @param kept projections of references that are at hand, or are to be kept */
    static Extractors of(
            Collection<? extends Metric> metrics,
            Device device,
            Networks networks,
            Function<FeatureKey, KeptRows> kept) {
        Extractors extractors = new Extractors();
        boolean made = false;
        try {
            extractors.make(metrics, device, networks, kept);
            made = true;
            return extractors;
        } finally {
            if (!made) {
                extractors.close();
            }
        }
    }

    private void make(
            Collection<? extends Metric> metrics,
            Device device,
            Networks networks,
            Function<FeatureKey, KeptRows> kept) {
        if (device.isCuda()) {
            TorchPixelExtractors pixel = PixelMetrics.deviceExtractors(device);
            release.push(pixel::close);
            pixel.extractors().forEach(this::add);
        } else {
            PixelMetrics.cpuExtractors().forEach(this::add);
        }
        DriftMetrics.extractors(metrics, device, networks.precision(), networks.weights(), networks.projectors(), kept)
                .forEach(this::own);
        for (Metric metric : metrics) {
            if (!(metric instanceof SetMetric) && !ofPairs.containsKey(metric.features())) {
                own(PerceptualMetrics.extractor(metric.features(), device, networks.precision(), networks.weights()));
            }
        }
        Set<FeatureKey> layers = metrics.stream()
                .filter(SetMetric.class::isInstance)
                .map(Metric::features)
                .collect(Collectors.toSet());
        if (!layers.isEmpty()) {
            for (ImageFeatures network :
                    DistributionMetrics.extractors(layers, device, networks.precision(), networks.weights())) {
                release.push(network::close);
                ofImages.add(network);
            }
        }
    }

    private void own(FeatureExtractor extractor) {
        release.push(extractor::close);
        add(extractor);
    }

    private void add(FeatureExtractor extractor) {
        ofPairs.put(extractor.key(), extractor);
    }

    /** Those of pairs, by what they give. */
    Map<FeatureKey, FeatureExtractor> ofPairs() {
        return ofPairs;
    }

    /** Those that look at single images. */
    List<ImageFeatures> ofImages() {
        return ofImages;
    }

    @Override
    public void close() {
        release.forEach(Runnable::run);
    }
}
