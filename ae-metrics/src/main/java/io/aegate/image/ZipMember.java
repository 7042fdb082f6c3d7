package io.aegate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * A member of a zip file, from the central directory; zip64 included.
 *
 * <p>The JDK's own reader does not tell where a stored member lies, which is what reading its rows in place needs.
 *
 * @param method 0 for stored, 8 for deflated
 * @param packed how many bytes it takes in the file
 * @param length how many bytes it has unpacked
 * @param crc its CRC-32
 * @param localHeader where its local header stands
 */
record ZipMember(String name, int method, long packed, long length, long crc, long localHeader) {

    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_LENGTH = 20;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LENGTH = 56;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int MAX_DIRECTORY = 1 << 24;
    private static final long IN_EXTRA = 0xffffffffL;

    /** All members. */
    static List<ZipMember> list(FileChannel file) throws IOException {
        long tail = Math.max(0, file.size() - END_LENGTH - MAX_COMMENT - LOCATOR_64_LENGTH);
        ByteBuffer buffer = read(file, tail, file.size() - tail);
        int end = buffer.limit() - END_LENGTH;
        while (end >= 0 && buffer.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw new ZipException("no end of central directory");
        }
        long length = u32(buffer, end + 12);
        long offset = u32(buffer, end + 16);
        int locator = end - LOCATOR_64_LENGTH;
        if (locator >= 0 && buffer.getInt(locator) == LOCATOR_64) {
            ByteBuffer end64 = read(file, buffer.getLong(locator + 8), END_64_LENGTH);
            if (end64.getInt(0) != END_64) {
                throw new ZipException("no zip64 end of central directory");
            }
            length = end64.getLong(40);
            offset = end64.getLong(48);
        }
        if (length > MAX_DIRECTORY) {
            throw new ZipException("a central directory of " + length + " bytes");
        }
        return parse(read(file, offset, length));
    }

    private static List<ZipMember> parse(ByteBuffer directory) throws ZipException {
        List<ZipMember> members = new ArrayList<>();
        int at = 0;
        while (at + CENTRAL_LENGTH <= directory.limit()) {
            int nameLength = u16(directory, at + 28);
            int extraLength = u16(directory, at + 30);
            int next = at + CENTRAL_LENGTH + nameLength + extraLength + u16(directory, at + 32);
            if (directory.getInt(at) != CENTRAL || next > directory.limit()) {
                throw new ZipException("a broken central directory");
            }
            if ((u16(directory, at + 8) & 1) != 0) {
                throw new ZipException("an encrypted member");
            }
            byte[] name = new byte[nameLength];
            directory.get(at + CENTRAL_LENGTH, name);
            long[] wide = {u32(directory, at + 24), u32(directory, at + 20), u32(directory, at + 42)};
            widen(directory, at + CENTRAL_LENGTH + nameLength, extraLength, wide);
            members.add(new ZipMember(
                    new String(name, StandardCharsets.UTF_8),
                    u16(directory, at + 10),
                    wide[1],
                    wide[0],
                    u32(directory, at + 16),
                    wide[2]));
            at = next;
        }
        return members;
    }

    /** Takes the numbers that do not fit 32 bits from the zip64 extra field: unpacked length, packed length, offset. */
    private static void widen(ByteBuffer directory, int from, int length, long[] wide) throws ZipException {
        int at = from;
        while (at + 4 <= from + length) {
            int size = u16(directory, at + 2);
            if (u16(directory, at) == 1) {
                int field = at + 4;
                for (int i = 0; i < wide.length; i++) {
                    if (wide[i] == IN_EXTRA) {
                        if (field + 8 > Math.min(at + 4 + size, from + length)) {
                            throw new ZipException("a broken zip64 field");
                        }
                        wide[i] = directory.getLong(field);
                        field += 8;
                    }
                }
            }
            at += 4 + size;
        }
    }

    /** Where the member's bytes start; they are known to lie within the file. */
    long dataOffset(FileChannel file) throws IOException {
        ByteBuffer header = read(file, localHeader, LOCAL_LENGTH);
        if (header.getInt(0) != LOCAL) {
            throw new ZipException("a broken local header");
        }
        long offset = localHeader + LOCAL_LENGTH + u16(header, 26) + u16(header, 28);
        if (packed < 0 || length < 0 || packed > file.size() - offset) {
            throw new ZipException("a member that is cut off");
        }
        return offset;
    }

    private static ByteBuffer read(FileChannel file, long at, long length) throws IOException {
        if (at < 0 || length < 0 || at > file.size() || length > file.size() - at) {
            throw new ZipException("a part that lies outside the file");
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, at, buffer);
        return buffer;
    }

    /** Fills the buffer from a place in the file, without moving the channel's own position. */
    static void readFully(FileChannel file, long at, ByteBuffer buffer) throws IOException {
        long position = at;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new ZipException("an end of file where data was expected");
            }
            position += count;
        }
        buffer.flip();
    }

    private static int u16(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }

    private static long u32(ByteBuffer buffer, int at) {
        return buffer.getInt(at) & 0xffffffffL;
    }
}
