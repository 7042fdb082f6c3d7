package io.aegate.bench;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.Worker;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How much memory the worker takes, as a process of its own with the plugin's flags, while it measures many pairs (Linux only).
 *
 * <p>Prints one JSON object: {@code {"CASE": {"images": n, "seconds": s, "peakMB": p, "tenthsMB": [the median of each tenth of the
 * run]}}}. Options: {@code --threads 2}, {@code --pairs 5000}, {@code --images-of-checkpoint 200}, {@code --heap 1g}, {@code --only
 * REGEX}, {@code --images DIR}.
 */
final class MemoryRun {

    private static final long MILLIS_BETWEEN_SAMPLES = 100;
    private static final int TENTHS = 10;
    private static final int PHOTOS = 10;
    private static final long KIB_A_MIB = 1024;

    private final Options options;
    private final Path folder;

    private MemoryRun(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(
                arguments,
                List.of(
                        "threads",
                        "pairs",
                        "pairs-of-networks",
                        "pairs-of-projectors",
                        "images-of-checkpoint",
                        "heap",
                        "only",
                        "images"));
        Path folder = Files.createTempDirectory("ae-gate-memory");
        try {
            Map<String, Object> results = new MemoryRun(options, folder).run();
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(results));
        } finally {
            Photos.delete(folder);
        }
    }

    private Map<String, Object> run() throws IOException, InterruptedException {
        Map<String, Object> results = new LinkedHashMap<>();
        String pairsCase = "pairs in folders, 8 metrics";
        if (options.only().matcher(pairsCase).find()) {
            int count = options.number("pairs", 5000);
            Photos photos = photos(count);
            results.put(
                    pairsCase,
                    measure(
                            count,
                            Map.of(
                                    Parameter.REFERENCES, photos.references().toString(),
                                    Parameter.RECONSTRUCTIONS,
                                            photos.reconstructions().toString())));
        }
        String checkpointCase = "taef2, 8 metrics";
        if (options.only().matcher(checkpointCase).find()) {
            int count = options.number("images-of-checkpoint", 200);
            Photos photos = photos(count);
            results.put(
                    checkpointCase,
                    measure(
                            count,
                            Map.of(
                                    Parameter.REFERENCES, photos.references().toString(),
                                    Parameter.ARCHITECTURE, "taesd",
                                    Parameter.ENCODER,
                                            shared("weights/taef2_encoder.pth").toString(),
                                    Parameter.DECODER,
                                            shared("weights/taef2_decoder.pth").toString())));
        }
        String networksCase = "pairs in folders, psnr, ssim, lpips, rfid, drift.canny";
        if (options.only().matcher(networksCase).find()) {
            int count = options.number("pairs-of-networks", 1000);
            Photos photos = photos(count);
            Path weights = Files.createTempDirectory(folder, "weights");
            NetworkPass.weights(weights);
            results.put(
                    networksCase,
                    measure(
                            count,
                            Map.of(
                                    Parameter.REFERENCES, photos.references().toString(),
                                    Parameter.RECONSTRUCTIONS,
                                            photos.reconstructions().toString(),
                                    Parameter.METRICS, "psnr,ssim,lpips,rfid,drift.canny",
                                    Parameter.WEIGHTS_DIRECTORY, weights.toString(),
                                    Parameter.ALLOW_UNVERIFIED_WEIGHTS, "true")));
        }
        String projectorsCase =
                "pairs in folders, psnr, drift.canny, drift.depth-midas-small, face-recall, an ONNX projector";
        if (options.only().matcher(projectorsCase).find()) {
            int count = options.number("pairs-of-projectors", 2000);
            Photos photos = photos(count);
            Path weights = Files.createTempDirectory(folder, "weights");
            GeneratedWeights.write(OfficialWeights.MIDAS_SMALL, weights);
            Path scrfd = shared("weights/" + OfficialWeights.SCRFD.fileName());
            Files.copy(scrfd, weights.resolve(OfficialWeights.SCRFD.fileName()));
            results.put(
                    projectorsCase,
                    measure(
                            count,
                            Map.of(
                                    Parameter.REFERENCES, photos.references().toString(),
                                    Parameter.RECONSTRUCTIONS,
                                            photos.reconstructions().toString(),
                                    Parameter.METRICS,
                                            "psnr,drift.canny,drift.depth-midas-small,face-recall,drift.relief",
                                    Parameter.PROJECTORS,
                                            "relief = " + shared("reference/projectors/depth_standin.onnx")
                                                    + " resize=pillow-bicubic:256x256 normalise=min-max",
                                    Parameter.WEIGHTS_DIRECTORY, weights.toString(),
                                    Parameter.ACCEPT_LICENSE, OfficialWeights.SCRFD.fileName(),
                                    Parameter.ALLOW_UNVERIFIED_WEIGHTS, "true")));
        }
        return results;
    }

    private Photos photos(int count) throws IOException {
        return Photos.write(options.images(), PHOTOS, count, Files.createTempDirectory(folder, "photos"));
    }

    private Map<String, Object> measure(int count, Map<Parameter, String> subject)
            throws IOException, InterruptedException {
        Path output = Files.createTempDirectory(folder, "output");
        Map<Parameter, String> settings = new EnumMap<>(subject);
        settings.putIfAbsent(
                Parameter.METRICS,
                new MetricCatalog()
                        .withoutWeights().stream().map(Object::toString).collect(Collectors.joining(",")));
        settings.put(Parameter.THREADS, Integer.toString(options.number("threads", 2)));
        settings.put(Parameter.DEVICE, "cpu");
        settings.put(Parameter.OUTPUT_DIRECTORY, output.toString());
        Path order = output.resolve("order.json");
        Worker.Order.write(order, new Settings(folder, settings), Optional.empty());

        long started = System.nanoTime();
        Process worker =
                worker(order).redirectOutput(output.resolve("out.txt").toFile()).start();
        List<Long> samples = new ArrayList<>();
        long peak = 0;
        Path status = Path.of("/proc", Long.toString(worker.pid()), "status");
        while (!worker.waitFor(MILLIS_BETWEEN_SAMPLES, TimeUnit.MILLISECONDS)) {
            Map<String, Long> memory = kibibytes(status);
            if (memory.containsKey("VmRSS")) {
                samples.add(memory.get("VmRSS"));
                peak = Math.max(peak, memory.getOrDefault("VmHWM", 0L));
            }
        }
        if (worker.exitValue() != 0) {
            throw new IllegalStateException(
                    "the worker ended with " + worker.exitValue() + ": " + Files.readString(output.resolve("out.txt")));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("images", count);
        result.put("seconds", (System.nanoTime() - started) / TimeUnit.SECONDS.toNanos(1));
        result.put("peakMB", peak / KIB_A_MIB);
        result.put("tenthsMB", tenths(samples));
        return result;
    }

    /** As the plugin starts it. */
    private ProcessBuilder worker(Path order) {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + options.values().getOrDefault("heap", "1g"),
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        order.toString())
                .redirectError(Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(options.number("threads", 2)));
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        // What is kept between runs must not spare this one anything.
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder;
    }

    private static Map<String, Long> kibibytes(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("Vm"))
                    .map(line -> line.split("\\s+"))
                    .collect(Collectors.toMap(
                            words -> words[0].substring(0, words[0].length() - 1), words -> Long.parseLong(words[1])));
        } catch (IOException e) {
            // The process ended meanwhile.
            return Map.of();
        }
    }

    private static List<Long> tenths(List<Long> samples) {
        List<Long> medians = new ArrayList<>();
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            List<Long> part =
                    samples.subList(tenth * samples.size() / TENTHS, (tenth + 1) * samples.size() / TENTHS).stream()
                            .sorted()
                            .toList();
            if (!part.isEmpty()) {
                medians.add(part.get(part.size() / 2) / KIB_A_MIB);
            }
        }
        return medians;
    }
}
