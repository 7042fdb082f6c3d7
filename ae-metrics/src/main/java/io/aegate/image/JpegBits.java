package io.aegate.image;

/** The bits of a JPEG scan, most significant first; a zero byte after 0xff is stuffing, any other byte a marker. */
final class JpegBits {

    private final byte[] file;
    private int at;
    private long bits;
    private int available;

    /** How many blocks to come have no coefficients in this scan (the "EOB run" of progressive JPEG). */
    int emptyBlocks;

    JpegBits(byte[] file, int from) {
        this.file = file;
        this.at = from;
    }

    /** The next bits, padded with zeros past the end of the data, so that a table can be looked up. */
    int peek(int count) {
        fill();
        return available >= count
                ? (int) (bits >>> (available - count)) & ((1 << count) - 1)
                : (int) (bits << (count - available)) & ((1 << count) - 1);
    }

    void skip(int count) throws DefectException {
        int left = count;
        while (left > 0) {
            fill();
            int step = Math.min(left, 32);
            if (available < step) {
                throw DefectException.truncated();
            }
            available -= step;
            left -= step;
        }
    }

    int take(int count) throws DefectException {
        int value = peek(count);
        skip(count);
        return value;
    }

    private void fill() {
        while (available <= 48 && at < file.length) {
            int next = file[at] & 0xff;
            if (next == 0xff) {
                if (at + 1 >= file.length || file[at + 1] != 0) {
                    return;
                }
                at++;
            }
            at++;
            bits = bits << 8 | next;
            available += 8;
        }
    }

    /** Moves past the restart marker that must stand here. */
    void restart() throws DefectException {
        checkEnd();
        while (at + 1 < file.length && file[at + 1] == -1) {
            at++;
        }
        int marker = at + 1 < file.length ? file[at + 1] & 0xff : 0;
        if (marker < 0xd0 || marker > 0xd7) {
            throw DefectException.damaged();
        }
        at += 2;
        available = 0;
        emptyBlocks = 0;
    }

    /** Nothing but the padding of the last byte may be left before the next marker. */
    void checkEnd() throws DefectException {
        fill();
        if (available >= 8) {
            throw DefectException.damaged();
        }
    }
}
