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
 * A class or a method with a gate, which is evaluated before its cases are run.
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

    private final List<Class<?>> path;
    private final AnnotatedElement element;
    private final Map<String, GateNode> methods;
    private final Optional<Declared> declared;
    private final List<String> budgets;
    private final Optional<RefusedInputException> obstacle;

    private GateNode(
            UniqueId id,
            String name,
            TestSource source,
            List<Class<?>> path,
            AnnotatedElement element,
            Supplier<Optional<Declared>> declaration,
            Map<String, GateNode> methods) {
        super(id, name, source);
        this.path = path;
        this.element = element;
        this.methods = methods;
        Optional<Declared> said = Optional.empty();
        List<String> texts = List.of();
        Optional<RefusedInputException> refusal = Optional.empty();
        try {
            said = declaration.get();
            texts = said.map(Declared::budgets).orElse(List.of());
            if (said.isPresent() && texts.isEmpty()) {
                refusal = nothingToDo(said.get());
            }
        } catch (RefusedInputException e) {
            refusal = Optional.of(e);
        }
        this.declared = said;
        this.budgets = texts;
        this.obstacle = refusal;
    }

    /** A class, the last of the path, that holds gates; an abstract one holds only those of classes in it. */
    static GateNode of(UniqueId parent, List<Class<?>> path, Declared.Properties properties) {
        Class<?> type = path.get(path.size() - 1);
        UniqueId id = parent.append(CLASS, type.getName());
        if (!GateClasses.isConcrete(type)) {
            return new GateNode(id, displayName(path), ClassSource.from(type), path, type, Optional::empty, Map.of());
        }
        Map<String, GateNode> methods = new LinkedHashMap<>();
        for (Method method : GateClasses.annotatedMethods(type)) {
            String signature = signature(method, type);
            GateNode node = new GateNode(
                    id.append(METHOD, signature),
                    method.getName(),
                    MethodSource.from(type, method),
                    path,
                    method,
                    () -> Declared.by(path, method, properties),
                    Map.of());
            if (!node.budgets.isEmpty() || node.obstacle.isPresent()) {
                methods.put(signature, node);
            }
        }
        return new GateNode(
                id,
                displayName(path),
                ClassSource.from(type),
                path,
                type,
                () -> Declared.by(path, properties),
                methods);
    }

    /** With the class that it stands in, where that is a superclass: a private method does not override another of its name. */
    private static String signature(Method method, Class<?> type) {
        String owner = method.getDeclaringClass() == type
                ? ""
                : method.getDeclaringClass().getName() + ".";
        return owner + method.getName() + "(" + parameters(method) + ")";
    }

    private static String parameters(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(Class::getName).collect(Collectors.joining(", "));
    }

    private static String displayName(List<Class<?>> path) {
        return path.stream().map(Class::getSimpleName).collect(Collectors.joining(" > "));
    }

    private Optional<RefusedInputException> nothingToDo(Declared said) {
        boolean inUse;
        String remedy;
        if (element instanceof Method method) {
            inUse = GateClasses.isTest(method);
            remedy = "make the method a @Test";
        } else {
            Class<?> type = path.get(path.size() - 1);
            inUse = !methods.isEmpty()
                    || GateClasses.hasTests(type)
                    || !GateClasses.nested(type).isEmpty();
            remedy = "write tests that take Measurements";
        }
        return inUse
                ? Optional.empty()
                : Optional.of(new RefusedInputException("@AeQuality on " + said.name()
                        + " has no budgets, so nothing would be gated; give it some, or " + remedy + "."));
    }

    /** The ids of all cases and methods that could be below this node. */
    List<UniqueId> childIds() {
        List<UniqueId> ids = new ArrayList<>();
        budgets.forEach(text -> ids.add(getUniqueId().append(BUDGET, text)));
        if (isSelfTested()) {
            ids.add(selfTestId());
        }
        methods.values().forEach(node -> ids.add(node.getUniqueId()));
        return ids;
    }

    /** The child of an id's last segment. */
    Optional<TestDescriptor> child(UniqueId.Segment segment) {
        String value = segment.getValue();
        if (segment.getType().equals(METHOD)) {
            return Optional.ofNullable(methods.get(value));
        }
        UniqueId id = getUniqueId().append(segment.getType(), value);
        MethodSource source = MethodSource.from(path.get(path.size() - 1).getName(), sourceName(value));
        if (id.equals(selfTestId())) {
            return declared.filter(said -> isSelfTested()).map(said -> new SelfTestNode(id, said, source));
        }
        return segment.getType().equals(BUDGET) && budgets.contains(value)
                ? Optional.of(new BudgetNode(id, value, source, declared.flatMap(Declared::skipped)))
                : Optional.empty();
    }

    private UniqueId selfTestId() {
        return getUniqueId().append(SelfTestNode.NAME, SelfTestNode.NAME);
    }

    private boolean isSelfTested() {
        return !budgets.isEmpty() && declared.filter(Declared::selfTest).isPresent();
    }

    /** A class and its methods may declare the same budget; reports tell cases by class and method name. */
    private String sourceName(String name) {
        return element instanceof Method method ? method.getName() + ": " + name : name;
    }

    /** The ids of what reports name so: annotated methods, of these parameter types if there are any, and cases. */
    List<UniqueId> named(String name, String parameterTypes) {
        List<UniqueId> ids = new ArrayList<>();
        for (GateNode node : methods.values()) {
            Method method = (Method) node.element;
            boolean meant = parameterTypes.isBlank() || parameterTypes.equals(parameters(method));
            if (method.getName().equals(name) && meant) {
                ids.add(node.getUniqueId());
            }
            ids.addAll(node.named(name, parameterTypes));
        }
        budgets.stream()
                .filter(text -> sourceName(text).equals(name))
                .forEach(text -> ids.add(getUniqueId().append(BUDGET, text)));
        if (isSelfTested() && sourceName(SelfTestNode.NAME).equals(name)) {
            ids.add(selfTestId());
        }
        return ids;
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
        path.forEach(type -> tags.addAll(tags(type)));
        return tags;
    }

    private static Set<TestTag> tags(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, Tag.class).stream()
                .map(Tag::value)
                .filter(TestTag::isValid)
                .map(TestTag::create)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Removes the verdict of an earlier run, so that nobody takes it for this one's, however far this one comes. */
    void discardEarlierVerdict() {
        declared.ifPresent(Evaluations.OF_THIS_JVM::discardEarlierVerdict);
    }

    @Override
    public SkipResult shouldBeSkipped(RunningGate running) {
        return AnnotationSupport.findAnnotation(element, Disabled.class)
                .map(disabled -> disabled.value().isBlank() ? element + " is @Disabled" : disabled.value())
                .or(() -> Declared.skipped(running.properties()))
                .map(SkipResult::skip)
                .orElseGet(SkipResult::doNotSkip);
    }

    @Override
    public RunningGate before(RunningGate running) {
        if (obstacle.isPresent()) {
            throw refused(obstacle.get());
        }
        boolean judges = getChildren().stream()
                .anyMatch(child ->
                        child instanceof CaseNode each && each.skipped().isEmpty());
        if (!judges) {
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
    static RefusedInputException refused(RefusedInputException refusal) {
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
