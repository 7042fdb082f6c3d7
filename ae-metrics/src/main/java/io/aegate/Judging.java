package io.aegate;

import io.aegate.gate.Rules;
import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What measurements are compared with, and how sure a judgement has to be.
 *
 * @param baseline the file of the usual baseline, whether or not it is there
 * @param baselineCheckpoint what the baseline was measured of, as text
 * @param anchors the files of the named baselines
 * @param rules how sure
 */
public record Judging(Path baseline, Optional<String> baselineCheckpoint, Map<String, Path> anchors, Rules rules) {

    /** Where accepted measurements lie unless it is said, below the folder that relative paths are relative to. */
    public static final String FOLDER = "ae-gate";

    private static final String BASELINE = "baseline";
    private static final String JSON = ".json";
    private static final String ZIP = ".zip";
    private static final Pattern SEPARATOR = Pattern.compile("[,;\\n\\r]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.@-]{0,63}");
    private static final int MOST_SAMPLES = 1_000_000;

    public Judging {
        anchors = Collections.unmodifiableSortedMap(new TreeMap<>(anchors));
    }

    static Judging of(Settings settings) {
        Path baseline = settings.path(Parameter.BASELINE)
                .orElseGet(() -> settings.base().resolve(FOLDER).resolve(BASELINE + JSON));
        requireKind("baseline", baseline);
        return new Judging(
                baseline, settings.text(Parameter.BASELINE_CHECKPOINT), anchors(settings, baseline), rules(settings));
    }

    private static SortedMap<String, Path> anchors(Settings settings, Path baseline) {
        SortedMap<String, Path> anchors = new TreeMap<>();
        split(settings.text(Parameter.ANCHORS).orElse("")).forEach(text -> {
            String[] parts = text.split("=", 2);
            String name = parts[0].strip();
            requireName(name);
            Path file = parts.length == 1
                    ? anchor(settings.base(), baseline, name)
                    : settings.resolve(Parameter.ANCHORS, parts[1].strip());
            requireKind("the anchor " + name, file);
            requireOwnFile(name, file, baseline);
            if (anchors.put(name, file) != null) {
                throw new RefusedInputException(
                        "anchors names " + name + " twice; leave one of them, or give the other another name.");
            }
        });
        return anchors;
    }

    private static Stream<String> split(String anchors) {
        return SEPARATOR.splitAsStream(anchors).map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * The anchors of one of several gates, each in a file of that gate's own where only its name is said: {@code NAME-GATE.json}.
     *
     * @param anchors as they were given
     * @param baseline the file of the baseline, as it was given; anchors beside one that is called {@code baseline-GATE.json} have the
     *     gate in their names already
     */
    public static String anchorsOf(String gate, String anchors, Optional<String> baseline) {
        if (baseline.filter(file -> file.matches("(.*[/\\\\])?baseline[^/\\\\]*\\.json"))
                .isPresent()) {
            return anchors;
        }
        return split(anchors)
                .map(text -> text.contains("=") ? text : text + "=" + FOLDER + "/" + text + "-" + gate + JSON)
                .collect(Collectors.joining(","));
    }

    /** The file of an anchor of which only the name is known: beside the baseline, and called as that is. */
    private static Path anchor(Path base, Path baseline, String name) {
        String file = baseline.getFileName().toString();
        return file.startsWith(BASELINE) && file.endsWith(JSON)
                ? baseline.resolveSibling(name + file.substring(BASELINE.length()))
                : base.resolve(FOLDER).resolve(name + JSON);
    }

    /** The file of the anchor of a name, configured or not. */
    Path anchor(Path base, String name) {
        requireName(name);
        Path configured = anchors.get(name);
        if (configured != null) {
            return configured;
        }
        Path file = anchor(base, baseline, name);
        requireOwnFile(name, file, baseline);
        return file;
    }

    private static void requireKind(String what, Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(JSON) && !name.endsWith(ZIP)) {
            throw new RefusedInputException(what + " is " + file
                    + ", but it is a .json that ae-gate:accept wrote, or a .zip of one; correct the name.");
        }
    }

    /** Whoever accepts an anchor in the place of the baseline loses that, and a budget against it compares with the same twice. */
    private static void requireOwnFile(String name, Path file, Path baseline) {
        // Some file systems do not tell Baseline.json from baseline.json.
        if (file.toString().equalsIgnoreCase(baseline.toString())) {
            throw new RefusedInputException(
                    "The anchor " + name + " is " + file + ", which is the baseline; give it another name or file.");
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.equals(BASELINE)) {
            throw new RefusedInputException("An anchor is called '" + name
                    + "'; begin with a letter, use letters, digits, '.', '-' and '@', and another name than baseline.");
        }
    }

    private static Rules rules(Settings settings) {
        String inconclusive =
                settings.text(Parameter.ON_INCONCLUSIVE).orElse("fail").toLowerCase(Locale.ROOT);
        if (!Arrays.asList("fail", "warn").contains(inconclusive)) {
            throw new RefusedInputException("onInconclusive is '" + inconclusive + "'; use fail or warn.");
        }
        return new Rules(
                settings.text(Parameter.CONFIDENCE).map(Judging::confidence).orElse(Rules.DEFAULT.confidence()),
                settings.number(Parameter.MIN_SAMPLES, Rules.DEFAULT.minSamples(), 2, MOST_SAMPLES),
                inconclusive.equals("warn"));
    }

    private static OptionalDouble confidence(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("none")) {
            return OptionalDouble.empty();
        }
        try {
            double confidence = text.endsWith("%")
                    ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                    : Double.parseDouble(text);
            if (confidence > 0.5 && confidence < 1) {
                return OptionalDouble.of(confidence);
            }
        } catch (NumberFormatException e) {
            throw new RefusedInputException(notAConfidence(text), e);
        }
        throw new RefusedInputException(notAConfidence(text));
    }

    private static String notAConfidence(String text) {
        return "confidence is '" + text + "'; use a number over 0.5 and under 1, such as 0.95, or none.";
    }
}
