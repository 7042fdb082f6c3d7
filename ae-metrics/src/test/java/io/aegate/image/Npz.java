package io.aegate.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Arrays in npz files, as numpy writes them and as it does not. */
final class Npz {

    private Npz() {}

    static byte[] array(String header, byte[] pixels) {
        String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        return ByteBuffer.allocate(10 + padded.length() + pixels.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.ISO_8859_1))
                .put(pixels)
                .array();
    }

    static String header(String type, String shape) {
        return "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    }

    static byte[] images(RgbImage... images) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (RgbImage image : images) {
            pixels.writeBytes(image.pixels());
        }
        String shape = "%d, %d, %d, 3".formatted(images.length, images[0].height(), images[0].width());
        return array(header("|u1", shape), pixels.toByteArray());
    }

    static void stored(Path file, String member, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(member);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip(file, entry, content);
    }

    static void deflated(Path file, String member, byte[] content) {
        zip(file, new ZipEntry(member), content);
    }

    private static void zip(Path file, ZipEntry entry, byte[] content) {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(entry);
            out.write(content);
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stored member whose sizes and offsets all stand in zip64 fields. */
    static void zip64(Path file, String member, byte[] content) {
        byte[] name = member.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(content);
        int crc = (int) sum.getValue();
        byte[] local = new byte[30 + name.length];
        little(local)
                .putInt(0x04034b50)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putInt(crc)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) name.length)
                .position(30)
                .put(name);
        byte[] central = new byte[46 + name.length + 28];
        little(central)
                .putInt(0x02014b50)
                .position(16)
                .putInt(crc)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) name.length)
                .putShort((short) 28)
                .position(42)
                .putInt(-1)
                .put(name)
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(content.length)
                .putLong(content.length)
                .putLong(0);
        long directory = (long) local.length + content.length;
        byte[] end = new byte[56 + 20 + 22];
        little(end)
                .putInt(0x06064b50)
                .putLong(44)
                .position(24)
                .putLong(1)
                .putLong(1)
                .putLong(central.length)
                .putLong(directory)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(directory + central.length)
                .putInt(1)
                .putInt(0x06054b50)
                .position(76 + 8)
                .putShort((short) -1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(-1);
        try {
            Files.write(file, OddImages.concat(local, content, central, end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
