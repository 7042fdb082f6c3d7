package io.aegate;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference values, photos and small weights, which lie beside the checkout and are never copied into it. */
public final class SharedFiles {

    private SharedFiles() {}

    /** A file or folder below the shared folder: the system property {@code ae-gate.shared}, by default {@code ../shared}. */
    public static Path shared(String path) {
        Path file = Path.of(System.getProperty("ae-gate.shared", "../shared"))
                .resolve(path)
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(file)) {
            throw new IllegalStateException(
                    file + " is missing; set the system property ae-gate.shared to the folder that holds it");
        }
        return file;
    }
}
