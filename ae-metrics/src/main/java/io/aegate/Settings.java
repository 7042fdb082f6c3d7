package io.aegate;

import io.aegate.gate.NearestNames;
import io.aegate.image.RefusedInputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a front end was told, as text by parameter; {@link GateSpec} makes sense of it.
 *
 * <p>It travels to the worker as it is, so that both read it alike.
 *
 * @param base the folder that relative paths are relative to
 * @param values the text given for each parameter; blank text counts as not given
 */
public record Settings(Path base, Map<Parameter, String> values) {

    /** What a parameter's name begins with as a property. */
    public static final String PREFIX = "ae-gate.";

    /** What a front end knows besides the parameters: both hear the same properties, so each must know the other's. */
    private static final Set<String> OF_FRONT_ENDS = Set.of("workerMemory", "skip", "missing");

    public Settings {
        base = base.toAbsolutePath().normalize();
        Map<Parameter, String> given = new EnumMap<>(Parameter.class);
        values.forEach((parameter, text) -> {
            if (!text.isBlank()) {
                given.put(parameter, text.strip());
            }
        });
        values = Collections.unmodifiableMap(given);
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
     * Refuses properties that look like parameters misspelt: the gate would be one of other things than were meant.
     *
     * @param properties names of properties of any kind
     */
    public static void refuseMisspelt(Collection<String> properties) {
        Set<String> known = known();
        for (String property : new TreeSet<>(properties)) {
            String name = property.startsWith(PREFIX) ? property.substring(PREFIX.length()) : "";
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
        return text(parameter).map(text -> {
            try {
                return base.resolve(text).normalize();
            } catch (InvalidPathException e) {
                throw new RefusedInputException(
                        parameter.key() + " is '" + text + "', which is not a path: " + e.getReason() + ".", e);
            }
        });
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
