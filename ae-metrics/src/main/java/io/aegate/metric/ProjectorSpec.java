package io.aegate.metric;

import io.aegate.image.NearestNames;
import io.aegate.image.NetworkResize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A projector as data: a network, what it is given, what it gives, and how two of its answers are compared.
 *
 * <pre>
 *   NAME = NETWORK [resize=none] [range=[0,1]] [mean=0,0,0] [std=1,1,1] [order=rgb] [output=map] [result=NAME]
 *                  [normalise=none] [distance=l1 | l2 | share | palette | cosine | lost]
 *
 *   input  = (low + v / 255 · (high − low) − mean) / std   of each 8-bit level v, as {@code N × 3 × H × W} floats
 * </pre>
 *
 * <p>A network is a file ({@code .onnx}, otherwise TorchScript) or an official weight file by its name; a name with spaces is put in quotes.
 *
 * @param name of the projector; its metric is {@code drift.NAME}
 * @param network a path, or the name of an official weight file
 * @param resize how an image comes to the size that the network looks at
 * @param low what black becomes
 * @param high what white becomes
 * @param mean taken away from each channel, red first
 * @param std by which each channel is divided, red first
 * @param bgr whether the network takes blue first
 * @param output what it gives
 * @param result which of its results, where an ONNX file has several
 * @param normalise what is done to a map before two are compared
 * @param distance how two answers are compared
 */
public record ProjectorSpec(
        String name,
        String network,
        Resize resize,
        double low,
        double high,
        List<Double> mean,
        List<Double> std,
        boolean bgr,
        Output output,
        Optional<String> result,
        Normalise normalise,
        Distance distance) {

    /** What the name of a projector's metric begins with. */
    public static final String PREFIX = "drift.";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.-]*");
    private static final Pattern WORD = Pattern.compile("\\s*(?:\"([^\"]*)\"|'([^']*)'|(\\S+))");
    private static final Pattern RANGE =
            Pattern.compile("\\[\\s*(-?[0-9]{1,6}(?:\\.[0-9]{1,9})?)\\s*,\\s*(-?[0-9]{1,6}(?:\\.[0-9]{1,9})?)\\s*]");
    private static final List<String> KEYS =
            List.of("resize", "range", "mean", "std", "order", "output", "result", "normalise", "distance");
    private static final Set<String> OF_INPUT = Set.of("resize", "range", "mean", "std", "order", "result");
    private static final int CHANNELS = 3;

    /** What a network gives for an image. */
    public enum Output {
        /** Numbers at positions, {@code H × W} or {@code 1 × H × W}. */
        MAP(Distance.L1, Distance.L2),
        /** Scores of classes at positions, {@code C × H × W} of which the largest counts, or labels {@code H × W}. */
        LABELS(Distance.SHARE, Distance.PALETTE),
        /** A vector. */
        EMBEDDING(Distance.COSINE, Distance.L2),
        /** Faces, by a detector with SCRFD's nine results, which brings its own input. */
        FACES(Distance.LOST);

        // Made by List.of.
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<Distance> distances;

        Output(Distance... distances) {
            this.distances = List.of(distances);
        }
    }

    /** What is done to a map before two are compared. */
    public enum Normalise {
        NONE,
        /** {@code (v − min) / (max − min)} of each map by itself; a flat map is 0. */
        MIN_MAX
    }

    /** How two answers are compared. */
    public enum Distance {
        /** {@code mean |a − b|}. */
        L1,
        /** {@code √ mean (a − b)²}. */
        L2,
        /** The share of positions whose labels differ. */
        SHARE,
        /** {@code mean |colour(a) − colour(b)| / 255} over positions and channels, with the colours of ADE20K's 150 classes. */
        PALETTE,
        /** {@code 1 − a·b / (‖a‖ ‖b‖)}. */
        COSINE,
        /** 1 where the reference shows a face and the reconstruction none, 0 where both do. */
        LOST
    }

    public ProjectorSpec {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * The projector that a text declares.
     *
     * @throws RefusedInputException if it is none: with what was found, what is allowed, and the nearest known names
     */
    public static ProjectorSpec parse(String declaration) {
        String text = declaration.strip();
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals).strip();
        if (equals < 0 || !NAME.matcher(name).matches()) {
            throw new RefusedInputException("projectors holds '" + text
                    + "', which does not begin with NAME = NETWORK; write for example lines = models/lines.onnx"
                    + " resize=pillow-bicubic:224x224 output=map.");
        }
        List<String> words = words(text.substring(equals + 1));
        if (words.isEmpty()) {
            throw new RefusedInputException("The projector " + name
                    + " names no network; write the path of an .onnx or TorchScript file after '='.");
        }
        Declared declared = new Declared(name, pairs(name, words.subList(1, words.size())));
        Output output = declared.choice("output", Output.values(), Output.MAP);
        declared.requireRead(words.get(0), output);
        double[] range = declared.range();
        return new ProjectorSpec(
                name,
                words.get(0),
                declared.resize(),
                range[0],
                range[1],
                declared.channels("mean", 0),
                declared.channels("std", 1),
                declared.bgr(),
                output,
                Optional.ofNullable(declared.values.get("result")),
                declared.normalise(output),
                declared.distance(output));
    }

    /** A refusal of its network, with the name of the projector, of which several may read one file. */
    public RefusedInputException refused(RefusedInputException of) {
        return new RefusedInputException("The projector " + name + ": " + of.getMessage(), of);
    }

    /** Its metric. */
    public MetricId metric() {
        return new MetricId(PREFIX + name);
    }

    /** What identifies its projections: all but the distance, which is taken of them afterwards. */
    public FeatureKey features() {
        return new FeatureKey(
                name,
                Stream.of(output, normalise).map(ProjectorSpec::word).collect(Collectors.joining(" ")),
                input() + result.map(chosen -> " result=" + chosen).orElse(""));
    }

    private String input() {
        return "resize=" + resize + " range=[" + plain(low) + "," + plain(high) + "] mean=" + joined(mean) + " std="
                + joined(std) + " order=" + (bgr ? "bgr" : "rgb");
    }

    /** Its keys, every default written out. */
    public String keys() {
        return input() + " output=" + word(output)
                + result.map(chosen -> " result=" + chosen).orElse("") + " normalise=" + word(normalise) + " distance="
                + word(distance);
    }

    /** The declaration in full. */
    @Override
    public String toString() {
        return name + " = " + network + " " + keys();
    }

    private static String joined(List<Double> numbers) {
        return numbers.stream().map(ProjectorSpec::plain).collect(Collectors.joining(","));
    }

    /** As people write it: {@code 0}, not {@code 0.0}. */
    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(word -> Stream.of(word.group(1), word.group(2), word.group(3))
                        .filter(group -> group != null)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static Map<String, String> pairs(String name, List<String> words) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (!KEYS.contains(key)) {
                throw new RefusedInputException("The projector " + name + " has '" + word + "', but " + key
                        + " is no key of a projector; " + NearestNames.hint(key, KEYS)
                        + (equals < 0 ? ", and what has spaces in it is put into quotes." : "."));
            }
            if (equals < 0 || equals == word.length() - 1) {
                throw new RefusedInputException(
                        "The projector " + name + " says nothing after " + key + "; write " + key + "=VALUE.");
            }
            if (pairs.put(key, word.substring(equals + 1)) != null) {
                throw new RefusedInputException("The projector " + name + " says " + key + " twice; say it once.");
            }
        }
        return pairs;
    }

    /** The values that a declaration gives, by key. */
    private record Declared(String name, Map<String, String> values) {

        private RefusedInputException refused(String key, String text, String allowed) {
            return new RefusedInputException(message(key, text, allowed));
        }

        private String message(String key, String text, String allowed) {
            return "The projector " + name + " has " + key + "=" + text + "; use " + allowed + ".";
        }

        /** What nobody reads is not what its writer believes to be measured. */
        private void requireRead(String network, Output output) {
            if (values.containsKey("result")
                    && !network.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
                throw new RefusedInputException("The projector " + name + " has result=" + values.get("result")
                        + ", but only the results of ONNX files have names; leave it out, and let the network of "
                        + network
                        + " give that result first.");
            }
            List<String> unread = output == Output.FACES
                    ? values.keySet().stream()
                            .filter(key -> OF_INPUT.contains(key))
                            .toList()
                    : List.of();
            if (!unread.isEmpty()) {
                throw new RefusedInputException("The projector " + name + " has " + String.join(", ", unread)
                        + ", but with output=faces images are given as SCRFD takes them; leave out "
                        + String.join(", ", unread)
                        + ".");
            }
        }

        private Resize resize() {
            String text = values.getOrDefault("resize", "none");
            return NetworkResize.named(text).orElseThrow(() -> refused("resize", text, NetworkResize.FORMS));
        }

        private double[] range() {
            String text = values.getOrDefault("range", "[0,1]");
            Matcher matcher = RANGE.matcher(text);
            if (!matcher.matches() || !(number(matcher, 1) < number(matcher, 2))) {
                throw refused("range", text, "[LOW,HIGH], for example [0,1], [-1,1] or [0,255]");
            }
            return new double[] {number(matcher, 1), number(matcher, 2)};
        }

        private static double number(Matcher matcher, int group) {
            return Double.parseDouble(matcher.group(group));
        }

        private List<Double> channels(String key, double otherwise) {
            String text = values.get(key);
            if (text == null) {
                return List.of(otherwise, otherwise, otherwise);
            }
            try {
                List<Double> numbers =
                        Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
                boolean usable = numbers.size() == CHANNELS
                        && numbers.stream().allMatch(Double::isFinite)
                        && (key.equals("mean") || numbers.stream().allMatch(number -> number > 0));
                if (usable) {
                    return numbers;
                }
            } catch (NumberFormatException e) {
                throw new RefusedInputException(message(key, text, threeNumbers(key)), e);
            }
            throw refused(key, text, threeNumbers(key));
        }

        private static String threeNumbers(String key) {
            return "three " + (key.equals("std") ? "positive " : "") + "numbers, red first, separated by commas";
        }

        private boolean bgr() {
            String text = values.getOrDefault("order", "rgb");
            return switch (text) {
                case "rgb" -> false;
                case "bgr" -> true;
                default -> throw refused("order", text, "rgb or bgr");
            };
        }

        private Normalise normalise(Output output) {
            Normalise chosen = choice("normalise", Normalise.values(), Normalise.NONE);
            if (chosen == Normalise.MIN_MAX && output != Output.MAP) {
                throw refused("normalise", "min-max", "it with output=map only");
            }
            return chosen;
        }

        private Distance distance(Output output) {
            Distance chosen = choice("distance", Distance.values(), output.distances.get(0));
            if (!output.distances.contains(chosen)) {
                throw refused(
                        "distance",
                        word(chosen),
                        output.distances.stream().map(ProjectorSpec::word).collect(Collectors.joining(" or "))
                                + " with output=" + word(output));
            }
            return chosen;
        }

        private <E extends Enum<E>> E choice(String key, E[] constants, E otherwise) {
            String text = values.get(key);
            if (text == null) {
                return otherwise;
            }
            return Arrays.stream(constants)
                    .filter(constant -> word(constant).equals(text))
                    .findFirst()
                    .orElseThrow(() -> refused(
                            key,
                            text,
                            Arrays.stream(constants)
                                    .map(ProjectorSpec::word)
                                    .collect(Collectors.toCollection(TreeSet::new))
                                    .stream()
                                    .collect(Collectors.joining(", "))));
        }
    }
}
