package io.aegate.bench;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.aegate.checkpoint.Quantize;
import io.aegate.evaluation.Evaluation;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.Networks;
import io.aegate.evaluation.ReferenceFeatures;
import io.aegate.evaluation.SetOptions;
import io.aegate.image.ImagePairs;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureCache;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.ImageFeatures;
import io.aegate.metric.MetricId;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.distribution.DistributionMetrics;
import io.aegate.metric.perceptual.PerceptualMetrics;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * How much of a pass the networks are, and how much of it is saved where the references were seen before.
 *
 * <p>Prints one JSON object of pairs a second. Options: {@code --threads 2}, {@code --pairs 1000}, {@code --images DIR}.
 */
final class NetworkPass {

    private static final int PHOTOS = 8;
    private static final double NANOS = 1e9;
    private static final FeatureKey POOL3 = new FeatureKey("inception", "2048", "pf");

    private final int threads;
    private final int count;
    private final Path folder;
    private final Photos photos;
    private final Networks networks;
    private final Map<String, Object> results = new LinkedHashMap<>();

    private NetworkPass(Options options, Path folder) throws IOException {
        this.folder = folder;
        threads = options.number("threads", 2);
        count = options.number("pairs", 1000);
        photos = Photos.write(options.images(), PHOTOS, count, Files.createDirectory(folder.resolve("photos")));
        networks = new Networks(Precision.FP32, weights(folder), Map.of());
    }

    static Map<OfficialWeights, Path> weights(Path folder) throws IOException {
        Map<OfficialWeights, Path> files = new EnumMap<>(OfficialWeights.class);
        for (OfficialWeights which : List.of(OfficialWeights.ALEXNET, OfficialWeights.INCEPTION)) {
            files.put(which, GeneratedWeights.write(which, folder));
        }
        Path linear = folder.resolve(OfficialWeights.LPIPS_ALEX.fileName());
        Files.copy(shared("weights/" + linear.getFileName()), linear);
        files.put(OfficialWeights.LPIPS_ALEX, linear);
        return files;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Options options = Options.of(arguments, List.of("threads", "pairs", "images"));
        Path folder = Files.createTempDirectory("ae-gate-networks");
        try {
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(new NetworkPass(options, folder).run()));
        } finally {
            Photos.delete(folder);
        }
        // Natives' own threads must not keep the process alive.
        System.exit(0);
    }

    private Map<String, Object> run() throws InterruptedException, ExecutionException {
        results.put("threads", threads);
        results.put("pairs", count);
        double before = networksAlone();
        double whole = pass("whole pass (psnr, ssim, lpips, rfid, drift.canny)", SetOptions.NONE);
        double after = networksAlone();
        double alone = (before + after) / 2;
        results.put("networks alone", alone);
        results.put("whole pass", whole);
        results.put("share of the networks alone", whole / alone);
        SetOptions remembering = new SetOptions(
                Optional.of(new ReferenceFeatures(
                        new FeatureCache(folder.resolve("features"), FeatureCache.DEFAULT_BOUND),
                        List.of("bench"),
                        features -> List.of())),
                Optional.empty(),
                Optional.empty(),
                false);
        double first = evaluated(List.of("rfid"), remembering);
        double second = evaluated(List.of("rfid"), remembering);
        results.put("rfid, first time", first);
        results.put("rfid, same references again", second);
        results.put("again over first", second / first);
        return results;
    }

    private double pass(String name, SetOptions options) {
        System.err.println(name);
        return evaluated(List.of("psnr", "ssim", "lpips", "rfid", "drift.canny"), options);
    }

    /** Everything from listing and hashing the files to the values. */
    private double evaluated(List<String> metrics, SetOptions options) {
        Evaluation evaluation = new Evaluation(
                metrics.stream().map(MetricId::new).toList(),
                Device.CPU,
                networks,
                options,
                threads,
                0,
                Quantize.ROUND,
                Optional.empty());
        long started = System.nanoTime();
        try (ImagePairs pairs = photos.open()) {
            evaluation.run(pairs, Optional.empty(), Optional.empty(), (phase, done, total) -> {});
        }
        return count / ((System.nanoTime() - started) / NANOS);
    }

    /** Only what the networks of that pass compute, of images that are decoded already. */
    private double networksAlone() throws InterruptedException, ExecutionException {
        FeatureKey lpips = new MetricCatalog().metric(new MetricId("lpips")).features();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (FeatureExtractor perceptual =
                        PerceptualMetrics.extractor(lpips, Device.CPU, networks.precision(), networks.weights());
                ImageFeatures inception = DistributionMetrics.extractors(
                                Set.of(POOL3), Device.CPU, networks.precision(), networks.weights())
                        .get(0);
                ImagePairs opened = photos.open()) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < PHOTOS; i++) {
                pairs.add(Pair.of(i, opened.reference(i), opened.reconstruction(i)));
            }
            List<RgbImage> images = Stream.concat(
                            pairs.stream().map(Pair::reference), pairs.stream().map(Pair::reconstruction))
                    .toList();
            Runnable batch = () -> {
                perceptual.extract(new PairBatch(pairs, Map.of()));
                inception.extract(images);
            };
            // The same number of batches for each thread.
            int batches = Math.max(1, count / 5 / PHOTOS / threads) * threads;
            spread(pool, threads, batch);
            long started = System.nanoTime();
            spread(pool, batches, batch);
            return batches * PHOTOS / ((System.nanoTime() - started) / NANOS);
        } finally {
            pool.shutdown();
        }
    }

    private static void spread(ExecutorService pool, int tasks, Runnable work)
            throws InterruptedException, ExecutionException {
        List<Future<?>> pending = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            pending.add(pool.submit(work));
        }
        for (Future<?> each : pending) {
            each.get();
        }
    }
}
