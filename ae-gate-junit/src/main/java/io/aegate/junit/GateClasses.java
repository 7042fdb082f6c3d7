package io.aegate.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Tells the classes that the engine has to do with. */
final class GateClasses {

    private static final List<Class<? extends Annotation>> TESTS =
            List.of(Test.class, TestFactory.class, TestTemplate.class);

    private GateClasses() {}

    /** Whether there is a gate on a class, on a method of it, or anywhere in the classes nested in it. */
    static boolean holdGates(Class<?> type) {
        return hasOwnGates(type) || !nested(type).isEmpty();
    }

    /** Whether there is a gate on a class or on a method of it; those of an abstract class are its subclasses'. */
    static boolean hasOwnGates(Class<?> type) {
        return isConcrete(type)
                && (speaksOfGates(type) || !annotatedMethods(type).isEmpty());
    }

    /** Whether there is an annotation of ours; a waiver without a gate is a mistake that has to be told. */
    private static boolean speaksOfGates(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, AeQuality.class)
                || !waivers(element).isEmpty();
    }

    /** The waivers that stand on a class or method, also on its annotations and on supertypes. */
    static List<AeWaiver> waivers(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, AeWaiver.class);
    }

    static boolean isConcrete(Class<?> type) {
        return !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
    }

    static List<Method> annotatedMethods(Class<?> type) {
        return ReflectionSupport.findMethods(type, GateClasses::speaksOfGates, HierarchyTraversalMode.TOP_DOWN);
    }

    /**
     * The classes in a class that hold gates: static ones that stand in it, and inner ones that it has or inherits.
     *
     * <p>No scan of class files finds them, because Surefire leaves them out by their names.
     */
    static List<Class<?>> nested(Class<?> type) {
        try {
            List<Class<?>> nested = new ArrayList<>(Arrays.stream(type.getDeclaredClasses())
                    .filter(member -> Modifier.isStatic(member.getModifiers()) && holdGates(member))
                    .toList());
            if (isConcrete(type)) {
                inner(type).filter(GateClasses::holdGates).forEach(nested::add);
            }
            return nested;
        } catch (NoClassDefFoundError e) {
            if (hasOwnGates(type)) {
                throw e;
            }
            // A class that cannot be loaded as a whole, in which there is no gate as far as one sees: another engine's
            // matter.
            return List.of();
        }
    }

    /** The inner classes that a class has or inherits, without those that it stands in itself. */
    private static Stream<Class<?>> inner(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .flatMap(owner -> Arrays.stream(owner.getDeclaredClasses()))
                .filter(member -> !Modifier.isStatic(member.getModifiers()))
                .filter(member -> Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getEnclosingClass)
                        .noneMatch(member::equals));
    }

    /** Whether Jupiter has tests in the class, or in one nested in it. */
    static boolean hasTests(Class<?> type) {
        return !ReflectionSupport.findMethods(type, GateClasses::isTest, HierarchyTraversalMode.TOP_DOWN)
                        .isEmpty()
                || inner(type)
                        .filter(member -> AnnotationSupport.isAnnotated(member, Nested.class))
                        .anyMatch(GateClasses::hasTests);
    }

    /** Whether a method is a test that Jupiter runs. */
    static boolean isTest(Method method) {
        boolean callable = !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
        boolean returnsWell =
                method.getReturnType() == void.class || AnnotationSupport.isAnnotated(method, TestFactory.class);
        return callable && returnsWell && TESTS.stream().anyMatch(test -> AnnotationSupport.isAnnotated(method, test));
    }
}
