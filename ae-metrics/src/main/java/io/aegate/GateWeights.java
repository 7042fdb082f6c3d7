package io.aegate;

import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.Networks;
import io.aegate.evaluation.Provenance.WeightFile;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import io.aegate.network.Precision;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.WeightStore;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The weight files that the metrics of a gate are computed with, as this machine has them. */
final class GateWeights {

    private final Settings settings;
    private final SortedSet<MetricId> metrics;
    private final MetricCatalog catalog;
    private final WeightStore store;

    GateWeights(Settings settings, SortedSet<MetricId> metrics, MetricCatalog catalog) {
        this.settings = settings;
        this.metrics = metrics;
        this.catalog = catalog;
        this.store = store(settings);
    }

    /** The official weight files of this machine that settings let be used, as this process's environment has them. */
    static WeightStore store(Settings settings) {
        Path home = Path.of(System.getProperty("user.home"));
        return new WeightStore(GateSpec.weights(settings), WeightStore.usualCache(System.getenv(), home));
    }

    /** Which files settings name that are not there, in a few words; what is wrong with the settings is not asked here. */
    static Optional<String> absent(Settings settings) {
        List<String> absent;
        try {
            absent =
                    store(settings)
                            .nowhere(new NamedMetrics(DeclaredProjectors.catalog(settings)).weights(settings))
                            .stream()
                            .map(OfficialWeights::fileName)
                            .toList();
        } catch (RefusedInputException e) {
            // Evaluated, it is refused again, and that is told.
            return Optional.empty();
        }
        return switch (absent.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("the weight file " + absent.get(0) + " is missing");
            default -> Optional.of("the weight files " + RefusedInputException.named(absent) + " are missing");
        };
    }

    SortedSet<OfficialWeights> needed() {
        return new NamedMetrics(catalog).weights(metrics);
    }

    /** Whether one of them is not there. */
    boolean lacking() {
        return !store.absent(needed()).isEmpty();
    }

    /** Of each file what is at hand, and of one that is not at hand what the official one is. */
    Map<String, WeightFile> toUse() {
        Map<String, WeightFile> files = new TreeMap<>();
        for (OfficialWeights official : needed()) {
            files.put(
                    official.fileName(),
                    store.find(official)
                            .map(found -> new WeightFile(found.sha256(), found.verified()))
                            .orElseGet(() -> official(official)));
        }
        return files;
    }

    /** Where no hash is published, no file that was used is known to be the official one. */
    private static WeightFile official(OfficialWeights official) {
        return new WeightFile(official.sha256().orElse(""), official.sha256().isPresent());
    }

    /**
     * What networks run with.
     *
     * @throws RefusedInputException if a file is not at hand, or may not be used
     */
    Networks networks(Precision precision) {
        List<OfficialWeights> absent = store.absent(needed());
        if (!absent.isEmpty()) {
            throw new RefusedInputException(store.missing(absent, fetching(absent)));
        }
        Map<OfficialWeights, Path> files = new EnumMap<>(OfficialWeights.class);
        needed().forEach(file -> store.find(file).ifPresent(found -> files.put(file, found.file())));
        return new Networks(precision, files, DeclaredProjectors.of(settings));
    }

    /** What fetches weights, wherever it is typed: tests have no plugin in their POM, or one that gates something else. */
    private String fetching(List<OfficialWeights> absent) {
        String lacking = metrics.stream()
                .filter(id -> !Collections.disjoint(catalog.metric(id).info().weights(), absent))
                .map(MetricId::value)
                .collect(Collectors.joining(","));
        Map<Parameter, String> said = Map.of(
                Parameter.METRICS,
                lacking,
                Parameter.ACCEPT_LICENSE,
                settings.text(Parameter.ACCEPT_LICENSE).orElse(""));
        return new Settings(settings.base(), said).command("weights");
    }

    /** Where what networks saw in references is kept between runs. */
    Path features() {
        return store.cache().resolveSibling("features");
    }

    /** That numbers are not those of papers, where weights are not: a sentence for each such file. */
    List<String> warnings() {
        Map<String, WeightFile> files = toUse();
        return needed().stream()
                .filter(official -> !verified(files, official))
                .map(official -> official.fileName()
                        + (official.sha256().isPresent()
                                ? " is not the official file (its SHA-256 is "
                                : " cannot be verified, because its makers publish no hash (its SHA-256 is ")
                        + Optional.ofNullable(files.get(official.fileName()))
                                .orElseThrow()
                                .sha256()
                        + "), so "
                        + metrics.stream()
                                .filter(id ->
                                        catalog.metric(id).info().weights().contains(official))
                                .map(MetricId::value)
                                .collect(Collectors.joining(", "))
                        + " cannot be compared with published numbers.")
                .toList();
    }

    private static boolean verified(Map<String, WeightFile> files, OfficialWeights official) {
        return Optional.ofNullable(files.get(official.fileName())).orElseThrow().verified();
    }
}
