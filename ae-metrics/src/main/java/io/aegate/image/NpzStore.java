package io.aegate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** Images that are the rows of {@code arr_0} in an {@code .npz} file; read in place, or from an inflated copy that lasts until closing. */
final class NpzStore implements ImageStore {

    private static final String MEMBER = "arr_0.npy";
    private static final long MAX_INFLATED = 1L << 36;
    private static final int CHUNK = 1 << 20;

    private final FileChannel array;
    private final long start;
    private final NpyHeader header;

    private NpzStore(FileChannel array, long start, NpyHeader header) {
        this.array = array;
        this.start = start;
        this.header = header;
    }

    /**
     * Opens a file and checks its checksum.
     *
     * @throws RefusedInputException if it is not a zip file with an array of images as {@link ImageSet#open} describes
     */
    static NpzStore open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            boolean kept = false;
            try {
                NpzStore store = open(channel);
                kept = store.array == channel;
                return store;
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        } catch (ZipException e) {
            throw new RefusedInputException(
                    "%s cannot be used (%s); it must hold one uint8 array arr_0 of shape (images, height, width, 3), as numpy.savez(path, images) writes it"
                            .formatted(file, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new RefusedInputException(
                    "%s cannot be read (%s); check its permissions and the space for temporary files"
                            .formatted(file, e),
                    e);
        }
    }

    private static NpzStore open(FileChannel channel) throws IOException {
        List<ZipMember> members = ZipMember.list(channel);
        List<ZipMember> arrays =
                members.stream().filter(member -> member.name().equals(MEMBER)).toList();
        if (arrays.size() != 1) {
            throw new ZipException("it holds %s instead of arr_0.npy"
                    .formatted(
                            members.isEmpty()
                                    ? "nothing"
                                    : RefusedInputException.named(members.stream()
                                            .map(ZipMember::name)
                                            .toList())));
        }
        ZipMember member = arrays.get(0);
        long offset = member.dataOffset(channel);
        if (member.method() == ZipMember.STORED && member.packed() == member.length()) {
            NpyHeader header = header(channel, offset, member.length());
            checkStored(channel, offset, member);
            return new NpzStore(channel, offset + header.length(), header);
        }
        if (member.method() != ZipMember.DEFLATED || member.length() > MAX_INFLATED) {
            throw new ZipException("arr_0 is neither stored nor deflated to at most 64 GiB");
        }
        return inflated(channel, offset, member);
    }

    private static NpyHeader header(FileChannel channel, long offset, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(NpyHeader.MAX_LENGTH, length));
        ZipMember.readFully(channel, offset, buffer);
        return NpyHeader.parse(buffer.array(), length);
    }

    private static void checkStored(FileChannel channel, long offset, ZipMember member) throws IOException {
        CRC32 sum = new CRC32();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < member.length(); at += CHUNK) {
            buffer.clear().limit((int) Math.min(CHUNK, member.length() - at));
            ZipMember.readFully(channel, offset + at, buffer);
            sum.update(buffer);
        }
        checkSum(sum, member);
    }

    private static NpzStore inflated(FileChannel channel, long offset, ZipMember member) throws IOException {
        Path copy = Files.createTempFile("ae-gate-", ".npy");
        FileChannel out = FileChannel.open(
                copy, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        boolean kept = false;
        try {
            inflate(channel, offset, member, out);
            NpyHeader header = header(out, 0, member.length());
            kept = true;
            return new NpzStore(out, header.length(), header);
        } finally {
            if (!kept) {
                out.close();
            }
        }
    }

    private static void inflate(FileChannel in, long offset, ZipMember member, FileChannel out) throws IOException {
        Inflater inflater = new Inflater(true);
        CRC32 sum = new CRC32();
        try {
            ByteBuffer packed = ByteBuffer.allocate(CHUNK);
            ByteBuffer plain = ByteBuffer.allocate(CHUNK);
            long taken = 0;
            long given = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    long left = member.packed() - taken;
                    if (left == 0) {
                        throw new ZipException("arr_0 is truncated");
                    }
                    packed.clear().limit((int) Math.min(CHUNK, left));
                    ZipMember.readFully(in, offset + taken, packed);
                    taken += packed.limit();
                    inflater.setInput(packed.array(), 0, packed.limit());
                }
                plain.clear().limit(inflater.inflate(plain.array()));
                if (plain.limit() == 0 && inflater.needsDictionary()) {
                    throw new ZipException("arr_0 is damaged");
                }
                given += plain.limit();
                if (given > member.length()) {
                    throw new ZipException("arr_0 is longer than it says");
                }
                sum.update(plain.array(), 0, plain.limit());
                while (plain.hasRemaining()) {
                    out.write(plain);
                }
                if (given == plain.limit()) {
                    // Refuses what is no array of images before the rest takes space.
                    checkStart(plain.array(), plain.limit(), member);
                }
            }
            if (given != member.length()) {
                throw new ZipException("arr_0 is shorter than it says");
            }
            checkSum(sum, member);
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException("arr_0 is damaged");
            damaged.initCause(e);
            throw damaged;
        } finally {
            inflater.end();
        }
    }

    private static void checkStart(byte[] plain, int length, ZipMember member) throws ZipException {
        if (length > 0) {
            NpyHeader.parse(Arrays.copyOf(plain, length), member.length());
        }
    }

    private static void checkSum(CRC32 sum, ZipMember member) throws ZipException {
        if (sum.getValue() != member.crc()) {
            throw new ZipException("arr_0 is damaged: its checksum is wrong");
        }
    }

    @Override
    public List<String> names() {
        return IntStream.range(0, header.count()).mapToObj("%06d"::formatted).toList();
    }

    @Override
    public String label(int index) {
        return "%06d".formatted(index);
    }

    @Override
    public String hash(int index) throws IOException {
        return hash(row(index));
    }

    private String hash(byte[] row) {
        MessageDigest digest = Sha256.start();
        digest.update(
                "P6\n%d %d\n255\n".formatted(header.width(), header.height()).getBytes(StandardCharsets.US_ASCII));
        digest.update(row);
        return Sha256.finish(digest);
    }

    private byte[] row(int index) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(header.rowLength());
        ZipMember.readFully(array, start + (long) index * header.rowLength(), row);
        return row.array();
    }

    @Override
    public ImageHeader inspect(int index, String sha256, boolean convert) {
        return new ImageHeader(header.width(), header.height(), 8, false, false, false);
    }

    @Override
    public RgbImage read(int index, String sha256, boolean convert) throws DefectException, IOException {
        byte[] row = row(index);
        if (!hash(row).equals(sha256)) {
            throw new DefectException(DefectException.CHANGED);
        }
        return new RgbImage(header.width(), header.height(), row);
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        array.close();
    }
}
