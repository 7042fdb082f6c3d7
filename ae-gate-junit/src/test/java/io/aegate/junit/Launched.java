package io.aegate.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the platform's launcher said of a run of all engines; names are {@code engine: display name}. */
final class Launched implements TestExecutionListener {

    private final Map<String, TestExecutionResult> results = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, String> skipped = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, TestIdentifier> identifiers = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Map<String, String>> entries = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Path> files = Collections.synchronizedList(new ArrayList<>());

    /** Runs the classes. */
    static Launched classes(Map<String, String> properties, Class<?>... classes) {
        return selected(
                properties,
                Arrays.stream(classes).map(type -> selectClass(type)).toArray(DiscoverySelector[]::new));
    }

    /** Runs what is selected. */
    static Launched selected(Map<String, String> properties, DiscoverySelector... selectors) {
        return filtered(properties, new Filter<?>[0], selectors);
    }

    /** Runs what is selected and passes the filters. */
    static Launched filtered(Map<String, String> properties, Filter<?>[] filters, DiscoverySelector... selectors) {
        Launched launched = new Launched();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors)
                                .filters(filters)
                                .configurationParameters(properties)
                                .build(),
                        launched);
        return launched;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        identifiers.put(name(test), test);
        results.put(name(test), result);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped.put(name(test), reason);
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        entries.put(name(test), entry.getKeyValuePairs());
    }

    @Override
    public void fileEntryPublished(TestIdentifier test, FileEntry file) {
        files.add(file.getPath());
    }

    private static String name(TestIdentifier test) {
        String engine = test.getUniqueIdObject().getEngineId().orElse("");
        return engine.equals(BudgetTests.ENGINE) ? test.getDisplayName() : engine + ": " + test.getDisplayName();
    }

    /** The cases that ended, with {@code PASS} or the message of what was thrown. */
    Map<String, String> cases() {
        Map<String, String> cases = new LinkedHashMap<>();
        results.forEach((name, result) -> {
            if (identifier(name).isTest()) {
                cases.put(name, message(result));
            }
        });
        return cases;
    }

    /** The message of what a class or case threw. */
    String message(String name) {
        return message(result(name));
    }

    TestExecutionResult result(String name) {
        return Optional.ofNullable(results.get(name))
                .orElseThrow(() -> new AssertionError(name + " did not end; there were " + results.keySet()));
    }

    Throwable failure(String name) {
        return result(name).getThrowable().orElseThrow();
    }

    private static String message(TestExecutionResult result) {
        return result.getThrowable()
                .map(thrown -> String.valueOf(thrown.getMessage()))
                .orElse(result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? "PASS" : "?");
    }

    TestIdentifier identifier(String name) {
        return Optional.ofNullable(identifiers.get(name))
                .orElseThrow(() -> new AssertionError(name + " did not end; there were " + results.keySet()));
    }

    Map<String, String> skipped() {
        return skipped;
    }

    Map<String, String> entry(String name) {
        return Optional.ofNullable(entries.get(name)).orElse(Map.of());
    }

    List<Path> files() {
        return files;
    }
}
