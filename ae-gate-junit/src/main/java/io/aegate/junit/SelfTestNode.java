package io.aegate.junit;

import io.aegate.gate.SelfTest;
import io.aegate.image.RefusedInputException;
import java.util.Map;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.opentest4j.AssertionFailedError;

/** The self-test of a gate as a test case: it fails if the gate does not see damage. */
final class SelfTestNode extends CaseNode {

    /** What the case, and the segment of its id, is called. */
    static final String NAME = "self-test";

    private final Declared declared;

    SelfTestNode(UniqueId id, Declared declared, MethodSource source) {
        super(id, NAME, source, declared.skipped());
        this.declared = declared;
    }

    @Override
    public RunningGate execute(RunningGate running, DynamicTestExecutor cases) {
        SelfTest test = tested(running.evaluated().orElseThrow());
        running.listener()
                .reportingEntryPublished(
                        this,
                        ReportEntry.from(Map.of(
                                "ae-gate.status", test.passed() ? "PASS" : "FAIL", "ae-gate.message", test.summary())));
        if (!test.passed()) {
            throw GateNode.untraced(new AssertionFailedError(test.summary()));
        }
        return running;
    }

    private SelfTest tested(Evaluated evaluated) {
        try {
            return Evaluations.OF_THIS_JVM.selfTest(declared, evaluated);
        } catch (RefusedInputException e) {
            throw GateNode.refused(e);
        }
    }
}
