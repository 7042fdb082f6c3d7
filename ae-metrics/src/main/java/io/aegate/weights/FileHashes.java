package io.aegate.weights;

import io.aegate.image.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** SHA-256 of files, each computed once for as long as the file stays the same to all appearances. */
final class FileHashes {

    /** By which a file is taken for the one of before; the key, an inode where there are such, tells replaced files. */
    private record Appearance(Path path, long size, FileTime modified, Optional<Object> key) {}

    private final Map<Appearance, String> known = new ConcurrentHashMap<>();

    String of(Path file) throws IOException {
        Path path = file.toRealPath();
        Appearance before = appearance(path);
        String remembered = known.get(before);
        if (remembered != null) {
            return remembered;
        }
        String hash = Sha256.of(path);
        // A file that was written meanwhile is hashed again next time.
        if (before.equals(appearance(path))) {
            known.put(before, hash);
        }
        return hash;
    }

    private static Appearance appearance(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Appearance(
                path, attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey()));
    }
}
