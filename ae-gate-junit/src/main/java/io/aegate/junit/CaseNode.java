package io.aegate.junit;

import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.hierarchical.Node;

/** A test case of a gate, which needs the gate to be evaluated. */
abstract class CaseNode extends AbstractTestDescriptor implements Node<RunningGate> {

    private final Optional<String> skipped;

    /**
     * Makes a case.
     *
     * @param skipped why it is not run, if it is not
     */
    CaseNode(UniqueId id, String name, MethodSource source, Optional<String> skipped) {
        super(id, name, source);
        this.skipped = skipped;
    }

    final Optional<String> skipped() {
        return skipped;
    }

    @Override
    public final SkipResult shouldBeSkipped(RunningGate running) {
        return skipped.map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
    }

    @Override
    public final Type getType() {
        return Type.TEST;
    }

    @Override
    public final Set<TestTag> getTags() {
        return getParent().orElseThrow().getTags();
    }
}
