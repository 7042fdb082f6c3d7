package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a zip archive (PKWARE APPNOTE 6.3, ZIP64 included), each known to lie within the file and clear of
 * every other.
 *
 * <p>The JDK's own reader inflates on demand and gives no positions, so it can neither map entries nor tell overlapping
 * ones apart.
 */
final class ZipDirectory {

    /** An entry whose bytes, as they are in the file, begin at {@code start}. */
    record Entry(String name, long start, long size, long crc, Coding coding) {}

    /** Programs have compressed entries for their text beside stored ones, so only what is read must be stored. */
    enum Coding {
        STORED,
        COMPRESSED,
        ENCRYPTED
    }

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_SIZE = 46;
    private static final int END_SIZE = 22;
    private static final int END_64_SIZE = 56;
    private static final int LOCATOR_64_SIZE = 20;
    private static final int LONGEST_COMMENT = 0xffff;

    private static final int ENCRYPTED = 1;
    private static final int ZIP64_FIELD = 1;
    private static final int SATURATED_16 = 0xffff;
    private static final long SATURATED_32 = 0xffffffffL;
    private static final long LARGEST_DIRECTORY = 64L << 20;

    private final WeightFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> verified = new HashSet<>();

    private ZipDirectory(WeightFile file) {
        this.file = file;
    }

    static ZipDirectory read(WeightFile file) {
        ZipDirectory directory = new ZipDirectory(file);
        directory.readEntries();
        return directory;
    }

    Collection<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Holds an entry that is about to be read against its checksum, once; a coded one is refused. */
    void verify(Entry entry) {
        if (entry.coding() != Coding.STORED) {
            throw file.refused("has the " + entry.coding().name().toLowerCase(Locale.ROOT) + " entry "
                    + WeightFile.shown(entry.name())
                    + ", but torch.save only stores entries; export the file again with torch.save(model.state_dict(), ...)"
                    + " and do not pack it again.");
        }
        if (verified.add(entry.name()) && file.crc32(entry.start(), entry.size()) != entry.crc()) {
            throw file.damaged(
                    entry.start(), "the bytes of " + WeightFile.shown(entry.name()) + " do not match their checksum");
        }
    }

    private void readEntries() {
        long end = findEnd();
        ByteBuffer record = file.slice(end, END_SIZE);
        long count = Short.toUnsignedInt(record.getShort(10));
        long size = Integer.toUnsignedLong(record.getInt(12));
        long start = Integer.toUnsignedLong(record.getInt(16));
        if (count == SATURATED_16 || size == SATURATED_32 || start == SATURATED_32) {
            end = findEnd64(end);
            ByteBuffer record64 = file.slice(end, END_64_SIZE);
            count = record64.getLong(32);
            size = record64.getLong(40);
            start = record64.getLong(48);
        }
        if (start < 0 || size < 0 || start > end || size > end - start || size > LARGEST_DIRECTORY) {
            throw file.damaged(end, "the zip directory does not lie within the file");
        }
        if (count < 0 || count > size / CENTRAL_SIZE) {
            throw file.damaged(end, "the zip directory has no room for its entries");
        }
        Cursor cursor = new Cursor(file, start, size);
        for (long i = 0; i < count; i++) {
            Entry entry = readEntry(cursor, start);
            if (entries.putIfAbsent(entry.name(), entry) != null) {
                throw file.damaged(start, "the zip directory has two entries " + WeightFile.shown(entry.name()));
            }
        }
        refuseOverlaps();
    }

    /** The end record is last in the file, but for a comment whose length it gives. */
    private long findEnd() {
        long first = Math.max(0, file.size() - END_SIZE - LONGEST_COMMENT);
        ByteBuffer tail = file.slice(first, file.size() - first);
        for (int i = tail.capacity() - END_SIZE; i >= 0; i--) {
            if (tail.getInt(i) == END && Short.toUnsignedInt(tail.getShort(i + 20)) == tail.capacity() - END_SIZE - i) {
                return first + i;
            }
        }
        throw file.damaged(
                file.size(), "the directory at the end of the zip archive is missing, so the file was cut off");
    }

    private long findEnd64(long end) {
        long locator = end - LOCATOR_64_SIZE;
        if (locator >= 0) {
            ByteBuffer record = file.slice(locator, LOCATOR_64_SIZE);
            long end64 = record.getLong(8);
            if (record.getInt(0) == LOCATOR_64
                    && end64 >= 0
                    && end64 <= locator - END_64_SIZE
                    && file.slice(end64, END_64_SIZE).getInt(0) == END_64) {
                return end64;
            }
        }
        throw file.damaged(end, "the zip archive needs a ZIP64 directory and has none");
    }

    private Entry readEntry(Cursor cursor, long directory) {
        long position = cursor.position();
        if (cursor.signedInt() != CENTRAL) {
            throw file.damaged(position, "an entry of the zip directory is expected here");
        }
        cursor.skip(4);
        int flags = cursor.unsignedShort();
        int method = cursor.unsignedShort();
        cursor.skip(4);
        long crc = cursor.unsignedInt();
        long packed = cursor.unsignedInt();
        long size = cursor.unsignedInt();
        int nameLength = cursor.unsignedShort();
        int extraLength = cursor.unsignedShort();
        int commentLength = cursor.unsignedShort();
        cursor.skip(8);
        long header = cursor.unsignedInt();
        String name = cursor.text(nameLength);
        long extraEnd = cursor.position() + extraLength;
        while (extraEnd - cursor.position() >= 4) {
            int id = cursor.unsignedShort();
            int length = cursor.unsignedShort();
            long fieldEnd = cursor.position() + length;
            if (id == ZIP64_FIELD) {
                size = size == SATURATED_32 ? cursor.eightBytes() : size;
                packed = packed == SATURATED_32 ? cursor.eightBytes() : packed;
                header = header == SATURATED_32 ? cursor.eightBytes() : header;
            }
            skipTo(cursor, fieldEnd, position);
        }
        skipTo(cursor, extraEnd, position);
        cursor.skip(commentLength);
        Coding coding = (flags & ENCRYPTED) != 0
                ? Coding.ENCRYPTED
                : method == 0 && packed == size ? Coding.STORED : Coding.COMPRESSED;
        return new Entry(name, start(name, header, packed, directory), packed, crc, coding);
    }

    private void skipTo(Cursor cursor, long end, long position) {
        if (end < cursor.position()) {
            throw file.damaged(position, "an extra field of the zip directory is too short");
        }
        cursor.skip(end - cursor.position());
    }

    /** The local header repeats the name and may have an extra field of its own, by which torch aligns storages. */
    private long start(String name, long header, long size, long directory) {
        if (header < 0 || header > directory - LOCAL_SIZE) {
            throw outside(name, directory);
        }
        Cursor local = new Cursor(file, header, LOCAL_SIZE);
        if (local.signedInt() != LOCAL) {
            throw file.damaged(header, "the header of " + WeightFile.shown(name) + " is expected here");
        }
        local.skip(22);
        int nameLength = local.unsignedShort();
        int extraLength = local.unsignedShort();
        long start = header + LOCAL_SIZE + nameLength + extraLength;
        if (start > directory || size < 0 || size > directory - start) {
            throw outside(name, directory);
        }
        if (!new Cursor(file, header + LOCAL_SIZE, nameLength).text(nameLength).equals(name)) {
            throw file.damaged(header, "the header of " + WeightFile.shown(name) + " has another name");
        }
        return start;
    }

    private void refuseOverlaps() {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::size));
        for (int i = 1; i < sorted.size(); i++) {
            Entry before = sorted.get(i - 1);
            Entry entry = sorted.get(i);
            if (before.start() + before.size() > entry.start()) {
                throw file.damaged(
                        entry.start(),
                        "the entries " + WeightFile.shown(before.name()) + " and " + WeightFile.shown(entry.name())
                                + " overlap");
            }
        }
    }

    private RefusedInputException outside(String name, long directory) {
        return file.damaged(directory, "the entry " + WeightFile.shown(name) + " does not lie within the file");
    }
}
