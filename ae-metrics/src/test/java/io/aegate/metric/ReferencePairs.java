package io.aegate.metric;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.image.RgbImage;
import io.aegate.metric.drift.DriftMetrics;
import io.aegate.metric.pixel.PixelMetrics;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The pairs of photos whose metrics are known, and the ways in which tests measure pairs. */
public final class ReferencePairs {

    private ReferencePairs() {}

    /** A pair and what the reference implementations say of it. */
    public record ReferencePair(String name, Pair pair, JsonNode expected) {}

    public static List<ReferencePair> all() {
        List<ReferencePair> pairs = new ArrayList<>();
        for (JsonNode node : json("reference/pairs.json").get("pairs")) {
            pairs.add(new ReferencePair(
                    node.get("name").asText(),
                    Pair.of(
                            pairs.size(),
                            image("reference/images/" + node.get("ref").asText()),
                            image("reference/images/" + node.get("rec").asText())),
                    node));
        }
        return pairs;
    }

    public static JsonNode json(String path) {
        try {
            return new ObjectMapper().readTree(shared(path).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RgbImage image(String path) {
        BufferedImage image = decode(shared(path));
        byte[] pixels = new byte[image.getWidth() * image.getHeight() * RgbImage.CHANNELS];
        int i = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                pixels[i++] = (byte) (rgb >> 16);
                pixels[i++] = (byte) (rgb >> 8);
                pixels[i++] = (byte) rgb;
            }
        }
        return new RgbImage(image.getWidth(), image.getHeight(), pixels);
    }

    public static BufferedImage decode(Path file) {
        try {
            return ImageIO.read(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every metric that a CPU alone can compute. */
    public static List<InstanceMetric> metrics() {
        return Stream.concat(PixelMetrics.metrics().stream(), DriftMetrics.metrics().stream())
                .filter(metric -> metric.info().weights().isEmpty())
                .toList();
    }

    public static InstanceMetric metric(String id) {
        return metrics().stream()
                .filter(metric -> metric.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public static Map<FeatureKey, FeatureExtractor> extractors() {
        return Stream.concat(
                        PixelMetrics.cpuExtractors().stream(),
                        DriftMetrics.extractors(
                                metrics(), Device.CPU, Precision.FP32, Map.of(), Map.of(), key -> KeptRows.NONE)
                                .stream())
                .collect(Collectors.toMap(FeatureExtractor::key, Function.identity()));
    }

    public static MetricState measure(InstanceMetric metric, List<Pair> pairs) {
        Accumulator accumulator = metric.accumulator();
        accumulator.add(new PairBatch(pairs, extractors()));
        return accumulator.state();
    }

    public static double measure(String id, Pair pair) {
        return measure(metric(id), List.of(pair)).value();
    }
}
