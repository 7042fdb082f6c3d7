package io.aegate.junit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        Deque<Class<?>> path = new ArrayDeque<>();
        for (Class<?> type = selector.getJavaClass(); type != null; type = type.getEnclosingClass()) {
            path.addFirst(type);
        }
        return resolve(List.copyOf(path), context);
    }

    @Override
    public Resolution resolve(NestedClassSelector selector, Context context) {
        List<Class<?>> path = new ArrayList<>(selector.getEnclosingClasses());
        path.add(selector.getNestedClass());
        return resolve(path, context);
    }

    /** Every class on the path gets a node, with gates of its own or not: Surefire runs none that it does not see. */
    private Resolution resolve(List<Class<?>> path, Context context) {
        Class<?> type = path.get(path.size() - 1);
        if (!GateClasses.holdGates(type)) {
            return Resolution.unresolved();
        }
        Function<TestDescriptor, Optional<GateNode>> creation =
                parent -> Optional.of(GateNode.of(parent.getUniqueId(), path, properties));
        Optional<GateNode> node = path.size() == 1
                ? context.addToParent(creation)
                : context.addToParent(() -> selectClass(path.subList(0, path.size() - 1)), creation);
        return node.map(found -> Resolution.match(Match.exact(found, () -> {
                    Set<DiscoverySelector> below = children(found);
                    for (Class<?> nested : GateClasses.nested(type)) {
                        List<Class<?>> longer = new ArrayList<>(path);
                        longer.add(nested);
                        below.add(selectClass(longer));
                    }
                    return below;
                })))
                .orElseGet(Resolution::unresolved);
    }

    private static DiscoverySelector selectClass(List<Class<?>> path) {
        int last = path.size() - 1;
        return last == 0
                ? DiscoverySelectors.selectClass(path.get(0))
                : DiscoverySelectors.selectNestedClass(List.copyOf(path.subList(0, last)), path.get(last));
    }

    /** An annotated method, or a case by what its source calls its method. */
    @Override
    public Resolution resolve(MethodSelector selector, Context context) {
        Class<?> type = selector.getJavaClass();
        if (!GateClasses.hasOwnGates(type)) {
            return Resolution.unresolved();
        }
        Set<DiscoverySelector> named = context.resolve(DiscoverySelectors.selectClass(type)).stream()
                .flatMap(node ->
                        ((GateNode) node).named(selector.getMethodName(), selector.getParameterTypeNames()).stream())
                .map(DiscoverySelectors::selectUniqueId)
                .collect(Collectors.toSet());
        return named.isEmpty() ? Resolution.unresolved() : Resolution.selectors(named);
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
            List<Class<?>> path = new ArrayList<>();
            for (UniqueId.Segment segment :
                    id.getSegments().subList(1, id.getSegments().size())) {
                ReflectionSupport.tryToLoadClass(segment.getValue())
                        .toOptional()
                        .ifPresent(path::add);
            }
            return path.size() == id.getSegments().size() - 1 ? resolve(path, context) : Resolution.unresolved();
        }
        return context.addToParent(
                        () -> DiscoverySelectors.selectUniqueId(id.removeLastSegment()),
                        parent -> parent instanceof GateNode gate ? gate.child(last) : Optional.empty())
                .map(node -> Resolution.match(Match.exact(node, () -> children(node))))
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
