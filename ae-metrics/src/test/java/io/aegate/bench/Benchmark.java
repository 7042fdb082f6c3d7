package io.aegate.bench;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.aegate.checkpoint.Autoencoder;
import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.Quantize;
import io.aegate.checkpoint.TaesdCheckpoint;
import io.aegate.evaluation.Evaluation;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.Networks;
import io.aegate.evaluation.SetOptions;
import io.aegate.image.ImagePairs;
import io.aegate.image.ImageSet;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.MetricId;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ReferencePairs;
import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.perceptual.PerceptualMetrics;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.network.TorchModule;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How fast the product's own code is, in the cases and the form of the Python peers' benchmark.
 *
 * <p>Prints one JSON object: {@code {"threads": 2, "CASE": {"median": x, "min": x, "max": x, "unit": "…/s"}}}. Options: {@code --threads
 * 2}, {@code --reps 7}, {@code --only REGEX}, {@code --images DIR}.
 */
final class Benchmark implements Closeable {

    private static final int PAIRS = 8;
    private static final int PAIRS_OF_A_PASS = 256;
    private static final int IMAGES_OF_A_CHECKPOINTS_PASS = 32;
    private static final double NANOS = 1e9;

    /** A repetition lasts this long at least, so that those of a few milliseconds are not at the mercy of the scheduler. */
    private static final double SECONDS_A_REPETITION = 0.5;

    /** As long as the compiler of the virtual machine takes to be done with loops like ours. */
    private static final double SECONDS_OF_WARM_UP = 4;

    private final int threads;
    private final int repetitions;
    private final Pattern only;
    private final Path folder;
    private final Photos photos;
    private final Photos manyPhotos;
    private final Photos photosForCheckpoint;
    private final List<Pair> pairs;
    private final ExecutorService pool;
    private final Map<String, Object> results = new LinkedHashMap<>();

    private Benchmark(Options options) throws IOException {
        threads = options.number("threads", 2);
        repetitions = options.number("reps", 7);
        only = options.only();
        folder = Files.createTempDirectory("ae-gate-benchmark");
        photos = Photos.write(options.images(), PAIRS, PAIRS, Files.createDirectory(folder.resolve("few")));
        manyPhotos =
                Photos.write(options.images(), PAIRS, PAIRS_OF_A_PASS, Files.createDirectory(folder.resolve("many")));
        photosForCheckpoint = Photos.write(
                options.images(),
                PAIRS,
                IMAGES_OF_A_CHECKPOINTS_PASS,
                Files.createDirectory(folder.resolve("checkpoint")));
        pairs = photos.read();
        pool = Executors.newFixedThreadPool(threads);
        results.put("threads", threads);
        results.put("java", Runtime.version().toString());
    }

    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments, List.of("threads", "reps", "only", "images"));
        try (Benchmark benchmark = new Benchmark(options)) {
            benchmark.run();
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(benchmark.results));
        }
        // Natives' own threads must not keep the process alive.
        System.exit(0);
    }

    private void run() throws IOException {
        if (wanted("taef2 encode+decode 256")) {
            TorchModule.setThreads(threads);
            try (Autoencoder taef2 = checkpoint().open(Device.CPU)) {
                List<RgbImage> batch = Photos.references(pairs);
                time("taef2 encode+decode 256", PAIRS, "images/s", () -> taef2.reconstruct(batch));
            }
        }
        for (Precision precision : Precision.values()) {
            String suffix = precision == Precision.BF16 ? " bf16" : "";
            lpips("lpips alex 256" + suffix, "lpips", precision);
            lpips("lpips vgg 256" + suffix, "lpips-vgg", precision);
            lpips("lpips squeeze 256" + suffix, "lpips-squeeze", precision);
            inception("inception 256->299" + suffix, precision);
        }
        metric("ssim skimage gaussian 256", "ssim");
        metric("psnr skimage 256", "psnr");
        metric("canny opencv pair 256", "drift.canny");
        if (wanted("png decode pillow 256")) {
            try (ImageSet set = ImageSet.open(photos.references())) {
                set.inspect(false);
                time("png decode pillow 256", PAIRS, "images/s", () -> spread(PAIRS, i -> set.read(i, false)));
            }
        }
        metric("ms-ssim 256", "ms-ssim");
        frechet();
        pass("whole pass 256 (8 metrics, folder)", PAIRS_OF_A_PASS, manyPhotos::open, Optional.empty());
        pass(
                "whole pass 256 (taef2, 8 metrics)",
                IMAGES_OF_A_CHECKPOINTS_PASS,
                () -> ImagePairs.ofReferences(photosForCheckpoint.references(), new Resize.None(), false),
                Optional.of(checkpoint()));
    }

    private void frechet() {
        if (wanted("fid sqrtm 2048")) {
            TorchModule.setThreads(threads);
            try (Covariances covariances = new Covariances()) {
                time("fid sqrtm 2048", 1, "1/s", covariances::traceOfRoot);
            }
        }
    }

    private boolean wanted(String name) {
        return only.matcher(name).find();
    }

    private static TaesdCheckpoint checkpoint() {
        return new TaesdCheckpoint(shared("weights/taef2_encoder.pth"), shared("weights/taef2_decoder.pth"));
    }

    /** A metric over pairs that are decoded already, each thread with its share of them. */
    private void metric(String name, String id) {
        if (!wanted(name)) {
            return;
        }
        if (!(new MetricCatalog().metric(new MetricId(id)) instanceof InstanceMetric metric)) {
            throw new IllegalArgumentException(id + " is no metric of single images");
        }
        metric(name, metric, ReferencePairs.extractors());
    }

    /** The values of the weights do not matter to its speed. */
    private void lpips(String name, String id, Precision precision) {
        if (!wanted(name)) {
            return;
        }
        InstanceMetric metric = PerceptualMetrics.metrics().stream()
                .filter(each -> each.id().value().equals(id))
                .findFirst()
                .orElseThrow();
        try (FeatureExtractor extractor = PerceptualMetrics.extractor(
                metric.features(), Device.CPU, precision, weights(metric.info().weights()))) {
            metric(name, metric, Map.of(extractor.key(), extractor));
        }
    }

    private void inception(String name, Precision precision) {
        if (!wanted(name)) {
            return;
        }
        FeatureKey pool3 = new FeatureKey("inception", "2048", "pf");
        List<ImageFeatures> networks = DistributionMetrics.extractors(
                Set.of(pool3), Device.CPU, precision, weights(Set.of(OfficialWeights.INCEPTION)));
        List<RgbImage> images = Photos.references(pairs);
        try (ImageFeatures network = networks.get(0)) {
            time(name, PAIRS, "images/s", () -> spread(threads, i -> network.extract(share(images, i))));
        }
    }

    private Map<OfficialWeights, Path> weights(Set<OfficialWeights> which) {
        return which.stream().collect(Collectors.toMap(Function.identity(), each -> {
            Path file = folder.resolve(each.fileName());
            return Files.exists(file) ? file : GeneratedWeights.write(each, folder);
        }));
    }

    private <T> List<T> share(List<T> all, int thread) {
        return all.subList(thread * all.size() / threads, (thread + 1) * all.size() / threads);
    }

    private void metric(String name, InstanceMetric metric, Map<FeatureKey, FeatureExtractor> extractors) {
        int share = (pairs.size() + threads - 1) / threads;
        int shares = (pairs.size() + share - 1) / share;
        time(
                name,
                pairs.size(),
                "pairs/s",
                () -> spread(shares, i -> {
                    List<Pair> batch = pairs.subList(i * share, Math.min(pairs.size(), (i + 1) * share));
                    metric.accumulator().add(new PairBatch(batch, extractors));
                }));
    }

    /** Everything from listing and hashing the files to the values. */
    private void pass(String name, int count, Source source, Optional<TaesdCheckpoint> checkpoint) {
        if (!wanted(name)) {
            return;
        }
        List<MetricId> all = new MetricCatalog().withoutWeights();
        Evaluation evaluation = new Evaluation(
                all, Device.CPU, Networks.NONE, SetOptions.NONE, threads, PAIRS, Quantize.ROUND, Optional.empty());
        time(name, count, checkpoint.isPresent() ? "images/s" : "pairs/s", () -> {
            try (ImagePairs opened = source.open()) {
                evaluation.run(
                        opened, checkpoint.map(Checkpoint.class::cast), Optional.empty(), (phase, done, total) -> {});
            }
        });
    }

    @FunctionalInterface
    private interface Source {
        ImagePairs open();
    }

    private void spread(int tasks, IntConsumer work) {
        List<Future<?>> pending = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            int task = i;
            pending.add(pool.submit(() -> work.accept(task)));
        }
        for (Future<?> task : pending) {
            try {
                task.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void time(String name, int count, String unit, Runnable work) {
        long started = System.nanoTime();
        int calls = 0;
        while (calls == 0 || seconds(started) < SECONDS_OF_WARM_UP) {
            work.run();
            calls++;
        }
        int callsARepetition = (int) Math.max(1, Math.ceil(SECONDS_A_REPETITION * calls / seconds(started)));
        double[] rates = new double[repetitions];
        for (int repetition = 0; repetition < repetitions; repetition++) {
            long start = System.nanoTime();
            for (int call = 0; call < callsARepetition; call++) {
                work.run();
            }
            rates[repetition] = count * callsARepetition / seconds(start);
        }
        Arrays.sort(rates);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("median", rounded((rates[(repetitions - 1) / 2] + rates[repetitions / 2]) / 2));
        result.put("min", rounded(rates[0]));
        result.put("max", rounded(rates[repetitions - 1]));
        result.put("unit", unit);
        results.put(name, result);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / NANOS;
    }

    private static double rounded(double rate) {
        return Math.round(rate * 1000) / 1000.0;
    }

    @Override
    public void close() throws IOException {
        pool.shutdownNow();
        Photos.delete(folder);
    }
}
