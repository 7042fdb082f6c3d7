package io.aegate.junit;

import io.aegate.gate.Judged;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.opentest4j.AssertionFailedError;

/**
 * A budget as a test case.
 *
 * <p>It fails if it is not met, and errs if nothing was measured that it could be judged by. One that only warns passes; what it warns
 * of is published.
 */
final class BudgetNode extends CaseNode {

    private final String text;

    /**
     * Makes a case.
     *
     * @param text the budget as it was given, white space made plain
     * @param skipped why it is not judged, if it is not
     */
    BudgetNode(UniqueId id, String text, MethodSource source, Optional<String> skipped) {
        super(id, text, source, skipped);
        this.text = text;
    }

    @Override
    public RunningGate execute(RunningGate running, DynamicTestExecutor cases) {
        Evaluated evaluated = running.evaluated().orElseThrow();
        Verdict verdict = evaluated.judged(text);
        publish(running, verdict);
        require(text, verdict);
        return running;
    }

    /** Throws if the gate fails: an error if nothing was measured, otherwise a failure with expected and actual. */
    static void require(String text, Verdict verdict) {
        List<Judged> violations = verdict.violations();
        if (violations.isEmpty()) {
            return;
        }
        String message = violations.stream().map(Judged::message).collect(Collectors.joining("\n"));
        if (verdict.outcome() == Status.NOT_MEASURED) {
            throw GateNode.untraced(new RefusedInputException(message));
        }
        String measured = violations.stream()
                .map(judged -> judged.measured().orElse("nothing"))
                .collect(Collectors.joining(", "));
        throw GateNode.untraced(new AssertionFailedError(message, text, measured));
    }

    /** What was measured, for whoever listens, on success too. */
    private void publish(RunningGate running, Verdict verdict) {
        for (Judged judged : verdict.budgets()) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("ae-gate.budget", judged.text());
            entry.put("ae-gate.status", judged.status().name());
            entry.put("ae-gate.severity", judged.severity().word());
            judged.measured().ifPresent(measured -> entry.put("ae-gate.measured", measured));
            entry.put("ae-gate.message", judged.message());
            running.listener().reportingEntryPublished(this, ReportEntry.from(entry));
        }
    }
}
