package io.aegate.metric;

import io.aegate.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Features of sets of images that were computed before, in a folder, by what they were computed from.
 *
 * <p>An entry is the file {@code KEY.features}: the eight letters {@code AEGFEAT1}, the key (32 bytes), count and width (4 bytes each), the
 * rows as floats, all little-endian, and the SHA-256 of all that. It is written under another name and moved into place, so that several
 * processes may share a folder. What does not verify counts as absent and is deleted. When the entries outgrow the bound, those that were
 * used the longest ago go. That nothing can be kept is no error: the features are then computed again.
 */
public final class FeatureCache {

    /** 2 GiB. */
    public static final long DEFAULT_BOUND = 2L << 30;

    private static final byte[] MAGIC = "AEGFEAT1".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final String SUFFIX = ".features";
    private static final String UNFINISHED = ".part";
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final int DIGEST = 32;
    private static final int HEADER = MAGIC.length + DIGEST + 2 * Integer.BYTES;
    private static final int CHUNK = 1 << 20;

    private final Path folder;
    private final long bound;

    /** @param bound bytes that all entries may take together; a larger entry is not kept */
    public FeatureCache(Path folder, long bound) {
        this.folder = folder;
        this.bound = bound;
    }

    /** The key of what the strings say together, of which each counts in its place. */
    public static String key(List<String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : parts) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            // The length keeps "ab", "c" apart from "a", "bc".
            bytes.writeBytes((text.length + ":").getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(text);
        }
        return Sha256.of(bytes.toByteArray());
    }

    /** The rows of a set, to be closed by the caller, if they are kept; they count as used now. */
    public Optional<FeatureRows> find(String key, int count, int width) {
        Path entry = entry(key);
        try (FileChannel file = FileChannel.open(entry, StandardOpenOption.READ)) {
            if (verifies(file, key, count, width)) {
                touch(entry);
                return Optional.of(rows(file, count, width));
            }
        } catch (IOException e) {
            // Absent, or not to be read; either way the features are computed.
            return Optional.empty();
        }
        delete(entry);
        return Optional.empty();
    }

    /** As {@link #find(String, int, int)}, of whatever width the rows are. */
    public Optional<FeatureRows> find(String key, int count) {
        long width;
        try {
            width = (Files.size(entry(key)) - HEADER - DIGEST) / Math.max(1, (long) count * Float.BYTES);
        } catch (IOException e) {
            // Absent; the features are computed.
            return Optional.empty();
        }
        return find(key, count, (int) Math.max(1, Math.min(width, Integer.MAX_VALUE / Float.BYTES)));
    }

    /**
     * Keeps the rows of a set, all of which must be there.
     *
     * @return whether they were kept: not where they exceed the bound, or the folder cannot be written or is full
     */
    public boolean store(String key, FeatureRows rows) {
        Path entry = entry(key);
        if (length(rows.count(), rows.width()) > bound) {
            return false;
        }
        Path temporary = folder.resolve("." + key + "." + UUID.randomUUID() + UNFINISHED);
        try {
            Files.createDirectories(folder);
            write(temporary, key, rows);
            Files.move(temporary, entry, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            evict(entry);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            delete(temporary);
        }
    }

    private Path entry(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("a key is a SHA-256 in hexadecimal, not '" + key + "'");
        }
        return folder.resolve(key + SUFFIX);
    }

    private static long length(int count, int width) {
        return HEADER + (long) count * width * Float.BYTES + DIGEST;
    }

    private static ByteBuffer header(String key, int count, int width) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put(HexFormat.of().parseHex(key))
                .putInt(count)
                .putInt(width)
                .flip();
    }

    private static void write(Path file, String key, FeatureRows rows) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(out, header(key, rows.count(), rows.width()), digest);
            int most = Math.max(1, CHUNK / (rows.width() * Float.BYTES));
            ByteBuffer block =
                    ByteBuffer.allocate(most * rows.width() * Float.BYTES).order(ByteOrder.nativeOrder());
            for (int from = 0; from < rows.count(); from += most) {
                rows.read(from, Math.min(most, rows.count() - from), block.clear());
                write(out, littleEndian(block.flip()), digest);
            }
            write(out, ByteBuffer.wrap(digest.digest()), sha256());
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes, MessageDigest digest) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static ByteBuffer littleEndian(ByteBuffer floats) {
        ByteBuffer bytes = ByteBuffer.allocate(floats.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(floats.order(ByteOrder.nativeOrder()).asFloatBuffer());
        return bytes;
    }

    private static boolean verifies(FileChannel file, String key, int count, int width) throws IOException {
        long length = length(count, width);
        if (file.size() != length) {
            return false;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        read(file, 0, header);
        if (!header.equals(header(key, count, width))) {
            return false;
        }
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < length - DIGEST; at += CHUNK) {
            chunk.clear().limit((int) Math.min(CHUNK, length - DIGEST - at));
            read(file, at, chunk);
            digest.update(chunk);
        }
        ByteBuffer trailer = ByteBuffer.allocate(DIGEST);
        read(file, length - DIGEST, trailer);
        return Arrays.equals(trailer.array(), digest.digest());
    }

    private static FeatureRows rows(FileChannel file, int count, int width) throws IOException {
        FeatureRows rows = FeatureRows.create(count, width);
        boolean whole = false;
        try {
            float[] row = new float[width];
            ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int image = 0; image < count; image++) {
                read(file, HEADER + (long) image * width * Float.BYTES, bytes.clear());
                bytes.asFloatBuffer().get(row);
                rows.put(image, row);
            }
            whole = true;
            return rows;
        } finally {
            if (!whole) {
                rows.close();
            }
        }
    }

    /** Fills the buffer from a place in the file, and flips it. */
    private static void read(FileChannel file, long at, ByteBuffer buffer) throws IOException {
        long position = at;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new IOException("the entry was cut off while it was read");
            }
            position += count;
        }
        buffer.flip();
    }

    private static void touch(Path entry) {
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // A folder that cannot be written still serves what it holds.
            return;
        }
    }

    /** Deletes what was used the longest ago, and what was never finished, until the rest is within the bound. */
    private void evict(Path newest) throws IOException {
        List<Kept> entries = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(SUFFIX) && !file.equals(newest)) {
                Kept.of(file).ifPresent(entries::add);
            } else if (name.endsWith(UNFINISHED)) {
                Kept.of(file)
                        .filter(kept ->
                                kept.used().toInstant().isBefore(Instant.now().minus(ABANDONED)))
                        .ifPresent(kept -> delete(kept.file()));
            }
        }
        entries.sort(Comparator.comparing(Kept::used));
        long total =
                Files.size(newest) + entries.stream().mapToLong(Kept::bytes).sum();
        for (Kept kept : entries) {
            if (total <= bound) {
                break;
            }
            delete(kept.file());
            total -= kept.bytes();
        }
    }

    private record Kept(Path file, FileTime used, long bytes) {

        /** Absent where another process deleted it in between. */
        static Optional<Kept> of(Path file) {
            try {
                return Optional.of(new Kept(file, Files.getLastModifiedTime(file), Files.size(file)));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Whoever may not delete it leaves it; it is verified at each use.
            return;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
