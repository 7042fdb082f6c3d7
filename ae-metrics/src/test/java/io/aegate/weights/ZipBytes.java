package io.aegate.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Writes zip archives whose every field a test can falsify. */
final class ZipBytes {

    /** What the directory says of an entry; {@code localName} is what the entry's own header says. */
    record Entry(
            String name,
            String localName,
            byte[] content,
            int flags,
            int method,
            long crc,
            long offset,
            boolean zip64) {

        static Entry stored(String name, byte[] content) {
            CRC32 crc = new CRC32();
            crc.update(content);
            return new Entry(name, name, content, 0, 0, crc.getValue(), -1, false);
        }

        Entry coded(int flags, int method) {
            return new Entry(name, localName, content, flags, method, crc, offset, zip64);
        }

        Entry withChecksum(long crc) {
            return new Entry(name, localName, content, flags, method, crc, offset, zip64);
        }

        Entry withLocalName(String localName) {
            return new Entry(name, localName, content, flags, method, crc, offset, zip64);
        }

        /** Claims that the entry's header is elsewhere. */
        Entry at(long offset) {
            return new Entry(name, localName, content, flags, method, crc, offset, zip64);
        }

        /** Says its sizes and position in the ZIP64 extra field. */
        Entry inZip64() {
            return new Entry(name, localName, content, flags, method, crc, offset, true);
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private String comment = "";
    private boolean zip64;

    /** A checkpoint with that pickle. */
    static ZipBytes checkpoint(byte[] pickle) {
        return new ZipBytes().add("net/data.pkl", pickle);
    }

    ZipBytes add(String name, byte... content) {
        return add(Entry.stored(name, content));
    }

    ZipBytes add(Entry entry) {
        entries.add(entry);
        return this;
    }

    ZipBytes floats(String key, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return add("net/data/" + key, bytes.array());
    }

    ZipBytes comment(String comment) {
        this.comment = comment;
        return this;
    }

    /** Ends in a ZIP64 record, to which the plain one only points. */
    ZipBytes inZip64() {
        zip64 = true;
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            int start = out.size();
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            byte[] localName = entry.localName().getBytes(StandardCharsets.UTF_8);
            out.writeBytes(little(30 + localName.length + 4)
                    .putInt(0x04034b50)
                    .putShort((short) 20)
                    .putShort((short) entry.flags())
                    .putShort((short) entry.method())
                    .putInt(0)
                    .putInt((int) entry.crc())
                    .putInt(entry.content().length)
                    .putInt(entry.content().length)
                    .putShort((short) localName.length)
                    .putShort((short) 4)
                    .put(localName)
                    .put(new byte[] {'F', 'B', 0, 0})
                    .array());
            out.writeBytes(entry.content());
            long offset = entry.offset() < 0 ? start : entry.offset();
            directory.writeBytes(little(46 + name.length + (entry.zip64() ? 28 : 0))
                    .putInt(0x02014b50)
                    .putInt(0)
                    .putShort((short) entry.flags())
                    .putShort((short) entry.method())
                    .putInt(0)
                    .putInt((int) entry.crc())
                    .putInt(entry.zip64() ? -1 : entry.content().length)
                    .putInt(entry.zip64() ? -1 : entry.content().length)
                    .putShort((short) name.length)
                    .putShort((short) (entry.zip64() ? 28 : 0))
                    .putShort((short) 0)
                    .putLong(0)
                    .putInt(entry.zip64() ? -1 : (int) offset)
                    .put(name)
                    .put(entry.zip64() ? zip64Field(entry.content().length, offset) : new byte[0])
                    .array());
        }
        int start = out.size();
        out.writeBytes(directory.toByteArray());
        if (zip64) {
            out.writeBytes(zip64End(directory.size(), start, out.size()));
        }
        out.writeBytes(little(22 + comment.length())
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) (zip64 ? -1 : entries.size()))
                .putShort((short) (zip64 ? -1 : entries.size()))
                .putInt(zip64 ? -1 : directory.size())
                .putInt(zip64 ? -1 : start)
                .putShort((short) comment.length())
                .put(comment.getBytes(StandardCharsets.US_ASCII))
                .array());
        return out.toByteArray();
    }

    private static byte[] zip64Field(long size, long offset) {
        return little(28)
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(size)
                .putLong(size)
                .putLong(offset)
                .array();
    }

    private byte[] zip64End(long directorySize, long directoryStart, long position) {
        return little(56 + 20)
                .putInt(0x06064b50)
                .putLong(44)
                .putInt(0)
                .putLong(0)
                .putLong(entries.size())
                .putLong(entries.size())
                .putLong(directorySize)
                .putLong(directoryStart)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(position)
                .putInt(1)
                .array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
