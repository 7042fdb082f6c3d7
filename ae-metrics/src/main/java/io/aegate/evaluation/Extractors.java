package io.aegate.evaluation;

import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.metric.pixel.PixelMetrics;
import io.aegate.metric.pixel.TorchPixelExtractors;
import io.aegate.network.Device;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What computes the features of a run, made for its device: pixels by our own kernels on the CPU, by a network program on a CUDA
 * device; Canny always by ours on the CPU.
 */
final class Extractors implements AutoCloseable {

    private final Map<FeatureKey, FeatureExtractor> byKey;
    private final Runnable release;

    private Extractors(List<FeatureExtractor> pixel, Runnable release) {
        this.byKey = Stream.of(pixel, DriftMetrics.cpuExtractors())
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(FeatureExtractor::key, Function.identity()));
        this.release = release;
    }

    static Extractors on(Device device) {
        if (!device.isCuda()) {
            return new Extractors(PixelMetrics.cpuExtractors(), () -> {});
        }
        TorchPixelExtractors pixel = PixelMetrics.deviceExtractors(device);
        return new Extractors(pixel.extractors(), pixel::close);
    }

    Map<FeatureKey, FeatureExtractor> byKey() {
        return byKey;
    }

    @Override
    public void close() {
        release.run();
    }
}
