package io.aegate.junit;

import java.util.Optional;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.support.hierarchical.EngineExecutionContext;

/**
 * What the cases of a gate share while they run.
 *
 * @param evaluated absent until the gate around them was evaluated
 */
record RunningGate(EngineExecutionListener listener, Declared.Properties properties, Optional<Evaluated> evaluated)
        implements EngineExecutionContext {

    RunningGate with(Evaluated result) {
        return new RunningGate(listener, properties, Optional.of(result));
    }
}
