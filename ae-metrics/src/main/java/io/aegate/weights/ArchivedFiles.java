package io.aegate.weights;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Takes official files out of a zip archive into the cache: members of their names in whatever folder, if they have their SHA-256.
 *
 * <p>No path of the archive becomes one here. What members have unpacked is bounded, for each file and in all.
 */
final class ArchivedFiles {

    /** Weights hardly become smaller by being packed. */
    private static final long MOST_UNPACKED = 2 * Wanted.LARGEST_ARCHIVE;

    private static final int CHUNK = 1 << 16;

    private final Path cache;
    private final OfficialFile wanted;
    private final List<OfficialFile> open;
    private final byte[] chunk = new byte[CHUNK];
    private long unpacked;
    private String fault;

    private ArchivedFiles(Path cache, OfficialFile wanted, List<OfficialFile> others) {
        this.cache = cache;
        this.wanted = wanted;
        this.open = new ArrayList<>(others);
        open.add(wanted);
        this.fault = "has no member " + wanted.fileName();
    }

    /**
     * Takes a file out, and others with it if they are there.
     *
     * @return what is wrong with the archive if the file could not be had
     */
    static Optional<String> take(Path archive, Path cache, OfficialFile wanted, List<OfficialFile> others)
            throws IOException {
        ArchivedFiles files = new ArchivedFiles(cache, wanted, others);
        try {
            files.read(archive);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            // The last of them where a name is not UTF-8.
            files.fault = "is no zip archive that can be read (" + e.getMessage() + ")";
        }
        return files.open.contains(wanted) ? Optional.of(files.fault) : Optional.empty();
    }

    private void read(Path archive) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            ZipEntry entry;
            while (!open.isEmpty() && (entry = zip.getNextEntry()) != null) {
                String name = entry.getName().replaceFirst("^.*[/\\\\]", "");
                Optional<OfficialFile> file = open.stream()
                        .filter(candidate -> candidate.fileName().equals(name))
                        .findFirst();
                if (file.isPresent() && isTaken(zip, file.get())) {
                    open.remove(file.get());
                }
                // Not left to the stream, which would unpack without end.
                while (next(zip) > 0) {}
            }
        }
    }

    private boolean isTaken(ZipInputStream zip, OfficialFile file) throws IOException {
        try (PartialFile part = PartialFile.in(cache, Wanted.alone(file))) {
            boolean taken = false;
            try {
                part.restart();
                taken = isUnpacked(zip, file, part);
            } finally {
                if (!taken) {
                    part.restart();
                }
            }
            if (taken) {
                part.commit(cache.resolve(file.fileName()));
            }
            return taken;
        }
    }

    private boolean isUnpacked(ZipInputStream zip, OfficialFile file, PartialFile part) throws IOException {
        int count;
        while ((count = next(zip)) > 0) {
            if (count > part.limit() - part.size()) {
                refuse(file, "of more than " + WeightStore.size(part.limit()));
                return false;
            }
            part.append(ByteBuffer.wrap(chunk, 0, count));
        }
        String hash = part.sha256();
        if (file.sha256().filter(hash::equals).isEmpty()) {
            refuse(file, "with the SHA-256 " + hash + " (" + WeightStore.size(part.size()) + ")");
            return false;
        }
        return true;
    }

    private void refuse(OfficialFile file, String what) {
        if (file.equals(wanted)) {
            fault = "has a member " + file.fileName() + " " + what + ", but the official file has "
                    + file.sha256().orElseThrow() + " (" + WeightStore.size(file.size()) + ")";
        }
    }

    private int next(ZipInputStream zip) throws IOException {
        int count = zip.read(chunk);
        unpacked += Math.max(0, count);
        if (unpacked > MOST_UNPACKED) {
            throw new ZipException("it has more than " + WeightStore.size(MOST_UNPACKED) + " unpacked");
        }
        return count;
    }
}
