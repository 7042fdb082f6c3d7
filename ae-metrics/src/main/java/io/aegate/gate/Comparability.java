package io.aegate.gate;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Provenance.ProjectorFacts;
import io.aegate.evaluation.Provenance.WeightFile;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricInfo;
import io.aegate.weights.OfficialWeights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What differs between measurements and those that they are compared with. */
final class Comparability {

    private static final String ABSENT = "absent";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int SHOWN_OF_HASH = 8;

    private final Measurements then;
    private final Measurements now;

    Comparability(Measurements then, Measurements now) {
        this.then = then;
        this.now = now;
    }

    /** What makes a comparison meaningless, a few words each; empty if nothing does. */
    List<String> obstacles() {
        return obstacles(measuredByBoth());
    }

    /** What makes a comparison of one metric meaningless: other weights concern only the metrics that are computed with them. */
    List<String> obstacles(MetricInfo metric) {
        return obstacles(Set.of(metric));
    }

    private List<String> obstacles(Collection<MetricInfo> metrics) {
        return Stream.concat(inputs().stream(), environment(metrics).stream()).toList();
    }

    private Collection<MetricInfo> measuredByBoth() {
        return now.metrics().values().stream()
                .map(MetricSummary::info)
                .filter(info -> then.metrics().containsKey(info.id()))
                .toList();
    }

    /** What of the environment differs, versions included; empty if nothing does, or if the inputs differ, too. */
    Optional<String> onlyEnvironment() {
        List<String> found = Stream.concat(environment(measuredByBoth()).stream(), versions().stream())
                .toList();
        return inputs().isEmpty() && !found.isEmpty() ? Optional.of(String.join(", ", found)) : Optional.empty();
    }

    private List<String> inputs() {
        Map<String, String> before = then.provenance().inputRules();
        Map<String, String> after = now.provenance().inputRules();
        return Stream.concat(references().stream(), compare(before, after, keys(before, after)))
                .toList();
    }

    private List<String> environment(Collection<MetricInfo> metrics) {
        Provenance before = then.provenance();
        Provenance after = now.provenance();
        List<String> found = new ArrayList<>();
        compare("device", deviceClass(before), deviceClass(after)).ifPresent(found::add);
        compare("precision", before.precision(), after.precision()).ifPresent(found::add);
        compare(hashes(before.weights()), hashes(after.weights()), weightsOf(metrics))
                .forEach(found::add);
        metrics.stream()
                .flatMap(metric -> metric.projector().stream())
                .distinct()
                .filter(name -> !Objects.equals(
                        before.projectors().get(name), after.projectors().get(name)))
                .map(name -> "projector " + name + " ("
                        + difference(
                                Optional.ofNullable(before.projectors().get(name)),
                                Optional.ofNullable(after.projectors().get(name)))
                        + ")")
                .forEach(found::add);
        return found;
    }

    /** What differs of a projector, the first thing of it: a key, or else a file. */
    private static String difference(Optional<ProjectorFacts> then, Optional<ProjectorFacts> now) {
        if (then.isEmpty() || now.isEmpty()) {
            return then.isEmpty() ? "not declared then" : "not declared now";
        }
        List<String> before = List.of(then.get().declared().split(" ", -1));
        List<String> after = List.of(now.get().declared().split(" ", -1));
        String left = String.join(
                " ", before.stream().filter(key -> !after.contains(key)).toList());
        String right = String.join(
                " ", after.stream().filter(key -> !before.contains(key)).toList());
        return left.isEmpty() && right.isEmpty()
                ? "its file "
                        + shown(String.join(
                                " ", new TreeSet<>(then.get().files().values()))) + " then, "
                        + shown(String.join(" ", new TreeSet<>(now.get().files().values()))) + " now"
                : (left.isEmpty() ? "less" : left) + " then, " + (right.isEmpty() ? "less" : right) + " now";
    }

    /** The libraries whose versions differ, a few words each: they may move values, but mostly do not. */
    List<String> versions() {
        Map<String, String> before = then.provenance().versions();
        Map<String, String> after = now.provenance().versions();
        return compare(before, after, keys(before, after)).toList();
    }

    boolean sameCheckpoint() {
        return then.provenance()
                        .checkpoint()
                        .hash()
                        .equals(now.provenance().checkpoint().hash())
                && then.provenance().generated().equals(now.provenance().generated());
    }

    private List<String> references() {
        Map<String, String> before = hashes(then.images());
        Map<String, String> after = hashes(now.images());
        List<String> missing = before.keySet().stream()
                .filter(image -> !after.containsKey(image))
                .toList();
        List<String> added = after.keySet().stream()
                .filter(image -> !before.containsKey(image))
                .toList();
        List<String> changed = after.entrySet().stream()
                .filter(image -> before.containsKey(image.getKey()))
                .filter(image -> !image.getValue().equals(before.get(image.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        List<String> found = Stream.of(count("missing", missing), count("new", added), count("changed", changed))
                .flatMap(Optional::stream)
                .toList();
        if (!found.isEmpty()) {
            return List.of("references (" + String.join(", ", found) + ")");
        }
        return compare(
                        "references",
                        then.provenance().references().fingerprint(),
                        now.provenance().references().fingerprint())
                .stream()
                .toList();
    }

    private static Optional<String> count(String what, List<String> images) {
        return images.isEmpty()
                ? Optional.empty()
                : Optional.of(images.size() + " " + what + ": " + RefusedInputException.named(images));
    }

    private static Map<String, String> hashes(ImageTable table) {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            hashes.put(table.images().get(row), table.hashes().get(row));
        }
        return hashes;
    }

    private static Set<String> weightsOf(Collection<MetricInfo> metrics) {
        return metrics.stream()
                .flatMap(info -> info.weights().stream())
                .map(OfficialWeights::fileName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> hashes(Map<String, WeightFile> weights) {
        return weights.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, file -> file.getValue().sha256()));
    }

    private static String deviceClass(Provenance provenance) {
        return provenance.device().replaceFirst(":.*", "");
    }

    private static Set<String> keys(Map<String, ?> before, Map<String, ?> after) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys;
    }

    private static Stream<String> compare(Map<String, String> before, Map<String, String> after, Set<String> keys) {
        return keys.stream()
                .map(key -> compare(key, before.getOrDefault(key, ABSENT), after.getOrDefault(key, ABSENT)))
                .flatMap(Optional::stream);
    }

    private static Optional<String> compare(String what, String before, String after) {
        return before.equals(after)
                ? Optional.empty()
                : Optional.of(what + " (" + shown(before) + " then, " + shown(after) + " now)");
    }

    private static String shown(String fact) {
        return HASH.matcher(fact).matches() ? fact.substring(0, SHOWN_OF_HASH) : fact;
    }
}
