package io.aegate.junit;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Verdict;
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
                .or(() -> declared(context).flatMap(Declared::skipped))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("its gate is evaluated"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Measurements.class || type == Verdict.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Evaluated evaluated = evaluated(context);
        if (parameter.getParameter().getType() == Measurements.class) {
            return evaluated.measurements();
        }
        return evaluated
                .verdict()
                .orElseThrow(() -> new ParameterResolutionException(
                        "There is no verdict without budgets; give @AeQuality some, or take Measurements instead."));
    }

    /** Once a run of the engine, because images and checkpoint are hashed to tell whether they were evaluated before. */
    @SuppressWarnings("deprecation") // by JUnit 6, for a method that JUnit 5 does not have
    private static Evaluated evaluated(ExtensionContext context) {
        Declared declared = declared(context)
                .orElseThrow(() -> new IllegalStateException("the extension was registered without @AeQuality"));
        return Objects.requireNonNull(context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(declared, Evaluations.OF_THIS_JVM::of, Evaluated.class));
    }

    private static Optional<Declared> declared(ExtensionContext context) {
        return Declared.around(
                context.getRequiredTestClass(), context.getTestMethod(), context::getConfigurationParameter);
    }
}
