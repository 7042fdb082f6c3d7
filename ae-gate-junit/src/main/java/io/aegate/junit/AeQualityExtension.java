package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands {@link Measurements} and {@link Verdict} to Jupiter tests, and skips them where their gate is skipped. */
final class AeQualityExtension implements ParameterResolver, ExecutionCondition {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AeQualityExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Declared.skipped(context::getConfigurationParameter)
                .or(() -> isForItsGateToSay(context) ? declared(context).flatMap(Declared::skipped) : Optional.empty())
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("its gate is evaluated"));
    }

    /** A class is skipped as a whole only where no method and no nested class has a gate of its own. */
    private static boolean isForItsGateToSay(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        return context.getTestMethod().isPresent()
                || (GateClasses.annotatedMethods(type).isEmpty()
                        && GateClasses.nested(type).isEmpty());
    }

    /** So that constructors, too, are handed what holds for the test that they are called for. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Measurements.class || type == Verdict.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Evaluated evaluated;
        try {
            evaluated = evaluated(context);
        } catch (RefusedInputException e) {
            // As it is: what Jupiter would say before it, and where it came through, mends nothing.
            throw GateNode.untraced(new ParameterResolutionException(String.valueOf(e.getMessage())));
        }
        if (parameter.getParameter().getType() == Measurements.class) {
            return evaluated.measurements();
        }
        return evaluated
                .verdict()
                .orElseThrow(() -> new ParameterResolutionException(
                        "There is no verdict without budgets; give @AeQuality some, or take Measurements instead."));
    }

    /**
     * Once for each place that asks, however many parameters it has: images and checkpoint are hashed to tell whether they were
     * evaluated before, and a test may have changed them.
     */
    @SuppressWarnings("deprecation") // by JUnit 6, for a method that JUnit 5 does not have
    private static Evaluated evaluated(ExtensionContext context) {
        Declared declared = declared(context)
                .orElseThrow(() -> new IllegalStateException("the extension was registered without @AeQuality"));
        return Objects.requireNonNull(context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        context.getUniqueId(), id -> Evaluations.OF_THIS_JVM.of(declared), Evaluated.class));
    }

    private static Optional<Declared> declared(ExtensionContext context) {
        return Declared.around(path(context), context.getTestMethod(), context::getConfigurationParameter);
    }

    /** The test's class after those that it is nested in: by inheritance these need not be the ones that it stands in. */
    private static List<Class<?>> path(ExtensionContext context) {
        Deque<Class<?>> path = new ArrayDeque<>();
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            at.get().getTestClass().filter(type -> path.peekFirst() != type).ifPresent(path::addFirst);
        }
        return List.copyOf(path);
    }
}
