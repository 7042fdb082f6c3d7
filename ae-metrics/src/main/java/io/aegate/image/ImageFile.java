package io.aegate.image;

/** An encoded image, held to the rules for inputs before and after it is decoded. */
final class ImageFile {

    /** The most pixels that an image may have, checked before anything is allocated for them. */
    static final int MAX_PIXELS = 1 << 26;

    static final String TRANSPARENT = "transparency, where only opaque images are allowed";

    private static final String TOO_LARGE = "more than 2^26 pixels";

    private ImageFile() {}

    /** The header of a file that can be used, all of it checked; pixels are decoded only to find transparency. */
    static ImageHeader inspect(byte[] file, boolean convert) throws DefectException {
        ImageFormat format = format(file);
        ImageHeader header = header(format, file, convert);
        format.checkData(file);
        if (header.alpha()) {
            decode(format, file, header);
        }
        return header;
    }

    static RgbImage read(byte[] file, boolean convert) throws DefectException {
        ImageFormat format = format(file);
        return decode(format, file, header(format, file, convert));
    }

    private static RgbImage decode(ImageFormat format, byte[] file, ImageHeader header) throws DefectException {
        return header.cmyk() && format == ImageFormat.JPEG
                ? CmykJpeg.decode(file, header)
                : NativeDecoder.decode(format.forDecoder(file), header);
    }

    private static ImageFormat format(byte[] file) throws DefectException {
        if (file.length == 0) {
            throw new DefectException("empty");
        }
        if (Bytes.bigEndian(file).has(0, "version https://git-lfs.github.com/spec/")) {
            throw new DefectException("a Git LFS pointer, which `git lfs pull` replaces by the image");
        }
        return ImageFormat.of(file).orElseThrow(() -> new DefectException("neither PNG, JPEG, WebP, BMP nor TIFF"));
    }

    private static ImageHeader header(ImageFormat format, byte[] file, boolean convert) throws DefectException {
        ImageHeader header = format.header(file);
        if ((long) header.width() * header.height() > MAX_PIXELS) {
            throw new DefectException(TOO_LARGE);
        }
        if (header.bits() > 8 && !convert) {
            throw new DefectException("16 bits a channel, allowed only with convert=true");
        }
        if (header.cmyk() && !convert) {
            throw new DefectException("CMYK, allowed only with convert=true");
        }
        return header;
    }

    /** A side as an image can have it. */
    static int side(long length) throws DefectException {
        if (length < 1) {
            throw DefectException.damaged();
        }
        if (length > MAX_PIXELS) {
            throw new DefectException(TOO_LARGE);
        }
        return (int) length;
    }
}
