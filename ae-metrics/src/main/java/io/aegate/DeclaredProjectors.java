package io.aegate;

import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.Provenance.ProjectorFacts;
import io.aegate.gate.Budgets;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.ProjectorSpec;
import io.aegate.network.OnnxNetwork;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.WeightStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The projectors that settings declare, and their files. */
final class DeclaredProjectors {

    private DeclaredProjectors() {}

    /**
     * What settings declare, and the path of each network, which nobody reads if it is the name of an official file; no file is read.
     *
     * @throws RefusedInputException if a declaration is none, or two have one name
     */
    static Map<ProjectorSpec, Path> of(Settings settings) {
        Map<ProjectorSpec, Path> declared = new LinkedHashMap<>();
        for (String text :
                settings.text(Parameter.PROJECTORS).map(Budgets::split).orElse(List.of())) {
            ProjectorSpec spec = ProjectorSpec.parse(text);
            if (declared.keySet().stream().anyMatch(other -> other.name().equals(spec.name()))) {
                throw new RefusedInputException(
                        "projectors declares " + spec.name() + " twice; give one of them another name.");
            }
            declared.put(spec, settings.resolve(Parameter.PROJECTORS, spec.network()));
        }
        return declared;
    }

    /**
     * The metrics that there are with them.
     *
     * @throws RefusedInputException if one has the name of a metric that there is anyway
     */
    static MetricCatalog catalog(Settings settings) {
        return new MetricCatalog(of(settings).keySet());
    }

    /**
     * What decides the values of each, by content.
     *
     * @throws RefusedInputException if a file is not there, or is an ONNX file that may not be used
     */
    static Map<String, ProjectorFacts> facts(Map<ProjectorSpec, Path> declared) {
        Map<String, ProjectorFacts> facts = new TreeMap<>();
        declared.forEach((spec, file) -> facts.put(
                spec.name(),
                isOfficial(spec)
                        ? new ProjectorFacts(spec.network() + " " + spec.keys(), Map.of())
                        : new ProjectorFacts(spec.keys(), hashes(spec, file))));
        return facts;
    }

    /** Whether a metric is computed with networks of ONNX files. */
    static boolean readOnnx(MetricInfo metric, Map<ProjectorSpec, Path> declared) {
        return metric.weights().stream().anyMatch(file -> isOnnx(file.fileName()))
                || declared.keySet().stream()
                        .anyMatch(
                                spec -> metric.projector().equals(Optional.of(spec.name())) && isOnnx(spec.network()));
    }

    private static boolean isOnnx(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /** The first file of a projector that is not there; what is wrong with the declarations is not asked here. */
    static Optional<String> absent(Settings settings) {
        try {
            return of(settings).entrySet().stream()
                    .filter(declared -> !isOfficial(declared.getKey()) && Files.notExists(declared.getValue()))
                    .map(declared -> "projector " + declared.getKey().name() + " names " + declared.getValue())
                    .findFirst();
        } catch (RefusedInputException e) {
            // Evaluated, it is refused again, and that is told.
            return Optional.empty();
        }
    }

    /**
     * Refuses files of the user's that are official ones of another name, whose licence forbids something that was not accepted.
     *
     * @throws RefusedInputException naming the file and what to accept
     */
    static void requireAccepted(Map<String, ProjectorFacts> facts, WeightStore store) {
        for (ProjectorFacts fact : facts.values()) {
            Arrays.stream(OfficialWeights.values())
                    .filter(file ->
                            file.sha256().filter(fact.files()::containsValue).isPresent())
                    .forEach(store::requireAccepted);
        }
    }

    private static boolean isOfficial(ProjectorSpec spec) {
        return Arrays.stream(OfficialWeights.values())
                .anyMatch(file -> file.fileName().equals(spec.network()));
    }

    private static Map<String, String> hashes(ProjectorSpec spec, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException("The projector " + spec.name() + " names " + spec.network()
                    + ", where there is no file; check the path, which is relative to the project.");
        }
        Map<String, String> hashes = new TreeMap<>();
        for (Path part : isOnnx(spec.network()) ? parts(spec, file) : List.of(file)) {
            hashes.put(name(file, part), Inputs.sha256(part));
        }
        return hashes;
    }

    private static List<Path> parts(ProjectorSpec spec, Path file) {
        try {
            return OnnxNetwork.files(file);
        } catch (RefusedInputException e) {
            throw spec.refused(e);
        }
    }

    /** Of a file that a model consists of, relative to the model's folder. */
    private static String name(Path model, Path part) {
        Path folder = model.toAbsolutePath().normalize().getParent();
        Path whole = part.toAbsolutePath().normalize();
        return (folder != null && whole.startsWith(folder) ? folder.relativize(whole) : whole.getFileName())
                .toString()
                .replace('\\', '/');
    }
}
