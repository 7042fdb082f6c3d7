package io.aegate.maven;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.aegate.AeGate;
import io.aegate.GateSpec;
import io.aegate.Worker;
import io.aegate.image.RefusedInputException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;

/**
 * The worker as a process: a JVM of its own, because native libraries that two of Maven's class loaders load crash the JVM.
 *
 * <p>A TorchScript checkpoint is a program, so the worker gets an environment without the secrets that a CI job carries.
 */
final class WorkerProcess {

    /** What a program needs to find its files, libraries and devices; nothing else of the environment is passed on. */
    private static final Set<String> ENVIRONMENT = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LANGUAGE",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "TMPDIR",
            "TEMP",
            "TMP",
            "XDG_CACHE_HOME",
            "DJL_CACHE_DIR",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "CUDA_VISIBLE_DEVICES",
            "CUDA_HOME",
            "CUDA_PATH",
            "NVIDIA_VISIBLE_DEVICES",
            "SYSTEMROOT",
            "WINDIR",
            "USERPROFILE",
            "LOCALAPPDATA",
            "APPDATA",
            "COMSPEC",
            "PATHEXT",
            "NUMBER_OF_PROCESSORS",
            "PROCESSOR_ARCHITECTURE");

    private static final int SIGNALS = 128;
    private static final int SIGKILL = 9;
    private static final int REMEMBERED_LINES = 20;
    private static final int FIRST_JDK_THAT_WARNS = 24;
    private static final ObjectReader MESSAGES = new ObjectMapper()
            .readerFor(Worker.Message.class)
            .with(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private final List<Path> classPath;
    private final String memory;
    private final AeGate gate;
    private final GateSpec spec;
    private final ProgressDisplay display;
    private final Deque<String> chatter = new ArrayDeque<>();

    WorkerProcess(List<Path> classPath, String memory, AeGate gate, ProgressDisplay display) {
        this.classPath = classPath;
        this.memory = memory;
        this.gate = gate;
        this.spec = gate.spec();
        this.display = display;
    }

    /**
     * Measures, and returns when the measurements are written.
     *
     * @throws RefusedInputException if the worker refused its inputs
     * @throws MojoExecutionException if it died
     */
    void run() throws IOException, MojoExecutionException {
        Path folder = Files.createTempDirectory("ae-gate-worker");
        Path order = folder.resolve("order.json");
        Path crashLog = spec.outputDirectory().resolve("worker-crash.log");
        Files.deleteIfExists(crashLog);
        Process process = null;
        try {
            Worker.Order.write(order, gate.settings(), gate.damage());
            Files.createDirectories(spec.outputDirectory());
            process = builder(order, crashLog).start();
            Optional<String> refusal = listen(process);
            int status = process.waitFor();
            if (refusal.isPresent()) {
                throw new RefusedInputException(refusal.get());
            }
            if (status != 0) {
                throw new MojoExecutionException(death(status, crashLog));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("ae-gate was interrupted while the worker measured.", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(order);
            Files.deleteIfExists(folder);
        }
    }

    private ProcessBuilder builder(Path order, Path crashLog) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + memory,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crashLog,
                "-Djava.awt.headless=true"));
        // Messages name them as what to set, and weights are looked for where Maven has put them.
        for (String property : List.of("java.io.tmpdir", "user.home")) {
            command.add("-D" + property + "=" + System.getProperty(property));
        }
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                Worker.class.getName(),
                order.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(false);
        environment(builder.environment(), spec.threads());
        return builder;
    }

    static void environment(Map<String, String> environment, int threads) {
        environment.keySet().removeIf(name -> !ENVIRONMENT.contains(name.toUpperCase(Locale.ROOT)));
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        // Threads that spin while they wait halve the speed of a busy machine.
        environment.put("OMP_WAIT_POLICY", "passive");
        environment.put("OPENBLAS_NUM_THREADS", "1");
        environment.put("OPENCV_LOG_LEVEL", "SILENT");
        // CUDA would round the factors of fp32 convolutions to ten bits.
        environment.put("NVIDIA_TF32_OVERRIDE", "0");
    }

    private Optional<String> listen(Process process) throws IOException, InterruptedException {
        Thread errors = new Thread(
                () -> remember(process.errorReader(StandardCharsets.UTF_8).lines()), "ae-gate-worker-errors");
        errors.setDaemon(true);
        errors.start();
        Optional<String> refusal = Optional.empty();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Optional<Worker.Message> message = message(line);
                if (message.isEmpty()) {
                    remember(Stream.of(line));
                } else if (message.get().refused().isEmpty()) {
                    display.at(
                            message.get().phase(),
                            message.get().done(),
                            message.get().total());
                } else {
                    refusal = Optional.of(message.get().refused());
                }
            }
        }
        errors.join();
        return refusal;
    }

    /** What the worker says by a line, if it is a message at all: a checkpoint or a native library may print there, too. */
    static Optional<Worker.Message> message(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(MESSAGES.readValue(line));
        } catch (JsonProcessingException e) {
            // A line that happens to begin like a message.
            return Optional.empty();
        }
    }

    private void remember(Stream<String> lines) {
        lines.filter(line -> !line.isBlank()).forEach(line -> {
            synchronized (chatter) {
                chatter.add(line);
                if (chatter.size() > REMEMBERED_LINES) {
                    chatter.remove();
                }
            }
        });
    }

    private String death(int status, Path crashLog) {
        StringBuilder message = new StringBuilder();
        if (status == Worker.OUT_OF_MEMORY) {
            message.append("The worker ran out of memory with workerMemory=")
                    .append(memory)
                    .append(
                            ", and nothing was measured; give it more (ae-gate.workerMemory=2g), or lower threads or batchSize.");
        } else if (status == SIGNALS + SIGKILL) {
            message.append("The worker was killed from outside (exit status ")
                    .append(status)
                    .append(
                            "), and nothing was measured; where memory is short the system does that, so lower threads or batchSize, or give the"
                                    + " machine more.");
        } else {
            message.append("The worker died with exit status ").append(status).append(", and nothing was measured.");
        }
        if (Files.exists(crashLog)) {
            message.append(" Its crash log is ").append(spec.display(crashLog)).append('.');
        }
        synchronized (chatter) {
            if (!chatter.isEmpty()) {
                message.append("\nIts last output:");
                chatter.forEach(line -> message.append("\n  ").append(line));
            }
        }
        return message.toString();
    }
}
