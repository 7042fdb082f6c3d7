package io.aegate.junit;

import java.util.Optional;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.ReflectionSupport;
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
 *   └─ class            with gates of its own, or in classes in it
 *      ├─ budget
 *      ├─ self-test     while that was asked for
 *      ├─ method
 *      │  ├─ budget
 *      │  └─ self-test
 *      └─ class         in it, or inherited with it, in the same way
 * </pre>
 */
final class BudgetTests {

    static final String ENGINE = "ae-gate";

    private static final String SINCE_5_12 = "org.junit.platform.engine.reporting.FileEntry";

    private BudgetTests() {}

    /** Public for the service loader alone, and out of everyone else's sight because the class around it is not. */
    public static final class Engine extends HierarchicalTestEngine<RunningGate> {

        private static final EngineDiscoveryRequestResolver<TestDescriptor> RESOLVER =
                EngineDiscoveryRequestResolver.<TestDescriptor>builder()
                        .addClassContainerSelectorResolver(GateClasses::holdGates)
                        .addSelectorResolver(context ->
                                new GateSelectors(context.getDiscoveryRequest().getConfigurationParameters()::get))
                        .build();

        @Override
        public String getId() {
            return ENGINE;
        }

        @Override
        public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
            if (ReflectionSupport.tryToLoadClass(SINCE_5_12).toOptional().isEmpty()) {
                throw new JUnitException(
                        "ae-gate-junit needs JUnit 5.12 or newer; raise the version of JUnit, or of its BOM.");
            }
            TestDescriptor engine = new EngineDescriptor(id, ENGINE);
            RESOLVER.resolve(request, engine);
            return engine;
        }

        @Override
        protected RunningGate createExecutionContext(ExecutionRequest request) {
            request.getRootTestDescriptor().accept(node -> {
                if (node instanceof GateNode gate) {
                    gate.discardEarlierVerdict();
                }
            });
            return new RunningGate(
                    request.getEngineExecutionListener(), request.getConfigurationParameters()::get, Optional.empty());
        }
    }
}
