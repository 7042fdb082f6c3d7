package io.aegate.junit;

import io.aegate.evaluation.Provenance;
import io.aegate.image.RefusedInputException;
import io.aegate.report.MarkdownReport;
import io.aegate.report.MeasurementsFiles;
import io.aegate.report.VerdictJson;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.hierarchical.Node;

/**
 * A class or a method with a gate, which is evaluated before its budgets are judged.
 *
 * <p>What is wrong with the declaration is kept until it is run, where it fails the class or method as a whole.
 */
final class GateNode extends AbstractTestDescriptor implements Node<RunningGate> {

    static final String CLASS = "class";
    static final String METHOD = "method";
    static final String BUDGET = "budget";

    /** What is published, with its type of media. */
    private static final Map<String, String> FILES = Map.of(
            MeasurementsFiles.JSON, "application/json",
            MeasurementsFiles.CSV, "text/csv",
            VerdictJson.FILE, "application/json",
            MarkdownReport.FILE, "text/markdown");

    private final Class<?> type;
    private final AnnotatedElement element;
    private final Optional<Declared> declared;
    private final Map<String, GateNode> methods;
    private final List<String> budgets;
    private final Optional<RefusedInputException> obstacle;

    private GateNode(
            UniqueId id,
            String name,
            TestSource source,
            Class<?> type,
            AnnotatedElement element,
            Supplier<Optional<Declared>> declaration,
            Map<String, GateNode> methods) {
        super(id, name, source);
        this.type = type;
        this.element = element;
        this.methods = methods;
        Optional<Declared> said = Optional.empty();
        List<String> texts = List.of();
        Optional<RefusedInputException> refusal = Optional.empty();
        try {
            said = declaration.get();
            texts = said.map(Declared::budgets).orElse(List.of());
            if (texts.isEmpty()) {
                refusal = nothingToDo(said.isPresent());
            }
        } catch (RefusedInputException e) {
            refusal = Optional.of(e);
        }
        this.declared = said;
        this.budgets = texts;
        this.obstacle = refusal;
    }

    /** A class that declares something itself or on its methods. */
    static GateNode of(UniqueId parent, Class<?> type, Declared.Properties properties) {
        UniqueId id = parent.append(CLASS, type.getName());
        Map<String, GateNode> methods = new LinkedHashMap<>();
        for (Method method : GateClasses.declaringMethods(type)) {
            String signature = Arrays.stream(method.getParameterTypes())
                    .map(Class::getName)
                    .collect(Collectors.joining(",", method.getName() + "(", ")"));
            GateNode node = new GateNode(
                    id.append(METHOD, signature),
                    method.getName(),
                    MethodSource.from(type, method),
                    type,
                    method,
                    () -> Declared.by(type, method, properties),
                    Map.of());
            if (node.hasCases()) {
                methods.put(signature, node);
            }
        }
        return new GateNode(
                id,
                displayName(type),
                ClassSource.from(type),
                type,
                type,
                () -> Declared.by(type, properties),
                methods);
    }

    private static String displayName(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : displayName(type.getEnclosingClass()) + " > " + type.getSimpleName();
    }

    private Optional<RefusedInputException> nothingToDo(boolean annotated) {
        if (element instanceof Method method) {
            return GateClasses.isTest(method)
                    ? Optional.empty()
                    : Optional.of(new RefusedInputException("@AeQuality on " + type.getSimpleName() + "."
                            + method.getName()
                            + " has no budgets, so nothing would be gated; give it some, or make the method a @Test."));
        }
        boolean inUse = !annotated
                || !methods.isEmpty()
                || GateClasses.hasTests(type)
                || !GateClasses.nested(type).isEmpty();
        return inUse
                ? Optional.empty()
                : Optional.of(
                        new RefusedInputException(
                                "@AeQuality on " + type.getSimpleName()
                                        + " has no budgets, so nothing would be gated; give it some, or write tests that take Measurements."));
    }

    /** Whether there may be something to run here or below; a class may only declare what its Jupiter tests want measured. */
    boolean hasCases() {
        boolean nested = element == type && !GateClasses.nested(type).isEmpty();
        return !budgets.isEmpty() || !methods.isEmpty() || nested || obstacle.isPresent();
    }

    /** The ids of all that could be below this node. */
    List<UniqueId> childIds() {
        List<UniqueId> ids = new ArrayList<>();
        budgets.forEach(text -> ids.add(getUniqueId().append(BUDGET, text)));
        methods.values().forEach(node -> ids.add(node.getUniqueId()));
        return ids;
    }

    /** The child of an id's last segment. */
    Optional<TestDescriptor> child(UniqueId.Segment segment) {
        if (segment.getType().equals(METHOD)) {
            return Optional.ofNullable(methods.get(segment.getValue()));
        }
        return segment.getType().equals(BUDGET) ? budget(segment.getValue()) : Optional.empty();
    }

    /** The child that reports name as this method: a budget by its text, or an annotated method. */
    Optional<TestDescriptor> childBySource(String name) {
        return methods.values().stream()
                .filter(node -> node.getDisplayName().equals(name))
                .map(TestDescriptor.class::cast)
                .findFirst()
                .or(() -> budget(name));
    }

    private Optional<TestDescriptor> budget(String text) {
        if (!budgets.contains(text)) {
            return Optional.empty();
        }
        // A class and its methods may declare the same budget; reports tell cases by class and method name.
        String name = element instanceof Method method ? method.getName() + ": " + text : text;
        return Optional.of(
                new BudgetNode(getUniqueId().append(BUDGET, text), text, MethodSource.from(type.getName(), name)));
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    /** Keeps the platform from leaving out a declaration that has no cases because something is wrong with it. */
    @Override
    public boolean mayRegisterTests() {
        return obstacle.isPresent();
    }

    /** Those of the method, the class, and the classes around it. */
    @Override
    public Set<TestTag> getTags() {
        Set<TestTag> tags = new LinkedHashSet<>(tags(element));
        for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
            tags.addAll(tags(around));
        }
        return tags;
    }

    private static Set<TestTag> tags(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, Tag.class).stream()
                .map(Tag::value)
                .filter(TestTag::isValid)
                .map(TestTag::create)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public SkipResult shouldBeSkipped(RunningGate running) {
        return AnnotationSupport.findAnnotation(element, Disabled.class)
                .map(disabled -> disabled.value().isBlank() ? element + " is @Disabled" : disabled.value())
                .or(() -> Declared.skipped(running.properties()))
                .or(() -> declared.flatMap(Declared::skipped))
                .map(SkipResult::skip)
                .orElseGet(SkipResult::doNotSkip);
    }

    @Override
    public RunningGate before(RunningGate running) {
        if (obstacle.isPresent()) {
            throw refused(obstacle.get());
        }
        if (getChildren().stream().noneMatch(BudgetNode.class::isInstance)) {
            return running;
        }
        try {
            Evaluated evaluated = Evaluations.OF_THIS_JVM.of(declared.orElseThrow());
            publish(running, evaluated);
            return running.with(evaluated);
        } catch (RefusedInputException e) {
            throw refused(e);
        }
    }

    /** The same sentence without the places that it came through, which say nothing to whoever wrote the annotation. */
    private static RefusedInputException refused(RefusedInputException refusal) {
        return untraced(new RefusedInputException(String.valueOf(refusal.getMessage())));
    }

    /** What is said of an annotation has no place in anybody's code. */
    static <T extends Throwable> T untraced(T failure) {
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    private void publish(RunningGate running, Evaluated evaluated) {
        Provenance provenance = evaluated.measurements().provenance();
        running.listener()
                .reportingEntryPublished(
                        this,
                        ReportEntry.from(Map.of(
                                "ae-gate.checkpoint", provenance.checkpoint().name(),
                                "ae-gate.hash", provenance.checkpoint().hash(),
                                "ae-gate.images",
                                        String.valueOf(evaluated.gate().images()),
                                "ae-gate.device", provenance.device(),
                                "ae-gate.precision", provenance.precision())));
        Path folder = evaluated.gate().spec().outputDirectory();
        FILES.forEach((file, media) ->
                running.listener().fileEntryPublished(this, FileEntry.from(folder.resolve(file), media)));
    }
}
