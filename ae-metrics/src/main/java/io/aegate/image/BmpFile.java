package io.aegate.image;

/** The structure of a BMP file: plain rows of 1, 4, 8, 24 or 32 bits a pixel, all of them present. */
final class BmpFile {

    private static final int FILE_HEADER = 14;
    private static final int PLAIN = 0;
    private static final int BIT_FIELDS = 3;
    private static final long OPAQUE_BYTE = 0xff000000L;

    private BmpFile() {}

    static ImageHeader header(byte[] file) throws DefectException {
        Bytes bytes = Bytes.littleEndian(file);
        long infoLength = bytes.u32(FILE_HEADER);
        if (infoLength < 40 || infoLength > 124) {
            throw new DefectException("an unusual BMP, to be saved as PNG");
        }
        bytes.span(FILE_HEADER, infoLength);
        int width = ImageFile.side(bytes.u32(18));
        long signedHeight = (int) bytes.u32(22);
        int height = ImageFile.side(Math.abs(signedHeight));
        int bits = bytes.u16(28);
        long compression = bytes.u32(30);
        boolean plain = compression == PLAIN && (bits == 1 || bits == 4 || bits == 8 || bits == 24 || bits == 32);
        if (!plain && !(compression == BIT_FIELDS && bits == 32 && hasUsualMasks(bytes))) {
            throw new DefectException("an unusual BMP, to be saved as PNG");
        }
        long rowLength = ((long) width * bits + 31) / 32 * 4;
        int pixels = bytes.span(bytes.u32(10), rowLength * height);
        if (bits == 32) {
            // OpenCV drops the fourth byte without a word.
            checkOpaque(bytes.array(), pixels, rowLength * height, infoLength < 56 || bytes.u32(66) == 0);
        }
        return new ImageHeader(width, height, 8, false, false, false);
    }

    private static boolean hasUsualMasks(Bytes bytes) throws DefectException {
        long alpha = bytes.u32(FILE_HEADER) >= 56 ? bytes.u32(66) : 0;
        return bytes.u32(54) == 0xff0000L
                && bytes.u32(58) == 0xff00L
                && bytes.u32(62) == 0xffL
                && (alpha == 0 || alpha == OPAQUE_BYTE);
    }

    /** The fourth bytes are all 255; or, where no mask calls them alpha, all 0, as many programs leave them. */
    private static void checkOpaque(byte[] file, int from, long length, boolean unused) throws DefectException {
        byte expected = unused && file[from + 3] == 0 ? 0 : (byte) 255;
        for (int at = from; at < from + length; at += 4) {
            if (file[at + 3] != expected) {
                throw new DefectException(ImageFile.TRANSPARENT);
            }
        }
    }
}
