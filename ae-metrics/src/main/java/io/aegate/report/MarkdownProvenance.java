package io.aegate.report;

import io.aegate.evaluation.Provenance;
import io.aegate.weights.OfficialWeights;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was measured, with what and where, as rows of a table of Markdown. */
final class MarkdownProvenance {

    private static String unverified(String file) {
        boolean unknown = Arrays.stream(OfficialWeights.values())
                .anyMatch(official ->
                        official.fileName().equals(file) && official.sha256().isEmpty());
        return unknown ? "not verified, its makers publish no hash" : "not the official file";
    }

    private static final int SHORT_HASH = 8;

    private MarkdownProvenance() {}

    static List<List<String>> rows(Provenance provenance) {
        List<List<String>> rows = new ArrayList<>();
        Provenance.Subject checkpoint = provenance.checkpoint();
        rows.add(
                row("checkpoint", Escaped.markdown(checkpoint.name()) + " " + Escaped.markdownCell(checkpoint.hash())));
        new TreeMap<>(checkpoint.files())
                .forEach((file, hash) ->
                        rows.add(row("file", Escaped.markdown(file) + " " + Escaped.markdownCell(hash))));
        rows.add(row("references", set(provenance.references())));
        if (!provenance.reconstructions().equals(Provenance.ImageSetFacts.NONE)) {
            rows.add(row("reconstructions", set(provenance.reconstructions())));
        }
        if (!provenance.generated().equals(Provenance.ImageSetFacts.NONE)) {
            rows.add(row("generated", set(provenance.generated())));
        }
        new TreeMap<>(provenance.weights())
                .forEach((file, weights) -> rows.add(row(
                        "weights",
                        Escaped.markdown(file) + " " + Escaped.markdownCell(weights.sha256())
                                + (weights.verified() ? "" : " **" + unverified(file) + "**"))));
        new TreeMap<>(provenance.projectors())
                .forEach((name, facts) -> rows.add(row(
                        "projector " + Escaped.markdown(name),
                        Escaped.markdownCell(facts.declared())
                                + (facts.files().isEmpty() ? "" : " " + pairs(facts.files())))));
        rows.add(row("input rules", pairs(provenance.inputRules())));
        rows.add(
                row("device", Escaped.markdown(provenance.device()) + ", " + Escaped.markdown(provenance.precision())));
        rows.add(row("versions", pairs(provenance.versions())));
        rows.add(row("measured", provenance.startedAt() + " in " + seconds(provenance.seconds()) + " s"));
        return rows;
    }

    /** Enough of a hash to recognise it by, as code. */
    static String shortHash(String hash) {
        return Escaped.markdownCode(hash.substring(0, Math.min(SHORT_HASH, hash.length())));
    }

    private static String set(Provenance.ImageSetFacts set) {
        return set.count() + (set.count() == 1 ? " image " : " images ") + Escaped.markdownCell(set.fingerprint());
    }

    private static String pairs(Map<String, String> pairs) {
        return new TreeMap<>(pairs)
                .entrySet().stream()
                        .map(pair -> Escaped.markdown(pair.getKey()) + " " + Escaped.markdown(pair.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String seconds(double seconds) {
        return BigDecimal.valueOf(seconds).setScale(1, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static List<String> row(String what, String value) {
        return List.of(what, value);
    }
}
