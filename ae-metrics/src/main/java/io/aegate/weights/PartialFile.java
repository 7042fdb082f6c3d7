package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import io.aegate.image.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The beginning of a weight file, kept beside its place until it is whole, so that a download can go on where one before it ended. */
final class PartialFile implements AutoCloseable {

    private final Wanted wanted;
    private final Path file;
    private final FileChannel channel;
    private long size;
    private boolean joined;

    private PartialFile(Wanted wanted, Path file, FileChannel channel) throws IOException {
        this.wanted = wanted;
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
        this.joined = size > 0;
    }

    /** What an earlier download left, or nothing. */
    static PartialFile in(Path cache, Wanted wanted) {
        Path file = cache.resolve(wanted.name() + ".part");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                PartialFile part = new PartialFile(wanted, file, channel);
                if (part.size > part.limit()) {
                    part.restart();
                }
                return part;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static RefusedInputException unwritable(Path file, IOException e) {
        return new RefusedInputException(
                file + " cannot be written (" + (e.getMessage() == null ? e : e.getMessage())
                        + "); make room or give the right to write there, set the environment variable XDG_CACHE_HOME to another"
                        + " folder, or put the files into a folder of your own and set weightsDirectory.",
                e);
    }

    /** Bytes that are there. */
    long size() {
        return size;
    }

    /** The most bytes that the file can have. */
    long limit() {
        return wanted.limit();
    }

    Path path() {
        return file;
    }

    /** Whether its bytes came by more than one request, so that they need not be of one file. */
    boolean joined() {
        return joined;
    }

    /** Forgets what is there. */
    void restart() {
        try {
            channel.truncate(0);
            size = 0;
            joined = false;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Goes on after what is there, by another request. */
    void resume() {
        joined = size > 0;
    }

    /** Appends bytes; the caller has seen to the limit. */
    void append(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes, size);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    String sha256() {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    Optional<Impostor> impostor() {
        try {
            return Impostor.in(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Ends, and puts the file in its place, where others see it whole or not at all. */
    void commit(Path place) {
        try {
            channel.force(true);
            channel.close();
            try {
                Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IllegalStateException("a file beside its place is in the same file store", e);
            }
        } catch (IOException e) {
            throw unwritable(place, e);
        }
    }

    /** Ends; what is there stays for the next download, unless it is nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            if (size == 0) {
                Files.deleteIfExists(file);
            }
        }
    }
}
