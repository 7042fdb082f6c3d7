package io.aegate.junit;

import io.aegate.DriverQuery;
import io.aegate.GateSpec;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.network.TorchModule;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What {@link AeQuality} says on a class or a method, completed by the annotations around it and by properties.
 *
 * @param settings all that is said
 * @param missing what an absent thing under test means
 * @param command what to type to have it judged again
 */
record Declared(Settings settings, AeQuality.Missing missing, String command) {

    private static final String SKIP = Settings.PREFIX + "skip";

    /** What names a thing under test; whoever names one replaces another, and what describes it. */
    private static final Set<Parameter> SUBJECT = Set.of(
            Parameter.RECONSTRUCTIONS,
            Parameter.CHECKPOINT,
            Parameter.ARCHITECTURE,
            Parameter.ENCODER,
            Parameter.DECODER);

    private static final Set<Parameter> OF_SUBJECT = Set.of(Parameter.RANGE, Parameter.LATENT, Parameter.QUANTIZE);

    private static final Set<Parameter> BUDGETS = Set.of(Parameter.BUDGETS, Parameter.BUDGETS_FILE);

    /** Where properties come from: the platform's configuration parameters, which fall back to those of the JVM. */
    interface Properties extends Function<String, Optional<String>> {}

    /**
     * What a class declares, itself or by a superclass.
     *
     * @throws io.aegate.image.RefusedInputException if a property is set to nothing
     */
    static Optional<Declared> by(Class<?> type, Properties properties) {
        return Scope.of(type).map(scope -> scope.declared(properties));
    }

    /** What a method declares. */
    static Optional<Declared> by(Class<?> type, Method method, Properties properties) {
        return Scope.of(type, method).map(scope -> scope.declared(properties));
    }

    /** What holds for a test: the declaration of its method, or that of the nearest class around it. */
    static Optional<Declared> around(Class<?> type, Optional<Method> method, Properties properties) {
        return method.flatMap(test -> Scope.of(type, test))
                .or(() -> Scope.around(type))
                .map(scope -> scope.declared(properties));
    }

    /**
     * The texts of the budgets, white space made plain.
     *
     * @throws io.aegate.image.RefusedInputException if their file is not there, cannot be read, or holds none
     */
    List<String> budgets() {
        return GateSpec.budgets(settings).stream().map(Declared::plain).toList();
    }

    static String plain(String budget) {
        return budget.replaceAll("\\s+", " ");
    }

    /** Why no gate is evaluated, if none is. */
    static Optional<String> skipped(Properties properties) {
        return properties
                .apply(SKIP)
                .filter(text -> text.strip().toLowerCase(Locale.ROOT).equals("true"))
                .map(text -> SKIP + " is set");
    }

    /** Why this gate is not evaluated, if it is not. */
    Optional<String> skipped() {
        return missing == AeQuality.Missing.SKIP
                ? GateSpec.absent(settings).map(absent -> absent + ", where there is nothing, and missing is SKIP")
                : Optional.empty();
    }

    /**
     * An annotation and where it stands.
     *
     * @param type the class that it stands on, or in
     * @param name what its files are called below those of the annotation around it
     * @param around the next one outwards
     */
    private record Scope(AeQuality annotation, Class<?> type, String name, Optional<Scope> around) {

        static Optional<Scope> of(Class<?> type) {
            return AnnotationSupport.findAnnotation(type, AeQuality.class).map(annotation -> {
                Optional<Scope> around = around(type.getEnclosingClass());
                return new Scope(annotation, type, around.isPresent() ? type.getSimpleName() : type.getName(), around);
            });
        }

        static Optional<Scope> of(Class<?> type, Method method) {
            return AnnotationSupport.findAnnotation(method, AeQuality.class).map(annotation -> {
                Optional<Scope> around = around(type);
                String name = around.isPresent() ? method.getName() : type.getName() + "." + method.getName();
                return new Scope(annotation, type, name, around);
            });
        }

        static Optional<Scope> around(@Nullable Class<?> innermost) {
            Optional<Scope> found = Optional.empty();
            for (Class<?> type = innermost; found.isEmpty() && type != null; type = type.getEnclosingClass()) {
                found = of(type);
            }
            return found;
        }

        Declared declared(Properties properties) {
            Settings.refuseBlank(name -> properties.apply(name).orElse(null));
            Map<Parameter, String> values = values();
            for (Parameter parameter : Parameter.values()) {
                if (around.isEmpty() || !BUDGETS.contains(parameter)) {
                    property(properties, parameter).ifPresent(text -> values.putIfAbsent(parameter, text));
                }
            }
            String root = property(properties, Parameter.OUTPUT_DIRECTORY).orElse("target/ae-gate");
            values.put(Parameter.OUTPUT_DIRECTORY, output(root));
            values.computeIfPresent(Parameter.DEVICE, (parameter, device) -> resolved(device));
            // Surefire says where the module is; elsewhere tests start there.
            Settings settings = new Settings(Path.of(System.getProperty("basedir", "")), values);
            return new Declared(
                    settings, missing(), "mvn test -Dtest=" + outermost().getSimpleName());
        }

        /** What is said here and around, here first. */
        private Map<Parameter, String> values() {
            Map<Parameter, String> values = attributes();
            around.map(Scope::values).ifPresent(outer -> {
                if (!Collections.disjoint(values.keySet(), SUBJECT)) {
                    outer.keySet().removeAll(SUBJECT);
                    outer.keySet().removeAll(OF_SUBJECT);
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
                return String.join(parameter == Parameter.BUDGETS ? "\n" : ",", several);
            }
            boolean isDefault =
                    Boolean.FALSE.equals(value) || Integer.valueOf(0).equals(value);
            return isDefault ? "" : String.valueOf(value);
        }

        private static Optional<String> property(Properties properties, Parameter parameter) {
            return properties.apply(Settings.PREFIX + parameter.key());
        }

        /** Everyone writes to a folder of their own, so that none replaces another's files. */
        private String output(String root) {
            String own = annotation.outputDirectory();
            return own.isBlank() ? around.map(outer -> outer.output(root)).orElse(root) + "/" + name : own;
        }

        /** A CUDA device that the driver has is of no use to a PyTorch without CUDA. */
        private static String resolved(String device) {
            boolean auto = device.strip().toLowerCase(Locale.ROOT).equals("auto");
            return auto && !TorchModule.hasCuda() ? "cpu" : DriverQuery.resolve(device);
        }

        private AeQuality.Missing missing() {
            return annotation.missing() == AeQuality.Missing.FAIL
                    ? around.map(Scope::missing).orElse(AeQuality.Missing.FAIL)
                    : annotation.missing();
        }

        private Class<?> outermost() {
            Class<?> outermost = type;
            for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
                outermost = outer;
            }
            return outermost;
        }
    }
}
