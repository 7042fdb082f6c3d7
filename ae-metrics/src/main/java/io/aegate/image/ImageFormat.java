package io.aegate.image;

import java.util.Arrays;
import java.util.Optional;

/** The formats of encoded images, told apart by their content, never by a file's extension. */
enum ImageFormat {
    PNG {
        @Override
        boolean recognises(Bytes bytes) {
            return bytes.has(0, PngFile.SIGNATURE);
        }

        @Override
        ImageHeader header(byte[] bytes) throws DefectException {
            return PngFile.header(bytes);
        }

        @Override
        void checkData(byte[] bytes) throws DefectException {
            PngFile.checkData(bytes);
        }

        @Override
        byte[] forDecoder(byte[] bytes) throws DefectException {
            return PngFile.withoutAncillaryChunks(bytes);
        }
    },
    JPEG {
        @Override
        boolean recognises(Bytes bytes) {
            return bytes.has(0, "\u00ff\u00d8\u00ff");
        }

        @Override
        ImageHeader header(byte[] bytes) throws DefectException {
            return JpegFile.header(bytes);
        }

        @Override
        void checkData(byte[] bytes) throws DefectException {
            JpegFile.checkData(bytes);
        }
    },
    WEBP {
        @Override
        boolean recognises(Bytes bytes) {
            return bytes.has(0, "RIFF") && bytes.has(8, "WEBP");
        }

        @Override
        ImageHeader header(byte[] bytes) throws DefectException {
            return WebpFile.header(bytes);
        }
    },
    BMP {
        @Override
        boolean recognises(Bytes bytes) {
            return bytes.has(0, "BM");
        }

        @Override
        ImageHeader header(byte[] bytes) throws DefectException {
            return BmpFile.header(bytes);
        }
    },
    TIFF {
        @Override
        boolean recognises(Bytes bytes) {
            return bytes.has(0, "II*\0") || bytes.has(0, "MM\0*") || bytes.has(0, "II+\0") || bytes.has(0, "MM\0+");
        }

        @Override
        ImageHeader header(byte[] bytes) throws DefectException {
            return TiffFile.parse(bytes).header();
        }

        @Override
        void checkData(byte[] bytes) throws DefectException {
            TiffFile.parse(bytes).checkData();
        }

        @Override
        byte[] forDecoder(byte[] bytes) throws DefectException {
            return TiffFile.parse(bytes).upright();
        }
    };

    static Optional<ImageFormat> of(byte[] bytes) {
        Bytes start = Bytes.bigEndian(bytes);
        return Arrays.stream(values())
                .filter(format -> format.recognises(start))
                .findFirst();
    }

    abstract boolean recognises(Bytes bytes);

    /** The header, once the whole file has been found to be in one piece. */
    abstract ImageHeader header(byte[] bytes) throws DefectException;

    /** Follows the compressed data to its end where decoders would otherwise guess what damage has taken. */
    void checkData(byte[] bytes) throws DefectException {}

    /** The file without what must not reach the decoder. */
    byte[] forDecoder(byte[] bytes) throws DefectException {
        return bytes;
    }
}
