package io.aegate.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** Tells the classes that the engine has to do with. */
final class GateClasses {

    private static final List<Class<? extends Annotation>> TESTS =
            List.of(Test.class, TestFactory.class, TestTemplate.class);

    private GateClasses() {}

    /** Whether a class declares something itself, on its methods, or in a class nested in it. */
    static boolean declare(Class<?> type) {
        return declares(type) || Arrays.stream(type.getDeclaredClasses()).anyMatch(GateClasses::declare);
    }

    /** Whether a class that can be made declares something itself or on its methods. */
    static boolean declares(Class<?> type) {
        boolean concrete = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
        return concrete
                && (AnnotationSupport.isAnnotated(type, AeQuality.class)
                        || !declaringMethods(type).isEmpty());
    }

    static List<Method> declaringMethods(Class<?> type) {
        return AnnotationSupport.findAnnotatedMethods(type, AeQuality.class, HierarchyTraversalMode.TOP_DOWN);
    }

    /** The nearest class around one that has cases or declares for those nested in it. */
    static Optional<Class<?>> around(Class<?> type) {
        for (Class<?> outer = type.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
            if (declares(outer)) {
                return Optional.of(outer);
            }
        }
        return Optional.empty();
    }

    /** The nested classes, which no scan of class files finds: Surefire leaves them out by their names. */
    static Set<DiscoverySelector> nested(Class<?> type) {
        return Arrays.stream(type.getDeclaredClasses())
                .filter(GateClasses::declare)
                .map(DiscoverySelectors::selectClass)
                .collect(Collectors.toSet());
    }

    /** Whether Jupiter has tests in the class, or in one nested in it. */
    static boolean hasTests(Class<?> type) {
        return !ReflectionSupport.findMethods(type, GateClasses::isTest, HierarchyTraversalMode.TOP_DOWN)
                        .isEmpty()
                || Arrays.stream(type.getDeclaredClasses()).anyMatch(GateClasses::hasTests);
    }

    /** Whether a method is a test of Jupiter's. */
    static boolean isTest(Method method) {
        return TESTS.stream().anyMatch(test -> AnnotationSupport.isAnnotated(method, test));
    }
}
