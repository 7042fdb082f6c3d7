package io.aegate.image;

import io.aegate.image.JpegFile.Segment;
import java.util.Arrays;

/**
 * The entropy-coded data of a JPEG image, followed without computing a pixel, as libjpeg follows it.
 *
 * <p>Finds data that ends early, codes that no table has, and bytes left over: what libjpeg only warns of.
 */
final class JpegFrame {

    private static final int MAX_SCANS = 256;
    private static final int BLOCK = 8;
    private static final int COEFFICIENTS = 64;

    private final boolean progressive;
    private final int width;
    private final int height;
    private final Component[] components;
    private final HuffmanTable[] directTables = new HuffmanTable[4];
    private final HuffmanTable[] alternatingTables = new HuffmanTable[4];
    private int restartInterval;
    private int scans;

    /** A colour component: its sampling factors, its grid of blocks, and which coefficients of each are not zero so far. */
    private static final class Component {
        final int id;
        final int horizontal;
        final int vertical;
        int columns;
        int rows;
        int stride;
        long[] nonZero = {};
        boolean seen;

        Component(int id, int horizontal, int vertical) {
            this.id = id;
            this.horizontal = horizontal;
            this.vertical = vertical;
        }
    }

    /** What one scan carries of its components: coefficients first to last, bit planes high to low. */
    private record Scan(int[] direct, int[] alternating, int first, int last, int high, int low) {}

    private JpegFrame(boolean progressive, int width, int height, Component[] components) {
        this.progressive = progressive;
        this.width = width;
        this.height = height;
        this.components = components;
        Arrays.fill(directTables, HuffmanTable.NONE);
        Arrays.fill(alternatingTables, HuffmanTable.NONE);
    }

    static JpegFrame read(Bytes bytes, Segment frame) throws DefectException {
        int count = bytes.u8(frame.from() + 5);
        if (frame.to() - frame.from() != 6 + 3 * count) {
            throw DefectException.damaged();
        }
        Component[] components = new Component[count];
        for (int i = 0; i < count; i++) {
            int at = frame.from() + 6 + 3 * i;
            int factors = bytes.u8(at + 1);
            components[i] = new Component(bytes.u8(at), factors >> 4, factors & 15);
            if (components[i].horizontal < 1
                    || components[i].horizontal > 4
                    || components[i].vertical < 1
                    || components[i].vertical > 4) {
                throw DefectException.damaged();
            }
        }
        JpegFrame picture = new JpegFrame(
                frame.marker() == 0xc2, bytes.u16(frame.from() + 3), bytes.u16(frame.from() + 1), components);
        picture.layOut();
        return picture;
    }

    private void layOut() {
        for (Component component : components) {
            component.columns = ceil(ceil(width * component.horizontal, maxHorizontal()), BLOCK);
            component.rows = ceil(ceil(height * component.vertical, maxVertical()), BLOCK);
            component.stride = unitsAcross() * component.horizontal;
            if (progressive) {
                component.nonZero = new long[component.stride * unitsDown() * component.vertical];
            }
        }
    }

    private int maxHorizontal() {
        return Arrays.stream(components).mapToInt(c -> c.horizontal).max().orElse(1);
    }

    private int maxVertical() {
        return Arrays.stream(components).mapToInt(c -> c.vertical).max().orElse(1);
    }

    private int unitsAcross() {
        return ceil(width, BLOCK * maxHorizontal());
    }

    private int unitsDown() {
        return ceil(height, BLOCK * maxVertical());
    }

    private static int ceil(int length, int step) {
        return (length + step - 1) / step;
    }

    void defineTables(Bytes bytes, Segment segment) throws DefectException {
        int at = segment.from();
        while (at < segment.to()) {
            int where = bytes.u8(at);
            if ((where & 15) > 3 || where >> 4 > 1) {
                throw DefectException.damaged();
            }
            HuffmanTable table = HuffmanTable.read(bytes, at + 1);
            (where >> 4 == 0 ? directTables : alternatingTables)[where & 15] = table;
            at += 17 + table.codes();
        }
    }

    void restartEvery(int units) {
        restartInterval = units;
    }

    void checkComplete() throws DefectException {
        for (Component component : components) {
            if (!component.seen) {
                throw DefectException.damaged();
            }
        }
    }

    void followScan(Bytes bytes, Segment segment) throws DefectException {
        int count = bytes.u8(segment.from());
        if (++scans > MAX_SCANS
                || count < 1
                || count > components.length
                || segment.to() - segment.from() != 4 + 2 * count) {
            throw DefectException.damaged();
        }
        Component[] parts = new Component[count];
        int[] direct = new int[count];
        int[] alternating = new int[count];
        for (int i = 0; i < count; i++) {
            int id = bytes.u8(segment.from() + 1 + 2 * i);
            parts[i] = Arrays.stream(components)
                    .filter(c -> c.id == id)
                    .findFirst()
                    .orElseThrow(DefectException::damaged);
            parts[i].seen = true;
            int tables = bytes.u8(segment.from() + 2 + 2 * i);
            direct[i] = tables >> 4 & 3;
            alternating[i] = tables & 3;
        }
        int tail = segment.to() - 3;
        int planes = bytes.u8(tail + 2);
        Scan scan = progressive
                ? new Scan(direct, alternating, bytes.u8(tail), bytes.u8(tail + 1), planes >> 4, planes & 15)
                : new Scan(direct, alternating, 0, COEFFICIENTS - 1, 0, 0);
        boolean mixed = progressive && scan.first == 0 && scan.last != 0;
        if (mixed || scan.first > scan.last || scan.last >= COEFFICIENTS || (scan.first > 0 && count > 1)) {
            throw DefectException.damaged();
        }
        follow(new JpegBits(bytes.array(), segment.to()), parts, scan);
    }

    private void follow(JpegBits bits, Component[] parts, Scan scan) throws DefectException {
        boolean single = parts.length == 1;
        int across = single ? parts[0].columns : unitsAcross();
        int down = single ? parts[0].rows : unitsDown();
        int unit = 0;
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
                    bits.restart();
                }
                unit++;
                for (int i = 0; i < parts.length; i++) {
                    Component part = parts[i];
                    int blocksAcross = single ? 1 : part.horizontal;
                    int blocksDown = single ? 1 : part.vertical;
                    for (int block = 0; block < blocksAcross * blocksDown; block++) {
                        int column = x * blocksAcross + block % blocksAcross;
                        int row = y * blocksDown + block / blocksAcross;
                        followBlock(bits, part, row * part.stride + column, scan, i);
                    }
                }
            }
        }
        bits.checkEnd();
    }

    private void followBlock(JpegBits bits, Component part, int block, Scan scan, int index) throws DefectException {
        HuffmanTable direct = directTables[scan.direct[index]];
        HuffmanTable alternating = alternatingTables[scan.alternating[index]];
        if (!progressive) {
            bits.skip(direct.decode(bits));
            followCoefficients(bits, alternating);
        } else if (scan.first == 0) {
            bits.skip(scan.high == 0 ? direct.decode(bits) : 1);
        } else if (scan.high == 0) {
            part.nonZero[block] |= firstPlane(bits, alternating, scan);
        } else {
            part.nonZero[block] = refine(bits, alternating, scan, part.nonZero[block]);
        }
    }

    private static void followCoefficients(JpegBits bits, HuffmanTable table) throws DefectException {
        for (int k = 1; k < COEFFICIENTS; k++) {
            int symbol = table.decode(bits);
            int size = symbol & 15;
            if (size == 0) {
                if (symbol != 0xf0) {
                    return;
                }
                k += 15;
            } else {
                k += symbol >> 4;
                if (k >= COEFFICIENTS) {
                    throw DefectException.damaged();
                }
                bits.skip(size);
            }
        }
    }

    private static long firstPlane(JpegBits bits, HuffmanTable table, Scan scan) throws DefectException {
        if (bits.emptyBlocks > 0) {
            bits.emptyBlocks--;
            return 0;
        }
        long found = 0;
        for (int k = scan.first; k <= scan.last; k++) {
            int symbol = table.decode(bits);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0) {
                if (run < 15) {
                    bits.emptyBlocks = (1 << run) - 1 + bits.take(run);
                    return found;
                }
                k += 15;
            } else {
                k += run;
                if (k > scan.last) {
                    throw DefectException.damaged();
                }
                bits.skip(size);
                found |= 1L << k;
            }
        }
        return found;
    }

    /** A later bit plane: one bit for each coefficient that is known not to be zero, codes for those that join them. */
    private static long refine(JpegBits bits, HuffmanTable table, Scan scan, long known) throws DefectException {
        long nonZero = known;
        int k = scan.first;
        if (bits.emptyBlocks == 0) {
            while (k <= scan.last) {
                int symbol = table.decode(bits);
                int run = symbol >> 4;
                boolean joins = (symbol & 15) != 0;
                if (!joins && run < 15) {
                    bits.emptyBlocks = (1 << run) + bits.take(run);
                    break;
                }
                if (joins) {
                    bits.skip(1);
                }
                for (; k <= scan.last; k++) {
                    if ((known >> k & 1) != 0) {
                        bits.skip(1);
                    } else if (--run < 0) {
                        break;
                    }
                }
                if (joins) {
                    if (k > scan.last) {
                        throw DefectException.damaged();
                    }
                    nonZero |= 1L << k;
                }
                k++;
            }
        }
        if (bits.emptyBlocks > 0) {
            if (k <= scan.last) {
                long rest = known >>> k << k & -1L >>> (COEFFICIENTS - 1 - scan.last);
                bits.skip(Long.bitCount(rest));
            }
            bits.emptyBlocks--;
        }
        return nonZero;
    }
}
