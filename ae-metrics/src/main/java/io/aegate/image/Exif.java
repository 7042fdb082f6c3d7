package io.aegate.image;

import java.nio.ByteOrder;
import java.util.Arrays;

/** The one thing read from EXIF data: whether it asks viewers to turn the image. */
final class Exif {

    private static final int ORIENTATION = 274;
    private static final int UPRIGHT = 1;

    private Exif() {}

    /** Whether the TIFF structure at {@code from} names an orientation other than upright; broken EXIF names none. */
    static boolean turns(byte[] file, int from, int to) {
        byte[] exif = Arrays.copyOfRange(file, from, to);
        Bytes plain = Bytes.bigEndian(exif);
        int start = plain.has(0, "Exif\0\0") ? 6 : 0;
        boolean little = plain.has(start, "II*\0");
        if (!little && !plain.has(start, "MM\0*")) {
            return false;
        }
        Bytes bytes = new Bytes(exif, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        try {
            long directory = start + bytes.u32(start + 4);
            int entries = bytes.u16(directory);
            for (int i = 0; i < entries; i++) {
                long entry = directory + 2 + 12L * i;
                if (bytes.u16(entry) == ORIENTATION) {
                    int orientation = bytes.u16(entry + 8);
                    return orientation > UPRIGHT && orientation <= 8;
                }
            }
            return false;
        } catch (DefectException ignored) {
            // Metadata that cannot be read changes no pixel.
            return false;
        }
    }
}
