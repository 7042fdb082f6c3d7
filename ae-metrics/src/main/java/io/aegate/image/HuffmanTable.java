package io.aegate.image;

/** A Huffman table of a JPEG file: codes of up to 16 bits for symbols of 8. */
final class HuffmanTable {

    /** The table that was never defined: no code is in it. */
    static final HuffmanTable NONE = new HuffmanTable(new int[17], new int[0]);

    private static final int LONGEST = 16;
    private static final int QUICK = 9;

    /** By the next nine bits: the code's length in the high byte and its symbol in the low one, or 0 for a longer code. */
    private final short[] quick = new short[1 << QUICK];

    private final int[] firstCode = new int[LONGEST + 1];
    private final int[] firstIndex = new int[LONGEST + 1];
    private final int[] counts;
    private final int[] symbols;

    private HuffmanTable(int[] counts, int[] symbols) {
        this.counts = counts;
        this.symbols = symbols;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            firstCode[length] = code;
            firstIndex[length] = index;
            for (int i = 0; i < counts[length] && length <= QUICK; i++) {
                int from = (code + i) << (QUICK - length);
                int to = Math.min(quick.length, from + (1 << (QUICK - length)));
                for (int entry = from; entry < to; entry++) {
                    quick[entry] = (short) (length << 8 | symbols[index + i]);
                }
            }
            code = (code + counts[length]) << 1;
            index += counts[length];
        }
    }

    static HuffmanTable read(Bytes bytes, int at) throws DefectException {
        int[] counts = new int[LONGEST + 1];
        int total = 0;
        for (int length = 1; length <= LONGEST; length++) {
            counts[length] = bytes.u8(at + length - 1);
            total += counts[length];
        }
        if (total > 256) {
            throw DefectException.damaged();
        }
        int[] symbols = new int[total];
        for (int i = 0; i < total; i++) {
            symbols[i] = bytes.u8(at + LONGEST + i);
        }
        return new HuffmanTable(counts, symbols);
    }

    int codes() {
        return symbols.length;
    }

    int decode(JpegBits bits) throws DefectException {
        int known = quick[bits.peek(QUICK)];
        if (known != 0) {
            bits.skip(known >> 8);
            return known & 0xff;
        }
        int next = bits.peek(LONGEST);
        for (int length = 1; length <= LONGEST; length++) {
            int offset = (next >> (LONGEST - length)) - firstCode[length];
            if (offset >= 0 && offset < counts[length]) {
                bits.skip(length);
                return symbols[firstIndex[length] + offset];
            }
        }
        throw DefectException.damaged();
    }
}
