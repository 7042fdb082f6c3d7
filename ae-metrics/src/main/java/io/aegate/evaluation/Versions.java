package io.aegate.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The versions that this build of ae-gate was made with, of itself and of its libraries.
 *
 * @param all by short name, for example {@code pytorch}
 */
public record Versions(Map<String, String> all) {

    public Versions {
        all = Collections.unmodifiableMap(new TreeMap<>(all));
    }

    /** Reads them from the library's own resources. */
    public static Versions read() {
        Properties properties = new Properties();
        try (InputStream resource = Versions.class.getResourceAsStream("versions.properties")) {
            if (resource == null) {
                throw new IllegalStateException("versions.properties is missing from ae-metrics");
            }
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> versions = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> versions.put(name, properties.getProperty(name)));
        return new Versions(versions);
    }

    /**
     * The version of a library.
     *
     * @throws IllegalArgumentException for a name that is not among {@link #all()}
     */
    public String of(String library) {
        String version = all.get(library);
        if (version == null) {
            throw new IllegalArgumentException("no version of " + library + " is known");
        }
        return version;
    }

    /** Those that decide values, and so belong in the provenance of measurements. */
    public Map<String, String> decidingValues() {
        Map<String, String> deciding = new TreeMap<>(all);
        deciding.keySet().retainAll(Set.of("ae-gate", "djl", "pytorch", "opencv"));
        return deciding;
    }
}
