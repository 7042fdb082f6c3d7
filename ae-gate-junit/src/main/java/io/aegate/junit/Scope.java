package io.aegate.junit;

import io.aegate.DriverQuery;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.gate.Waiver;
import io.aegate.image.RefusedInputException;
import io.aegate.network.TorchModule;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * An annotation and where it stands.
 *
 * @param waivers those that stand beside it
 * @param path the class that it stands on, or in, after those that it is nested in
 * @param name of the class or method, for people
 * @param folder what its files are called below those of the annotation around it
 * @param around the next one outwards
 */
record Scope(
        AeQuality annotation,
        List<AeWaiver> waivers,
        List<Class<?>> path,
        String name,
        String folder,
        Optional<Scope> around) {

    /** What names a thing under test; whoever names one replaces another, and what describes it. */
    private static final Set<Parameter> SUBJECT = Set.of(
            Parameter.RECONSTRUCTIONS,
            Parameter.CHECKPOINT,
            Parameter.ARCHITECTURE,
            Parameter.ENCODER,
            Parameter.DECODER);

    private static final Set<Parameter> OF_CHECKPOINT = Set.of(Parameter.RANGE, Parameter.LATENT, Parameter.QUANTIZE);

    /** What has commas of its own. */
    private static final Set<Parameter> LINES = Set.of(Parameter.BUDGETS, Parameter.PROJECTORS);

    private static final Set<Parameter> BUDGETS = Set.of(Parameter.BUDGETS, Parameter.BUDGETS_FILE);

    private static final String MISSING = Settings.PREFIX + "missing";

    private static final String SELF_TEST = Settings.PREFIX + "selfTest";

    private static final String WAIVERS = Settings.PREFIX + "waivers";

    static Optional<Scope> of(List<Class<?>> path) {
        Class<?> type = path.get(path.size() - 1);
        Optional<AeQuality> found = onlyOne(type, type.getSimpleName());
        List<AeWaiver> waivers = GateClasses.waivers(type);
        if (GateClasses.isConcrete(type)) {
            requireGate(found, waivers, type.getSimpleName());
        }
        return found.map(annotation -> {
            Optional<Scope> around = around(path.subList(0, path.size() - 1));
            String folder = around.isPresent() ? type.getSimpleName() : type.getName();
            return new Scope(annotation, waivers, path, type.getSimpleName(), folder, around);
        });
    }

    static Optional<Scope> of(List<Class<?>> path, Method method) {
        Class<?> type = path.get(path.size() - 1);
        String name = type.getSimpleName() + "." + method.getName();
        Optional<AeQuality> found = onlyOne(method, name);
        List<AeWaiver> waivers = GateClasses.waivers(method);
        requireGate(found, waivers, name);
        return found.map(annotation -> {
            Optional<Scope> around = around(path);
            String folder = around.isPresent() ? method.getName() : type.getName() + "." + method.getName();
            return new Scope(annotation, waivers, path, name, folder, around);
        });
    }

    /** Whoever reads a waiver that waives nothing believes that it does. */
    private static void requireGate(Optional<AeQuality> found, List<AeWaiver> waivers, String name) {
        if (found.isEmpty() && !waivers.isEmpty()) {
            throw new RefusedInputException("@AeWaiver on " + name
                    + " has no @AeQuality beside it, so it waives nothing; put it where the budget "
                    + waivers.get(0).budget() + " is declared.");
        }
    }

    /** The scope of the innermost class that has one. */
    static Optional<Scope> around(List<Class<?>> path) {
        for (int length = path.size(); length > 0; length--) {
            Optional<Scope> found = of(path.subList(0, length));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Of two annotations one would be forgotten, and its budgets with it. */
    private static Optional<AeQuality> onlyOne(AnnotatedElement element, String name) {
        Map<AeQuality, String> found = new LinkedHashMap<>();
        collect(element, name, new HashSet<>(), found);
        if (found.size() > 1) {
            List<String> places = List.copyOf(found.values());
            throw new RefusedInputException("More than one @AeQuality speaks of " + name + ", by " + places.get(0)
                    + " and by " + places.get(1) + "; leave one, and put all budgets into it.");
        }
        return found.keySet().stream().findFirst();
    }

    private static void collect(
            AnnotatedElement element, String place, Set<AnnotatedElement> seen, Map<AeQuality, String> found) {
        if (!seen.add(element)) {
            return;
        }
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            Class<? extends Annotation> kind = annotation.annotationType();
            if (annotation instanceof AeQuality quality) {
                found.putIfAbsent(quality, place);
            } else if (!kind.getName().startsWith("java.")) {
                collect(kind, "@" + kind.getSimpleName(), seen, found);
            }
        }
        if (element instanceof Class<?> type && !type.isAnnotation()) {
            List<Class<?>> supertypes = new ArrayList<>(List.of(type.getInterfaces()));
            if (type.getSuperclass() != null) {
                supertypes.add(type.getSuperclass());
            }
            supertypes.forEach(supertype -> collect(supertype, supertype.getSimpleName(), seen, found));
        }
    }

    Declared declared(Declared.Properties properties) {
        Settings.refuseBlank(name -> properties.apply(name).orElse(null));
        Settings.refuseMisspelt(names(properties));
        Map<Parameter, String> values = values();
        List<String> notes = new ArrayList<>();
        boolean hasSubject = !Collections.disjoint(values.keySet(), SUBJECT);
        boolean hasBudgets = !Collections.disjoint(values.keySet(), BUDGETS);
        for (Parameter parameter : Parameter.values()) {
            Optional<String> property = property(properties, parameter);
            // What belongs together comes from one hand, and budgets of a property are the outermost annotation's.
            boolean replaced = (hasSubject && SUBJECT.contains(parameter))
                    || (hasSubject && !values.containsKey(Parameter.CHECKPOINT) && OF_CHECKPOINT.contains(parameter))
                    || ((hasBudgets || around.isPresent()) && BUDGETS.contains(parameter));
            if (property.isPresent() && !replaced) {
                values.putIfAbsent(parameter, property.get());
            }
            if (parameter != Parameter.OUTPUT_DIRECTORY
                    && property.isPresent()
                    && !property.get().strip().equals(values.get(parameter))) {
                notes.add("-D" + Settings.PREFIX + parameter.key() + "=" + property.get() + " is not used for " + name
                        + ", because what its @AeQuality says wins over a property");
            }
        }
        values.put(
                Parameter.OUTPUT_DIRECTORY,
                output(property(properties, Parameter.OUTPUT_DIRECTORY).orElse("target/ae-gate")));
        values.computeIfPresent(Parameter.DEVICE, (parameter, device) -> resolved(device));
        // Surefire says where the module is; elsewhere tests start there.
        Settings settings = new Settings(
                Path.of(System.getProperty("basedir", "")),
                values,
                waivers.stream()
                        .map(waiver -> Waiver.of(waiver.budget(), waiver.until(), waiver.reason()))
                        .toList());
        return new Declared(
                name,
                settings,
                missing(properties),
                selfTest(properties),
                notes,
                "mvn test -Dtest=" + path.get(0).getSimpleName());
    }

    /** The names of properties, as far as the platform tells them: of other places than the JVM it knows only which are there. */
    private static Set<String> names(Declared.Properties properties) {
        Set<String> names = new HashSet<>(System.getProperties().stringPropertyNames());
        if (properties.apply(WAIVERS).isPresent()) {
            names.add(WAIVERS);
        }
        return names;
    }

    /** What is said here and around, here first; budgets are an annotation's own, and so are waivers. */
    private Map<Parameter, String> values() {
        Map<Parameter, String> values = attributes();
        around.map(Scope::values).ifPresent(outer -> {
            if (values.containsKey(Parameter.BASELINE)) {
                outer.remove(Parameter.BASELINE_CHECKPOINT);
            }
            if (!Collections.disjoint(values.keySet(), SUBJECT)) {
                outer.keySet().removeAll(SUBJECT);
                outer.keySet().removeAll(OF_CHECKPOINT);
            }
            outer.keySet().removeAll(BUDGETS);
            outer.forEach(values::putIfAbsent);
        });
        return values;
    }

    /** The attributes that were given; each has the name of its parameter. */
    private Map<Parameter, String> attributes() {
        Map<Parameter, String> given = new EnumMap<>(Parameter.class);
        for (Parameter parameter : Parameter.values()) {
            String text = text(parameter, attribute(parameter.key()));
            if (!text.isBlank()) {
                given.put(parameter, text);
            }
        }
        return given;
    }

    private @Nullable Object attribute(String name) {
        return ReflectionSupport.findMethod(AeQuality.class, name)
                .map(attribute -> ReflectionSupport.invokeMethod(attribute, annotation))
                .orElseThrow(() -> new IllegalStateException("@AeQuality has no attribute " + name));
    }

    private static String text(Parameter parameter, @Nullable Object value) {
        if (value instanceof String[] several) {
            return String.join(LINES.contains(parameter) ? "\n" : ",", several);
        }
        boolean isDefault = Boolean.FALSE.equals(value) || Integer.valueOf(0).equals(value);
        return isDefault ? "" : String.valueOf(value);
    }

    private static Optional<String> property(Declared.Properties properties, Parameter parameter) {
        return properties.apply(Settings.PREFIX + parameter.key());
    }

    /** Everyone writes to a folder of their own, so that none replaces another's files. */
    private String output(String root) {
        String own = annotation.outputDirectory();
        return own.isBlank() ? around.map(outer -> outer.output(root)).orElse(root) + "/" + folder : own;
    }

    /** A CUDA device that the driver has is of no use to a PyTorch without CUDA. */
    private static String resolved(String device) {
        boolean auto = device.strip().toLowerCase(Locale.ROOT).equals("auto");
        return auto && !TorchModule.hasCuda() ? "cpu" : DriverQuery.resolve(device);
    }

    /** The property is for a job that must gate: it can only make this stricter. */
    private AeQuality.Missing missing(Declared.Properties properties) {
        Optional<String> asked =
                properties.apply(MISSING).map(text -> text.strip().toLowerCase(Locale.ROOT));
        if (asked.isPresent() && !asked.get().equals("fail")) {
            throw new RefusedInputException("The property " + MISSING + " is '" + asked.get()
                    + "'; it can only be fail, and skipping is for the annotation to say.");
        }
        return asked.isPresent() ? AeQuality.Missing.FAIL : annotation.missing();
    }

    private static boolean selfTest(Declared.Properties properties) {
        String asked = properties.apply(SELF_TEST).orElse("false").strip().toLowerCase(Locale.ROOT);
        return switch (asked) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new RefusedInputException(
                        "The property " + SELF_TEST + " is '" + asked + "'; use true or false.");
        };
    }
}
