package io.aegate;

import io.aegate.evaluation.Versions;
import io.aegate.gate.Waiver;
import io.aegate.image.NearestNames;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a front end was told, as text by parameter; {@link GateSpec} makes sense of it.
 *
 * <p>It travels to the worker as it is, so that both read it alike.
 *
 * @param base the folder that relative paths are relative to
 * @param values the text given for each parameter; blank text counts as not given
 * @param waivers budgets that may be missed for a while, which are never text
 */
public record Settings(Path base, Map<Parameter, String> values, List<Waiver> waivers) {

    /** What a parameter's name begins with as a property. */
    public static final String PREFIX = "ae-gate.";

    private static final Set<Parameter> OF_JUDGING = EnumSet.of(
            Parameter.BUDGETS,
            Parameter.BUDGETS_FILE,
            Parameter.BASELINE,
            Parameter.BASELINE_CHECKPOINT,
            Parameter.ANCHORS,
            Parameter.CONFIDENCE,
            Parameter.MIN_SAMPLES,
            Parameter.ON_INCONCLUSIVE);

    /** What is declared where it can be reviewed, and never as a property. */
    private static final String WAIVERS = "waivers";

    /** What a front end knows besides the parameters: both hear the same properties, so each must know the other's. */
    private static final Set<String> OF_FRONT_ENDS = Set.of(
            "workerMemory",
            "weightsMirror",
            "skip",
            "missing",
            "baselineArtifact",
            "reason",
            "anchor",
            "allowInCi",
            "attach",
            "selfTest",
            WAIVERS);

    /** Of these the ones that are on or off. */
    private static final Set<String> SWITCHES = Set.of("skip", "allowInCi", "attach", "selfTest");

    public Settings {
        base = base.toAbsolutePath().normalize();
        Map<Parameter, String> given = new EnumMap<>(Parameter.class);
        values.forEach((parameter, text) -> {
            if (!text.isBlank()) {
                given.put(parameter, text.strip());
            }
        });
        values = Collections.unmodifiableMap(given);
        waivers = List.copyOf(waivers);
    }

    /** What was told by a front end that knows of no waivers. */
    public Settings(Path base, Map<Parameter, String> values) {
        this(base, values, List.of());
    }

    /** The same with other texts, of which blank ones take a parameter back. */
    public Settings with(Map<Parameter, String> others) {
        Map<Parameter, String> changed = new EnumMap<>(Parameter.class);
        changed.putAll(values);
        changed.putAll(others);
        return new Settings(base, changed, waivers);
    }

    /** What to type to have a goal done with these settings, where no POM has them. */
    public String command(String goal) {
        StringBuilder command = new StringBuilder(
                "mvn io.aegate:ae-gate-maven-plugin:" + Versions.read().of("ae-gate") + ":" + goal);
        values.forEach((parameter, text) -> command.append(" -D")
                .append(PREFIX)
                .append(parameter.key())
                .append("='")
                .append(text.replaceAll("\\s*[\\r\\n]+\\s*", "; ").replace("'", "'\\''"))
                .append('\''));
        return command.toString();
    }

    /**
     * What measures the baseline's checkpoint by the same rules as the one under test.
     *
     * @param checkpoint a file, a folder of reconstructions, or an encoder and a decoder with {@code ;} between them, as it was in the
     *     settings of the thing under test
     * @param output where the files of this gate are
     */
    Settings ofBaseline(String checkpoint, Path output, Collection<MetricId> metrics) {
        Map<Parameter, String> changed = new EnumMap<>(Parameter.class);
        for (Parameter judging : OF_JUDGING) {
            changed.put(judging, "");
        }
        changed.put(Parameter.METRICS, metrics.stream().map(MetricId::value).collect(Collectors.joining(",")));
        changed.put(Parameter.OUTPUT_DIRECTORY, output.resolve("baseline").toString());
        changed.put(Parameter.EXPORT_STATISTICS, "");
        // A protocol names metrics, too, of which some may never have been accepted; its rule of pixels stays.
        changed.put(Parameter.PROTOCOL, "");
        if (text(Parameter.CHECKPOINT).isPresent()
                || text(Parameter.ARCHITECTURE).isPresent()) {
            GateSpec.protocol(this)
                    .ifPresent(protocol ->
                            changed.put(Parameter.QUANTIZE, protocol.quantize().toString()));
        }
        if (text(Parameter.ARCHITECTURE).isPresent()) {
            String[] files = checkpoint.split(";", -1);
            if (files.length != 2) {
                throw new RefusedInputException("baselineCheckpoint is '" + checkpoint
                        + "', but an architecture has an encoder and a decoder; write ENCODER;DECODER.");
            }
            changed.put(Parameter.ENCODER, files[0].strip());
            changed.put(Parameter.DECODER, files[1].strip());
        } else {
            boolean run = text(Parameter.CHECKPOINT).isPresent();
            changed.put(run ? Parameter.CHECKPOINT : Parameter.RECONSTRUCTIONS, checkpoint);
        }
        return new Settings(base, with(changed).values());
    }

    /**
     * Refuses properties that were set to nothing, as a shell does with a variable that it does not have: the gate would be one of other
     * things than were meant.
     *
     * @param property the value of the property of a name, or null
     */
    public static void refuseBlank(Function<String, @Nullable String> property) {
        for (Parameter parameter : Parameter.values()) {
            String name = PREFIX + parameter.key();
            String value = property.apply(name);
            if (value != null && value.isBlank()) {
                throw new RefusedInputException(
                        "The property " + name + " is set to nothing; give it a value, or leave it out.");
            }
        }
    }

    /**
     * Refuses switches of a front end that are neither on nor off: Maven takes {@code yes} for {@code false} without a word, and a
     * self-test would be left out. What an expression such as {@code ${skipTests}} says is known to Maven alone.
     *
     * @param said the text that is given for a name, or null
     */
    public static void refuseUnclear(Function<String, @Nullable String> said) {
        for (String name : new TreeSet<>(SWITCHES)) {
            String text = said.apply(name);
            boolean clear = text == null
                    || text.equalsIgnoreCase("true")
                    || text.equalsIgnoreCase("false")
                    || text.contains("${");
            if (!clear) {
                throw new RefusedInputException(name + " is '" + text + "'; use true or false.");
            }
        }
    }

    /**
     * Refuses properties that look like parameters misspelt: the gate would be one of other things than were meant.
     *
     * @param properties names of properties of any kind
     */
    public static void refuseMisspelt(Collection<String> properties) {
        Set<String> known = known();
        for (String property : new TreeSet<>(properties)) {
            String name = property.startsWith(PREFIX) ? property.substring(PREFIX.length()) : "";
            if (name.equals(WAIVERS)) {
                throw new RefusedInputException(
                        "The property " + property
                                + " is none of ae-gate's; write waivers into the POM, or as @AeWaiver, where they are reviewed.");
            }
            if (!name.isEmpty() && !known.contains(name) && NearestNames.looksLikeOneOf(name, known)) {
                throw new RefusedInputException("The property " + property + " is none of ae-gate's; "
                        + NearestNames.hint(name, known) + ", so correct it, or leave it out.");
            }
        }
    }

    /** Refuses the elements of a configuration that are no parameters. */
    public static void refuseUnknown(Collection<String> elements) {
        Set<String> known = known();
        for (String element : elements) {
            if (!known.contains(element)) {
                throw new RefusedInputException("<" + element + "> is no parameter of ae-gate; "
                        + NearestNames.hint(element, known) + ", so correct it, or leave it out.");
            }
        }
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(OF_FRONT_ENDS);
        for (Parameter parameter : Parameter.values()) {
            known.add(parameter.key());
        }
        return known;
    }

    public Optional<String> text(Parameter parameter) {
        return Optional.ofNullable(values.get(parameter));
    }

    Optional<Path> path(Parameter parameter) {
        return text(parameter).map(text -> resolve(parameter, text));
    }

    /** The path that a parameter's text, or a part of it, is. */
    Path resolve(Parameter parameter, String text) {
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new RefusedInputException(
                    parameter.key() + " is '" + text + "', which is not a path: " + e.getReason() + ".", e);
        }
    }

    boolean flag(Parameter parameter) {
        String text = text(parameter).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new RefusedInputException(parameter.key() + " is '" + text + "'; use true or false.");
        };
    }

    int number(Parameter parameter, int otherwise, int least, int most) {
        String text = text(parameter).orElse(Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new RefusedInputException(notANumber(parameter, text, least, most), e);
        }
        throw new RefusedInputException(notANumber(parameter, text, least, most));
    }

    private static String notANumber(Parameter parameter, String text, int least, int most) {
        return parameter.key() + " is '" + text + "'; use a whole number from " + least + " to " + most + ".";
    }
}
