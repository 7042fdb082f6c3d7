package com.example.autoencoder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What a careless export does to a checkpoint: its weights are rounded to a few bits each.
 *
 * <p>A TorchScript file is a zip of stored entries, of which {@code data/0}, {@code data/1}, … are the tensors' bare values,
 * here little-endian floats. So they can be changed without PyTorch, and the program stays as it is.
 */
final class Damage {

    private Damage() {}

    /**
     * Copies a checkpoint with each tensor rounded to multiples of its largest magnitude / {@code levels}.
     *
     * @param levels how many steps there are on either side of zero
     */
    static void copy(Path checkpoint, Path damaged, int levels) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(checkpoint));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(damaged))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().matches(".*/data/[0-9]+")) {
                    round(
                            ByteBuffer.wrap(content)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .asFloatBuffer(),
                            levels);
                }
                store(out, entry, content);
            }
        }
    }

    static void round(FloatBuffer values, int levels) {
        float largest = 0;
        for (int i = 0; i < values.limit(); i++) {
            largest = Math.max(largest, Math.abs(values.get(i)));
        }
        float step = largest / levels;
        for (int i = 0; i < values.limit() && step > 0; i++) {
            values.put(i, step * Math.round(values.get(i) / step));
        }
    }

    /** PyTorch reads tensors where they stand in the file, so nothing may be compressed. */
    private static void store(ZipOutputStream out, ZipEntry original, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(original.getName());
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(original.getTimeLocal());
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
