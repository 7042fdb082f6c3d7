package io.aegate;

import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.Latent;
import io.aegate.checkpoint.Quantize;
import io.aegate.checkpoint.Range;
import io.aegate.checkpoint.TaesdCheckpoint;
import io.aegate.checkpoint.TorchScriptCheckpoint;
import io.aegate.evaluation.Protocol;
import io.aegate.gate.Budgets;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import io.aegate.metric.ProjectorSpec;
import io.aegate.network.Precision;
import io.aegate.weights.WeightPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a gate needs to know, whoever asked: equivalent configurations in a POM, in properties and in an annotation make
 * equal specs.
 *
 * @param references the images that go in
 * @param reconstructions the images that came out, where no checkpoint makes them
 * @param checkpoint the autoencoder under test
 * @param sets what is said of metrics of whole sets
 * @param metrics ids of what to measure besides what budgets name
 * @param projectors those of the user's own, and the path of the network of each
 * @param budgets the budgets' texts
 * @param slices the file that names slices
 * @param judging what measurements are compared with, and how sure a judgement has to be
 * @param resize how images are brought to size
 * @param convert whether 16-bit and CMYK images are converted
 * @param quantize how a checkpoint's floats become pixels
 * @param protocol whose script's numbers are printed as well
 * @param device where to run, still {@code auto} if so set
 * @param precision of networks
 * @param batchSize images that go through a network together; 0 for as many as make half a million pixels
 * @param threads of the CPU
 * @param weights which weight files may be used
 * @param outputDirectory where files are written
 * @param base the folder that names in reports are relative to
 */
public record GateSpec(
        Path references,
        Optional<Path> reconstructions,
        Optional<Checkpoint> checkpoint,
        SetSpec sets,
        List<String> metrics,
        Map<ProjectorSpec, Path> projectors,
        List<String> budgets,
        Optional<Path> slices,
        Judging judging,
        Resize resize,
        boolean convert,
        Quantize quantize,
        Optional<Protocol> protocol,
        String device,
        Precision precision,
        int batchSize,
        int threads,
        WeightPolicy weights,
        Path outputDirectory,
        Path base) {

    private static final int MOST = 1024;
    private static final String TAESD = "taesd";

    /**
     * Makes sense of settings.
     *
     * @throws RefusedInputException if a parameter is missing, contradicts another, or has a value that it cannot have
     */
    public static GateSpec of(Settings settings) {
        Path references = settings.path(Parameter.REFERENCES)
                .orElseThrow(() -> new RefusedInputException(
                        "references is not set; name the folder, .npz or list file of the images to evaluate on."));
        Optional<Path> reconstructions = settings.path(Parameter.RECONSTRUCTIONS);
        Optional<Checkpoint> checkpoint = checkpoint(settings);
        if (checkpoint.isPresent() && reconstructions.isPresent()) {
            throw new RefusedInputException(
                    "Both reconstructions and a checkpoint are set, but one of them is the thing under test;"
                            + " drop the other.");
        }
        SetSpec sets = SetSpec.of(settings);
        boolean subject = checkpoint.isPresent()
                || reconstructions.isPresent()
                || sets.generated().isPresent();
        if (!subject && !isListFile(references)) {
            if (!Files.exists(references)) {
                throw new RefusedInputException(
                        "references is " + references + ", where there is nothing; check the path.");
            }
            throw new RefusedInputException(
                    "Nothing to evaluate is set; name reconstructions (a folder or .npz), a checkpoint"
                            + " (TorchScript), an architecture with encoder and decoder, or generated images.");
        }
        int threads = settings.number(Parameter.THREADS, 0, 0, MOST);
        return new GateSpec(
                references,
                reconstructions,
                checkpoint,
                sets,
                metrics(settings),
                DeclaredProjectors.of(settings),
                budgets(settings),
                settings.path(Parameter.SLICES),
                Judging.of(settings),
                settings.text(Parameter.RESIZE).map(Resize::parse).orElseGet(() -> Resize.parse("none")),
                settings.flag(Parameter.CONVERT),
                quantize(settings, checkpoint),
                protocol(settings),
                settings.text(Parameter.DEVICE).orElse("cpu").toLowerCase(Locale.ROOT),
                settings.text(Parameter.PRECISION).map(Precision::parse).orElse(Precision.FP32),
                settings.number(Parameter.BATCH_SIZE, 0, 0, MOST),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                weights(settings),
                outputDirectory(settings),
                settings.base());
    }

    /** The first file or folder of the thing under test that settings name and that is not there, as {@code parameter is path}. */
    static Optional<String> absent(Settings settings) {
        return Stream.of(
                        Parameter.CHECKPOINT,
                        Parameter.ENCODER,
                        Parameter.DECODER,
                        Parameter.RECONSTRUCTIONS,
                        Parameter.GENERATED)
                .flatMap(parameter ->
                        settings
                                .path(parameter)
                                .filter(Files::notExists)
                                .map(path -> parameter.key() + " is " + path)
                                .stream())
                .findFirst()
                .or(() -> DeclaredProjectors.absent(settings));
    }

    /**
     * The budgets' texts, those of {@code budgets} before those of {@code budgetsFile}, without regard to what they say.
     *
     * @throws RefusedInputException if {@code budgetsFile} is not there, cannot be read, or holds none
     */
    public static List<String> budgets(Settings settings) {
        List<String> budgets = new ArrayList<>(
                settings.text(Parameter.BUDGETS).map(Budgets::split).orElse(List.of()));
        settings.path(Parameter.BUDGETS_FILE).ifPresent(file -> {
            requireFile(Parameter.BUDGETS_FILE, file);
            List<String> read = Budgets.read(file);
            if (read.isEmpty()) {
                throw new RefusedInputException(
                        "budgetsFile is " + file + ", which holds no budget; write one a line, or drop the setting.");
            }
            budgets.addAll(read);
        });
        return List.copyOf(budgets);
    }

    /** A path as it is shown to people: relative to the base where it lies below it, otherwise its last two names. */
    public String display(Path path) {
        Path normal = path.normalize();
        if (normal.equals(base)) {
            return ".";
        }
        int names = normal.getNameCount();
        Path shown = normal;
        if (normal.startsWith(base)) {
            shown = base.relativize(normal);
        } else if (names > 0) {
            shown = normal.subpath(Math.max(0, names - 2), names);
        }
        return shown.toString().replace('\\', '/');
    }

    /** Where files are written, whatever else is said. */
    public static Path outputDirectory(Settings settings) {
        return settings.path(Parameter.OUTPUT_DIRECTORY)
                .orElseGet(() -> settings.base().resolve("target/ae-gate"));
    }

    private static boolean isListFile(Path references) {
        return Files.isRegularFile(references)
                && !references.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
    }

    private static Optional<Checkpoint> checkpoint(Settings settings) {
        Optional<Path> file = settings.path(Parameter.CHECKPOINT);
        Optional<String> architecture = settings.text(Parameter.ARCHITECTURE);
        Optional<Path> encoder = settings.path(Parameter.ENCODER);
        Optional<Path> decoder = settings.path(Parameter.DECODER);
        if (architecture.isPresent()) {
            return Optional.of(known(settings, architecture.get(), file, encoder, decoder));
        }
        if (encoder.isPresent() || decoder.isPresent()) {
            throw new RefusedInputException(
                    "encoder and decoder are weights of an architecture, but none is set; set architecture=taesd.");
        }
        if (file.isEmpty()) {
            for (Parameter dependent : List.of(Parameter.RANGE, Parameter.LATENT, Parameter.QUANTIZE)) {
                refuseWithoutCheckpoint(settings, dependent);
            }
            return Optional.empty();
        }
        if (file.get().toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw new RefusedInputException(
                    "checkpoint is " + file.get().getFileName()
                            + ", but ONNX files cannot be run by this version; export it as TorchScript, or measure a folder of reconstructions.");
        }
        requireFile(Parameter.CHECKPOINT, file.get());
        return Optional.of(new TorchScriptCheckpoint(
                file.get(),
                settings.text(Parameter.RANGE).map(Range::parse).orElse(Range.ZERO_TO_ONE),
                settings.text(Parameter.LATENT).map(Latent::parse).orElse(Latent.TENSOR)));
    }

    private static Checkpoint known(
            Settings settings,
            String architecture,
            Optional<Path> file,
            Optional<Path> encoder,
            Optional<Path> decoder) {
        if (!architecture.equals(TAESD)) {
            throw new RefusedInputException(
                    "architecture is '" + architecture
                            + "', but the one that is known is taesd; export other networks as TorchScript and set checkpoint.");
        }
        if (file.isPresent()) {
            throw new RefusedInputException(
                    "Both checkpoint and architecture are set, but one of them is the thing under test; drop the other.");
        }
        if (settings.text(Parameter.RANGE).isPresent()
                || settings.text(Parameter.LATENT).isPresent()) {
            throw new RefusedInputException(
                    "range and latent describe a TorchScript checkpoint, but architecture=taesd knows its own;"
                            + " drop them.");
        }
        if (encoder.isEmpty() || decoder.isEmpty()) {
            throw new RefusedInputException(
                    "architecture=taesd needs both encoder and decoder, the two weight files of the network; set "
                            + (encoder.isEmpty() ? "encoder" : "decoder") + ".");
        }
        requireFile(Parameter.ENCODER, encoder.get());
        requireFile(Parameter.DECODER, decoder.get());
        return new TaesdCheckpoint(encoder.get(), decoder.get());
    }

    private static void refuseWithoutCheckpoint(Settings settings, Parameter parameter) {
        if (settings.text(parameter).isPresent()) {
            throw new RefusedInputException(
                    parameter.key() + " describes a checkpoint, but none is set; drop it, or set checkpoint.");
        }
    }

    private static void requireFile(Parameter parameter, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException(
                    parameter.key() + " is " + file + ", where there is no file; check the path.");
        }
    }

    static Optional<Protocol> protocol(Settings settings) {
        return settings.text(Parameter.PROTOCOL).map(Protocol::parse);
    }

    private static Quantize quantize(Settings settings, Optional<Checkpoint> checkpoint) {
        Optional<Quantize> said = settings.text(Parameter.QUANTIZE).map(Quantize::parse);
        Optional<Protocol> protocol = protocol(settings);
        if (protocol.isEmpty()) {
            return said.orElse(Quantize.ROUND);
        }
        Quantize scripts = protocol.get().quantize();
        if (said.isPresent() && said.get() != scripts) {
            throw new RefusedInputException("quantize is " + said.get() + ", but the script of protocol="
                    + protocol.get() + " has " + scripts + "; drop one of them.");
        }
        if (scripts == Quantize.NONE && checkpoint.isEmpty()) {
            throw new RefusedInputException(
                    "protocol=" + protocol.get()
                            + " measures what a decoder gives before it is rounded, which files do not hold; set a checkpoint.");
        }
        return scripts;
    }

    /** Which weight files may be used, without regard to what else is said. */
    static WeightPolicy weights(Settings settings) {
        return new WeightPolicy(
                settings.path(Parameter.WEIGHTS_DIRECTORY),
                Set.copyOf(listed(settings, Parameter.ACCEPT_LICENSE)),
                settings.flag(Parameter.ALLOW_UNVERIFIED_WEIGHTS));
    }

    static List<String> metrics(Settings settings) {
        return listed(settings, Parameter.METRICS);
    }

    private static List<String> listed(Settings settings, Parameter parameter) {
        return settings.text(parameter).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
