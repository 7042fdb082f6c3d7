package io.aegate.image;

import java.util.ArrayList;
import java.util.List;

/** The structure of a JPEG file: its segments, up to the end-of-image marker. */
final class JpegFile {

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int RESTART_INTERVAL = 0xdd;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int PROGRESSIVE = 0xc2;

    private JpegFile() {}

    /**
     * A marker segment.
     *
     * @param from where its content starts, after the length
     * @param to where its content ends
     */
    record Segment(int marker, int from, int to) {}

    static ImageHeader header(byte[] file) throws DefectException {
        Bytes bytes = Bytes.bigEndian(file);
        boolean turned = false;
        boolean scanned = false;
        Segment frame = new Segment(0, 0, 0);
        for (Segment segment : segments(bytes)) {
            if (isFrame(segment.marker)) {
                if (frame.marker != 0 || segment.to - segment.from < 6) {
                    throw DefectException.damaged();
                }
                frame = segment;
            }
            if (segment.marker == START_OF_SCAN) {
                scanned = true;
            }
            turned |= segment.marker == APP1
                    && bytes.has(segment.from, "Exif\0\0")
                    && Exif.turns(file, segment.from, segment.to);
        }
        if (frame.marker == 0 || !scanned) {
            throw DefectException.damaged();
        }
        if (frame.marker > PROGRESSIVE) {
            throw new DefectException("a lossless, hierarchical or arithmetic-coded JPEG, to be saved as PNG");
        }
        int bits = bytes.u8(frame.from);
        if (bits == 12) {
            throw new DefectException("12 bits a sample, where 8 are allowed");
        }
        int components = bytes.u8(frame.from + 5);
        if (bits != 8 || (components != 1 && components != 3 && components != 4)) {
            throw DefectException.damaged();
        }
        return new ImageHeader(
                ImageFile.side(bytes.u16(frame.from + 3)),
                ImageFile.side(bytes.u16(frame.from + 1)),
                8,
                components == 4,
                false,
                turned);
    }

    /** Follows the entropy-coded data, of a file whose header was checked: decoders fill what is missing with grey. */
    static void checkData(byte[] file) throws DefectException {
        Bytes bytes = Bytes.bigEndian(file);
        List<Segment> segments = segments(bytes);
        Segment frame = segments.stream()
                .filter(segment -> isFrame(segment.marker))
                .findFirst()
                .orElseThrow(DefectException::damaged);
        JpegFrame picture = JpegFrame.read(bytes, frame);
        for (Segment segment : segments) {
            switch (segment.marker) {
                case HUFFMAN_TABLES -> picture.defineTables(bytes, segment);
                case RESTART_INTERVAL -> picture.restartEvery(bytes.u16(segment.from));
                case START_OF_SCAN -> picture.followScan(bytes, segment);
                default -> {
                    // Quantisation tables and metadata do not matter here.
                }
            }
        }
        picture.checkComplete();
    }

    /** Adobe's colour transform, or −1 where there is no Adobe marker. */
    static int adobeTransform(byte[] file) throws DefectException {
        Bytes bytes = Bytes.bigEndian(file);
        for (Segment segment : segments(bytes)) {
            if (segment.marker == APP14 && bytes.has(segment.from, "Adobe") && segment.to - segment.from >= 12) {
                return bytes.u8(segment.from + 11);
            }
        }
        return -1;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != HUFFMAN_TABLES && marker != 0xc8 && marker != 0xcc;
    }

    /** The segments between the start and the end of the image, which must be there. */
    private static List<Segment> segments(Bytes bytes) throws DefectException {
        List<Segment> segments = new ArrayList<>();
        int at = 2;
        while (true) {
            if (bytes.u8(at++) != 0xff) {
                throw DefectException.damaged();
            }
            int marker = bytes.u8(at++);
            while (marker == 0xff) {
                marker = bytes.u8(at++);
            }
            if (marker == END_OF_IMAGE) {
                return segments;
            }
            if (marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= START_OF_IMAGE)) {
                throw DefectException.damaged();
            }
            int length = bytes.u16(at);
            if (length < 2) {
                throw DefectException.damaged();
            }
            int from = at + 2;
            at = bytes.span(at, length) + length;
            segments.add(new Segment(marker, from, at));
            if (marker == START_OF_SCAN) {
                at = endOfScan(bytes, at);
            }
        }
    }

    /** Where the first marker after a scan's data stands; zero bytes after 0xff and restarts belong to the data. */
    private static int endOfScan(Bytes bytes, int from) throws DefectException {
        byte[] file = bytes.array();
        for (int at = from; at < file.length - 1; at++) {
            if (file[at] == -1) {
                int next = file[at + 1] & 0xff;
                if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    return at;
                }
            }
        }
        throw DefectException.truncated();
    }
}
