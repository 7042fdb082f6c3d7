package io.aegate.junit;

import io.aegate.AeGate;
import io.aegate.GateSpec;
import io.aegate.Settings;
import io.aegate.image.RefusedInputException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@link AeQuality} says on a class or a method, completed by the annotations around it and by properties.
 *
 * @param name of the class or method, for people
 * @param settings all that is said
 * @param missing what an absent thing under test means
 * @param selfTest whether its gate is tested as well
 * @param notes what a reader should know of how it was completed, a sentence each
 * @param command what to type to have it judged again
 */
record Declared(
        String name,
        Settings settings,
        AeQuality.Missing missing,
        boolean selfTest,
        List<String> notes,
        String command) {

    private static final String SKIP = Settings.PREFIX + "skip";

    /** Where properties come from: the platform's configuration parameters, which fall back to those of the JVM. */
    interface Properties extends Function<String, Optional<String>> {}

    /**
     * What a class declares, itself or by its supertypes.
     *
     * @param path the class, after those that it is nested in
     * @throws RefusedInputException if more than one annotation speaks of it, or a property is set to nothing
     */
    static Optional<Declared> by(List<Class<?>> path, Properties properties) {
        return Scope.of(path).map(scope -> scope.declared(properties));
    }

    /**
     * What a method declares.
     *
     * @param path its class, after those that it is nested in
     * @throws RefusedInputException if more than one annotation speaks of it, or a property is set to nothing
     */
    static Optional<Declared> by(List<Class<?>> path, Method method, Properties properties) {
        return Scope.of(path, method).map(scope -> scope.declared(properties));
    }

    /** What holds for a test: the declaration of its method, or that of the nearest class around it. */
    static Optional<Declared> around(List<Class<?>> path, Optional<Method> method, Properties properties) {
        return method.flatMap(test -> Scope.of(path, test))
                .or(() -> Scope.around(path))
                .map(scope -> scope.declared(properties));
    }

    /**
     * The texts of the budgets, white space made plain.
     *
     * @throws RefusedInputException if their file is not there, cannot be read, or holds none
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
                ? AeGate.absent(settings).map(absent -> absent + ", and missing is SKIP")
                : Optional.empty();
    }
}
