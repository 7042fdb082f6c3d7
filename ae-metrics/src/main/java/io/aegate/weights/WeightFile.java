package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * The bytes of a weight file, mapped read-only, so that large files take no heap.
 *
 * <p>The slices stay valid after the file is closed. A file that another process shortens meanwhile is beyond our care.
 */
final class WeightFile implements AutoCloseable {

    /** Windows start every GiB and reach up to two, so that a slice of up to a GiB lies within one. */
    private static final int WINDOW_BITS = 30;

    private static final int SHOWN = 80;

    private final String name;
    private final long size;
    private final Mapping mapping;
    private final List<ByteBuffer> windows = new ArrayList<>();

    private WeightFile(String name, long size, Mapping mapping) throws IOException {
        this.name = name;
        this.size = size;
        this.mapping = mapping;
        for (long start = 0; start < size; start += 1L << WINDOW_BITS) {
            windows.add(mapping.map(start, Math.min(size - start, Integer.MAX_VALUE)));
        }
    }

    static WeightFile of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException(file
                    + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; give the path of a .pth or .safetensors file.");
        }
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new WeightFile(name, channel.size(), new Mapping() {
                    @Override
                    public ByteBuffer map(long offset, long length) throws IOException {
                        return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        channel.close();
                    }
                });
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    static WeightFile of(String name, byte[] content) {
        try {
            return new WeightFile(
                    name,
                    content.length,
                    (offset, length) ->
                            ByteBuffer.wrap(content).slice(Math.toIntExact(offset), Math.toIntExact(length)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    /** Little-endian, read-only; at most 2 GiB − 1 and within the file, which the caller has checked. */
    ByteBuffer slice(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        if (length == 0) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        ByteBuffer window = windows.get((int) (offset >>> WINDOW_BITS));
        long start = offset & ((1L << WINDOW_BITS) - 1);
        if (length <= window.capacity() - start) {
            return window.slice((int) start, (int) length).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
        try {
            return mapping.map(offset, length).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    String sha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        for (long start = 0; start < size; start += 1L << WINDOW_BITS) {
            digest.update(slice(start, Math.min(size - start, 1L << WINDOW_BITS)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    long crc32(long offset, long length) {
        CRC32 crc = new CRC32();
        for (long done = 0; done < length; done += 1L << WINDOW_BITS) {
            crc.update(slice(offset + done, Math.min(length - done, 1L << WINDOW_BITS)));
        }
        return crc.getValue();
    }

    RefusedInputException damaged(long position, String what) {
        return refused("is damaged at byte " + position + ": " + what + "; download or export it again.");
    }

    RefusedInputException refused(String rest) {
        return new RefusedInputException(name + " " + rest);
    }

    /** A name from the file, made fit for a message: short, and without control characters. */
    static String shown(String fromFile) {
        StringBuilder shown = new StringBuilder();
        fromFile.codePoints().limit(SHOWN).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return fromFile.codePointCount(0, fromFile.length()) <= SHOWN ? shown.toString() : shown + "…";
    }

    @Override
    public void close() {
        try {
            mapping.close();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static RefusedInputException unreadable(String name, IOException e) {
        return new RefusedInputException(
                name + " cannot be read (" + e.getMessage() + "); check its permissions and its disk.", e);
    }

    /** Where slices come from. */
    private interface Mapping {

        ByteBuffer map(long offset, long length) throws IOException;

        default void close() throws IOException {}
    }
}
