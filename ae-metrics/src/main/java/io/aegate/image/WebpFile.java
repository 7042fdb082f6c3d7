package io.aegate.image;

/** The structure of a WebP file: a RIFF container as long as it says, with one still picture. */
final class WebpFile {

    private static final int FIRST_CHUNK = 12;
    private static final int ANIMATION_FLAG = 0x02;

    private WebpFile() {}

    static ImageHeader header(byte[] file) throws DefectException {
        Bytes bytes = Bytes.littleEndian(file);
        long end = 8 + bytes.u32(4);
        bytes.span(0, end);
        boolean alpha = false;
        boolean turned = false;
        long width = 0;
        long height = 0;
        long at = FIRST_CHUNK;
        while (at + 8 <= end) {
            long length = bytes.u32(at + 4);
            int data = bytes.span(at + 8, length);
            if (at + 8 + length > end) {
                throw DefectException.truncated();
            }
            int start = (int) at;
            if (bytes.has(start, "ANIM") || (bytes.has(start, "VP8X") && (bytes.u8(data) & ANIMATION_FLAG) != 0)) {
                throw new DefectException("animated, where only still images are allowed");
            } else if (bytes.has(start, "ALPH")) {
                alpha = true;
            } else if (bytes.has(start, "EXIF")) {
                turned = Exif.turns(file, data, (int) (data + length));
            } else if (bytes.has(start, "VP8 ")) {
                if (!bytes.has(data + 3, "\u009d\u0001*")) {
                    throw DefectException.damaged();
                }
                checkPartitions(bytes, data, length);
                width = bytes.u16(data + 6) & 0x3fff;
                height = bytes.u16(data + 8) & 0x3fff;
            } else if (bytes.has(start, "VP8L")) {
                if (bytes.u8(data) != 0x2f) {
                    throw DefectException.damaged();
                }
                long sizes = bytes.u32(data + 1);
                width = (sizes & 0x3fff) + 1;
                height = (sizes >> 14 & 0x3fff) + 1;
                alpha |= (sizes >> 28 & 1) != 0;
            }
            at += 8 + length + (length & 1);
        }
        if (width == 0) {
            throw DefectException.damaged();
        }
        return new ImageHeader(ImageFile.side(width), ImageFile.side(height), 8, false, alpha, turned);
    }

    /** A lossy frame is as long as its first partition at least; the decoder would fill what is missing with grey. */
    private static void checkPartitions(Bytes bytes, int data, long length) throws DefectException {
        int tag = bytes.u8(data) | bytes.u8(data + 1) << 8 | bytes.u8(data + 2) << 16;
        boolean keyFrame = (tag & 1) == 0;
        long firstPartition = tag >> 5;
        if (!keyFrame) {
            throw DefectException.damaged();
        }
        if (10 + firstPartition > length) {
            throw DefectException.truncated();
        }
    }
}
