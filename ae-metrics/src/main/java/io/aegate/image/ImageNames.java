package io.aegate.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The names of images: paths without extension, '/'-separated, in Unicode's composed form, in the order of their UTF-8 bytes. */
final class ImageNames {

    static final Comparator<String> ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff");
    private static final char UNREADABLE = '\ufffd';

    private ImageNames() {}

    static boolean isImage(Path file) {
        return EXTENSIONS.contains(extension(label(file)).toLowerCase(Locale.ROOT));
    }

    /** The path as messages show it: '/'-separated, with its extension. */
    static String label(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    static String name(Path relative) {
        String label = label(relative);
        String extension = extension(label);
        String name = extension.isEmpty() ? label : label.substring(0, label.length() - extension.length() - 1);
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Whether a name can stand in files and fingerprints: no control characters, and nothing that the locale could not read. */
    static boolean isClean(String name) {
        return name.chars().noneMatch(c -> Character.isISOControl(c) || c == UNREADABLE);
    }

    private static String extension(String label) {
        int dot = label.lastIndexOf('.');
        return dot > label.lastIndexOf('/') + 1 ? label.substring(dot + 1) : "";
    }
}
