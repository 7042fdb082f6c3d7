package io.aegate.junit;

import java.util.Optional;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestEngine;

/**
 * Budgets as tests of the JUnit Platform: what {@link AeQuality} declares on classes and methods, one case a budget.
 *
 * <pre>
 *   engine
 *   └─ class            annotated itself, or with annotated methods
 *      ├─ budget
 *      ├─ method
 *      │  └─ budget
 *      └─ class         nested, in the same way
 * </pre>
 */
final class BudgetTests {

    static final String ENGINE = "ae-gate";

    private BudgetTests() {}

    /** Public for the service loader alone, and out of everyone else's sight because the class around it is not. */
    public static final class Engine extends HierarchicalTestEngine<RunningGate> {

        private static final EngineDiscoveryRequestResolver<TestDescriptor> RESOLVER =
                EngineDiscoveryRequestResolver.<TestDescriptor>builder()
                        .addClassContainerSelectorResolver(GateClasses::declare)
                        .addSelectorResolver(context ->
                                new GateSelectors(context.getDiscoveryRequest().getConfigurationParameters()::get))
                        .build();

        @Override
        public String getId() {
            return ENGINE;
        }

        @Override
        public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
            TestDescriptor engine = new EngineDescriptor(id, ENGINE);
            RESOLVER.resolve(request, engine);
            return engine;
        }

        @Override
        protected RunningGate createExecutionContext(ExecutionRequest request) {
            return new RunningGate(
                    request.getEngineExecutionListener(), request.getConfigurationParameters()::get, Optional.empty());
        }
    }
}
