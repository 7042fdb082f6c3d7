package io.aegate.maven.it;

import io.aegate.AeGate;
import io.aegate.junit.AeQuality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local repository for the tests: everything that the machine's own holds, by links, and beside it the artifacts that were just
 * built. Nothing of ours is ever installed into the machine's own.
 */
final class LocalRepository {

    private static final String GROUP = "aegate";

    /** Below com: what builds of tests fetch or install, which each JVM begins without. */
    private static final String EXAMPLE = "example";

    private LocalRepository() {}

    /** The repository, made once a JVM. */
    static Path get() {
        return Made.FOLDER;
    }

    private static final class Made {
        static final Path FOLDER = make();
    }

    private static Path make() {
        Path real = Path.of(property("it.localRepository"));
        Path folder = target().resolve("it-repository");
        try {
            Path group = folder.resolve("io");
            linkAllBut(real, folder, List.of("io", "com"));
            linkAllBut(real.resolve("io"), group, List.of(GROUP));
            linkAllBut(real.resolve("com"), folder.resolve("com"), List.of(EXAMPLE));
            delete(folder.resolve("com").resolve(EXAMPLE));
            Path module = Path.of(property("it.module"));
            Path ours = group.resolve(GROUP);
            put(ours, "ae-gate", "pom", module.resolveSibling("pom.xml"));
            put(ours, "ae-metrics", "pom", module.resolveSibling("ae-metrics").resolve("pom.xml"));
            put(ours, "ae-metrics", "jar", jarOf(AeGate.class));
            put(
                    ours,
                    "ae-gate-junit",
                    "pom",
                    module.resolveSibling("ae-gate-junit").resolve("pom.xml"));
            put(ours, "ae-gate-junit", "jar", jarOf(AeQuality.class));
            put(ours, "ae-gate-maven-plugin", "pom", module.resolve("pom.xml"));
            put(ours, "ae-gate-maven-plugin", "jar", target().resolve("ae-gate-maven-plugin-" + version() + ".jar"));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the tests' local repository cannot be made in " + folder, e);
        }
        return folder;
    }

    static String version() {
        return property("it.version");
    }

    static Path target() {
        return Path.of(property("it.target"));
    }

    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the integration tests run by Failsafe, which sets " + name);
        }
        return value;
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not a jar; run the integration tests with mvn verify");
        }
        return jar;
    }

    private static void linkAllBut(Path from, Path to, List<String> except) throws IOException {
        if (Files.isSymbolicLink(to)) {
            Files.delete(to);
        }
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> listed = Files.list(from)) {
            entries = listed.filter(
                            entry -> !except.contains(entry.getFileName().toString()))
                    .toList();
        }
        for (Path entry : entries) {
            Path link = to.resolve(entry.getFileName());
            try {
                if (Files.isSymbolicLink(link)) {
                    Files.delete(link);
                }
                Files.createSymbolicLink(link, entry);
            } catch (UnsupportedOperationException | IOException e) {
                // A system without links, or a copy that was made because of that.
                copy(entry, link);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> contents;
        try (Stream<Path> walked = Files.walk(folder)) {
            contents = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : contents) {
            Files.delete(path);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                Path place = to.resolve(from.relativize(file).toString());
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(place);
                    } else {
                        Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void put(Path group, String artifact, String extension, Path file) throws IOException {
        Path folder = group.resolve(artifact).resolve(version());
        Files.createDirectories(folder);
        Files.copy(
                file,
                folder.resolve(artifact + "-" + version() + "." + extension),
                StandardCopyOption.REPLACE_EXISTING);
    }
}
