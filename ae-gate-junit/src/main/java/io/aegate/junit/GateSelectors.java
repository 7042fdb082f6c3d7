package io.aegate.junit;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.discovery.NestedClassSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.discovery.SelectorResolver;

/** Finds the gates and cases that were asked for, and what is below them. */
final class GateSelectors implements SelectorResolver {

    private final Declared.Properties properties;

    GateSelectors(Declared.Properties properties) {
        this.properties = properties;
    }

    @Override
    public Resolution resolve(ClassSelector selector, Context context) {
        return resolve(selector.getJavaClass(), context);
    }

    @Override
    public Resolution resolve(NestedClassSelector selector, Context context) {
        return resolve(selector.getNestedClass(), context);
    }

    private Resolution resolve(Class<?> type, Context context) {
        Set<DiscoverySelector> nested = GateClasses.nested(type);
        Resolution onlyNested = nested.isEmpty() ? Resolution.unresolved() : Resolution.selectors(nested);
        if (!GateClasses.declares(type)) {
            return onlyNested;
        }
        Function<TestDescriptor, Optional<GateNode>> creation = parent ->
                Optional.of(GateNode.of(parent.getUniqueId(), type, properties)).filter(GateNode::hasCases);
        return GateClasses.around(type)
                .map(outer -> context.addToParent(() -> DiscoverySelectors.selectClass(outer), creation))
                .orElseGet(() -> context.addToParent(creation))
                .map(node -> Resolution.match(Match.exact(node, () -> {
                    Set<DiscoverySelector> below = new LinkedHashSet<>(children(node));
                    below.addAll(nested);
                    return below;
                })))
                .orElse(onlyNested);
    }

    /** An annotated method, or a budget by its text, which is what a case's source calls its method. */
    @Override
    public Resolution resolve(MethodSelector selector, Context context) {
        Class<?> type = selector.getJavaClass();
        if (!GateClasses.declares(type)) {
            return Resolution.unresolved();
        }
        String name = selector.getMethodName();
        return match(context.addToParent(
                () -> DiscoverySelectors.selectClass(type),
                parent -> parent instanceof GateNode gate ? gate.childBySource(name) : Optional.empty()));
    }

    @Override
    public Resolution resolve(UniqueIdSelector selector, Context context) {
        UniqueId id = selector.getUniqueId();
        UniqueId.Segment last = id.getLastSegment();
        if (!id.getEngineId().filter(BudgetTests.ENGINE::equals).isPresent()
                || id.getSegments().size() < 2) {
            return Resolution.unresolved();
        }
        if (last.getType().equals(GateNode.CLASS)) {
            return ReflectionSupport.tryToLoadClass(last.getValue())
                    .toOptional()
                    .map(type -> resolve(type, context))
                    .orElseGet(Resolution::unresolved);
        }
        return match(context.addToParent(
                () -> DiscoverySelectors.selectUniqueId(id.removeLastSegment()),
                parent -> parent instanceof GateNode gate ? gate.child(last) : Optional.empty()));
    }

    private static Resolution match(Optional<TestDescriptor> found) {
        return found.map(node -> Resolution.match(Match.exact(node, () -> children(node))))
                .orElseGet(Resolution::unresolved);
    }

    private static Set<DiscoverySelector> children(TestDescriptor node) {
        Set<DiscoverySelector> children = new LinkedHashSet<>();
        if (node instanceof GateNode gate) {
            gate.childIds().forEach(id -> children.add(DiscoverySelectors.selectUniqueId(id)));
        }
        return children;
    }
}
