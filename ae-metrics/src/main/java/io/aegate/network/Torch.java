package io.aegate.network;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * PyTorch as it is found on the class path: started once in a JVM, without a word, and never fetched from the network.
 *
 * <p>The plugin puts the natives on its worker's class path; elsewhere they come with {@code ae-gate-junit}, for the system that Maven
 * runs on.
 */
final class Torch {

    private static final String NATIVES = "native/lib/pytorch.properties";
    private static final String JNI = "jnilib/pytorch.properties";

    /** Where DJL looks instead, if it is set. */
    private static final String OVERRIDE = "PYTORCH_LIBRARY_PATH";

    /** Set while an engine starts: a test class path without a logger is no reason for SLF4J to complain. */
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private Torch() {}

    /**
     * The engine.
     *
     * @throws RefusedInputException if the class path has no natives for this system, or they cannot be loaded
     */
    static synchronized Engine engine() {
        requireNatives();
        // DJL reads both once: to download nothing, and to report its use to nobody.
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("OPT_OUT_TRACKING", "true");
        return quietly(() -> {
            try {
                return Engine.getEngine("PyTorch");
            } catch (EngineException | LinkageError e) {
                throw new RefusedInputException(
                        "PyTorch cannot be loaded (" + TorchScope.firstLine(rootOf(e))
                                + "); its natives on the class path must be of this system and of one version.",
                        e);
            }
        });
    }

    /** Starts an engine of DJL without a word of SLF4J about its own set-up. */
    static Engine quietly(Supplier<Engine> start) {
        boolean quiet = setUnlessSet(SLF4J_VERBOSITY, "ERROR");
        try {
            return start.get();
        } finally {
            if (quiet) {
                System.clearProperty(SLF4J_VERBOSITY);
            }
        }
    }

    /** The version of the natives on the class path, if there are any, or where DJL was told to take them from. */
    static Optional<String> version() {
        Optional<String> elsewhere = override();
        if (elsewhere.isPresent()) {
            return elsewhere.map(place -> "in " + place);
        }
        // A release and the day of its build.
        return Optional.ofNullable(properties(NATIVES).getProperty("version"))
                .map(version -> version.replaceFirst("-.*", ""));
    }

    /** Whether the natives on the class path are of a PyTorch with CUDA. */
    static boolean hasCuda() {
        return properties(NATIVES).getProperty("flavor", "").startsWith("cu");
    }

    private static void requireNatives() {
        if (properties(JNI).isEmpty()
                || (properties(NATIVES).isEmpty() && override().isEmpty())) {
            String version = properties("pytorch-engine.properties").getProperty("pytorch_version", "");
            throw new RefusedInputException(
                    "The natives of PyTorch " + version + " for "
                            + System.getProperty("os.name") + " (" + System.getProperty("os.arch")
                            + ") are not on the class path; ae-gate-junit brings them where Maven resolves it, so leave them in, or add"
                            + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu with your system's classifier.");
        }
    }

    private static Optional<String> override() {
        return Optional.ofNullable(System.getProperty(OVERRIDE, System.getenv(OVERRIDE)));
    }

    private static Properties properties(String resource) {
        Properties properties = new Properties();
        // Where DJL looks, too: the loader of the code under test, which need not be that of this class.
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader : context == null
                ? List.of(Torch.class.getClassLoader())
                : List.of(context, Torch.class.getClassLoader())) {
            try (InputStream stream = loader.getResourceAsStream(resource)) {
                if (stream != null) {
                    properties.load(stream);
                    return properties;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return properties;
    }

    static Throwable rootOf(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    static boolean setUnlessSet(String property, String value) {
        boolean unset = System.getProperty(property) == null;
        if (unset) {
            System.setProperty(property, value);
        }
        return unset;
    }
}
