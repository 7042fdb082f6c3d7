package io.aegate.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What often lies where a weight file should be. */
enum Impostor {
    EMPTY("empty"),
    LFS_POINTER("a pointer of Git LFS"),
    HTML("an HTML page");

    private static final int BEGINNING = 512;

    private final String words;

    Impostor(String words) {
        this.words = words;
    }

    /** What it is, after "is". */
    String words() {
        return words;
    }

    /** What a file's beginning says that it is, if it is none that could have weights. */
    static Optional<Impostor> in(Path file) throws IOException {
        byte[] bytes;
        try (InputStream input = Files.newInputStream(file)) {
            bytes = input.readNBytes(BEGINNING);
        }
        if (bytes.length == 0) {
            return Optional.of(EMPTY);
        }
        String text =
                new String(bytes, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(LFS_POINTER);
        }
        boolean markup = text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml");
        // A mark of UTF-8 comes before some pages.
        return markup || text.startsWith("\u00ef\u00bb\u00bf<") ? Optional.of(HTML) : Optional.empty();
    }
}
