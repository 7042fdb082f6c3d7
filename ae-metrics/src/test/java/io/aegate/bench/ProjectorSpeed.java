package io.aegate.bench;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.aegate.image.ImageSize;
import io.aegate.network.Device;
import io.aegate.network.DptHybridProgram;
import io.aegate.network.ImageNetwork;
import io.aegate.network.MidasSmallProgram;
import io.aegate.network.OnnxNetwork;
import io.aegate.network.Precision;
import io.aegate.network.UperNetProgram;
import io.aegate.network.VitProgram;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast the networks of projectors look at photos of 256², each resized to what the network takes; decoding, resizing and comparing are
 * left out.
 *
 * <p>Prints one JSON object of images a second, of all threads together. {@code GFLOP/s} is what a straightforward program would have to do
 * for that, two for each multiplication: ours computes less where it can. Options: {@code --threads 2}, {@code --reps 5}, {@code --only
 * REGEX}, which is matched against names such as {@code upernet bf16}.
 */
final class ProjectorSpeed {

    private static final double NANOS = 1e9;
    private static final double SECONDS_A_REPETITION = 3;
    private static final ImageSize PHOTO = new ImageSize(256, 256);

    /** 10⁹ multiplications with additions for an image: convolutions, matrices and attention; norms and the like do not count. */
    private static final List<Subject> SUBJECTS = List.of(
            new Subject("clip", OfficialWeights.CLIP, 224, 4.409, opened(f -> VitProgram.clip(f)::open)),
            new Subject("dinov2", OfficialWeights.DINOV2, 224, 23.161, opened(f -> VitProgram.dinov2(f)::open)),
            new Subject(
                    "midas small", OfficialWeights.MIDAS_SMALL, 256, 4.47, opened(f -> MidasSmallProgram.of(f)::open)),
            new Subject(
                    "dpt hybrid", OfficialWeights.DPT_HYBRID, 384, 125.2, opened(f -> DptHybridProgram.of(f)::open)),
            new Subject("upernet", OfficialWeights.UPERNET, 512, 234.1, opened(f -> UperNetProgram.of(f)::open)),
            new Subject("scrfd", OfficialWeights.SCRFD, 640, 0.734, (file, precision) -> OnnxNetwork.open(file)));

    private final Options options;
    private final int threads;
    private final Path folder;
    private final ExecutorService pool;
    private final Map<String, Object> results = new LinkedHashMap<>();

    private ProjectorSpeed(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
        threads = options.number("threads", 2);
        pool = Executors.newFixedThreadPool(threads);
    }

    /** A network with the side of its input and the work that it is. */
    private record Subject(String name, OfficialWeights weights, int side, double gmac, Opener opener) {}

    @FunctionalInterface
    private interface Opener {
        ImageNetwork open(Path file, Precision precision);
    }

    @FunctionalInterface
    private interface Program {
        ImageNetwork open(Device device, Precision precision);
    }

    @FunctionalInterface
    private interface Programs {
        Program of(StateDict weights);
    }

    private static Opener opened(Programs programs) {
        return (file, precision) -> programs.of(StateDict.read(file)).open(Device.CPU, precision);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Options options = Options.of(arguments, List.of("threads", "reps", "only"));
        Path folder = Files.createTempDirectory("ae-gate-projectors");
        try {
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(new ProjectorSpeed(options, folder).run()));
        } finally {
            Photos.delete(folder);
        }
        // Natives' own threads must not keep the process alive.
        System.exit(0);
    }

    private Map<String, Object> run() throws IOException, InterruptedException, ExecutionException {
        results.put("threads", threads);
        try {
            for (Subject subject : SUBJECTS) {
                for (Precision precision : Precision.values()) {
                    measure(subject, precision);
                }
            }
        } finally {
            pool.shutdownNow();
        }
        return results;
    }

    private void measure(Subject subject, Precision precision)
            throws IOException, InterruptedException, ExecutionException {
        String name = subject.name() + (precision == Precision.BF16 ? " bf16" : "");
        // A network of an ONNX file is of the precision that its file is of.
        boolean is = precision == Precision.FP32 || subject.weights() != OfficialWeights.SCRFD;
        if (!is || !options.only().matcher(name).find()) {
            return;
        }
        System.err.println(name);
        ImageSize size = new ImageSize(subject.side(), subject.side());
        ByteBuffer planes = noise(3 * size.width() * size.height());
        try (ImageNetwork network = subject.opener().open(file(subject.weights()), precision)) {
            Runnable image = () -> network.run(planes.duplicate().order(ByteOrder.nativeOrder()), 1, size, PHOTO);
            rate(image, threads);
            double rough = rate(image, threads);
            int images = threads * (int) Math.max(1, Math.round(rough * SECONDS_A_REPETITION / threads));
            double[] rates = new double[options.number("reps", 5)];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = rate(image, images);
            }
            Arrays.sort(rates);
            double median = (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2;
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("median", rounded(median));
            result.put("min", rounded(rates[0]));
            result.put("max", rounded(rates[rates.length - 1]));
            result.put("unit", "images/s");
            result.put("GMAC an image", subject.gmac());
            result.put("GFLOP/s", rounded(2 * subject.gmac() * median));
            results.put(name, result);
        }
    }

    private double rate(Runnable image, int images) throws InterruptedException, ExecutionException {
        long started = System.nanoTime();
        List<Future<?>> pending = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            pending.add(pool.submit(image));
        }
        for (Future<?> each : pending) {
            each.get();
        }
        return images / ((System.nanoTime() - started) / NANOS);
    }

    private Path file(OfficialWeights weights) throws IOException {
        Path file = folder.resolve(weights.fileName());
        if (!Files.exists(file)) {
            switch (weights) {
                case SCRFD -> Files.copy(shared("weights/" + weights.fileName()), file);
                default -> GeneratedWeights.write(weights, folder);
            }
        }
        return file;
    }

    private static ByteBuffer noise(int values) {
        ByteBuffer planes = ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.nativeOrder());
        Random random = new Random(1);
        while (planes.hasRemaining()) {
            planes.putFloat(4 * random.nextFloat() - 2);
        }
        return planes.flip();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
