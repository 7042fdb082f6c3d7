package io.aegate.image;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The structure of a TIFF or BigTIFF file: one page whose strips or tiles all lie within the file. */
final class TiffFile {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int FILL_ORDER = 266;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int SAMPLES = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_LENGTHS = 279;
    private static final int PLANAR = 284;
    private static final int PREDICTOR = 317;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_LENGTHS = 325;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;
    private static final int FLOAT = 3;

    private static final String UNUSUAL = "an unusual TIFF, to be saved as PNG";
    private static final Set<Long> COMPRESSIONS =
            Set.of(TiffBlock.PLAIN, TiffBlock.LZW, TiffBlock.DEFLATE, TiffBlock.OLD_DEFLATE, TiffBlock.PACK_BITS);

    private final Bytes bytes;
    private final boolean big;
    private final Map<Integer, Field> fields = new HashMap<>();

    /** One entry of the directory: its values are {@code count} numbers of {@code width} bytes from {@code at}. */
    private record Field(int width, long count, int at) {}

    private TiffFile(Bytes bytes, boolean big) {
        this.bytes = bytes;
        this.big = big;
    }

    static TiffFile parse(byte[] file) throws DefectException {
        Bytes start = Bytes.bigEndian(file);
        ByteOrder order = start.has(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Bytes bytes = new Bytes(file, order);
        TiffFile tiff = new TiffFile(bytes, bytes.u16(2) == 43);
        tiff.readDirectory();
        tiff.checkLayout();
        return tiff;
    }

    private void readDirectory() throws DefectException {
        long directory = big ? bytes.u64(8) : bytes.u32(4);
        long entries = big ? bytes.u64(directory) : bytes.u16(directory);
        int entryLength = big ? 20 : 12;
        long first = directory + (big ? 8 : 2);
        bytes.span(first, Math.min(entries, Integer.MAX_VALUE) * entryLength);
        for (int i = 0; i < entries; i++) {
            long entry = first + (long) i * entryLength;
            int width = width(bytes.u16(entry + 2));
            long count = big ? bytes.u64(entry + 4) : bytes.u32(entry + 4);
            if (width > 0 && count <= bytes.length()) {
                long value = entry + (big ? 12 : 8);
                long length = count * width;
                long at = length <= (big ? 8 : 4) ? value : big ? bytes.u64(value) : bytes.u32(value);
                fields.put(bytes.u16(entry), new Field(width, count, bytes.span(at, length)));
            }
        }
        long next = first + entries * entryLength;
        if ((big ? bytes.u64(next) : bytes.u32(next)) != 0) {
            throw new DefectException("several pages, where one is allowed");
        }
    }

    /** How long a value of an unsigned integer type is; the directory holds others, none of which is needed. */
    private static int width(int type) {
        return switch (type) {
            case 1 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 16 -> 8;
            default -> 0;
        };
    }

    private long[] values(int tag) throws DefectException {
        Field field = fields.get(tag);
        if (field == null) {
            return new long[0];
        }
        long[] values = new long[(int) field.count];
        for (int i = 0; i < values.length; i++) {
            long at = field.at + (long) i * field.width;
            values[i] = switch (field.width) {
                case 1 -> bytes.u8(at);
                case 2 -> bytes.u16(at);
                case 4 -> bytes.u32(at);
                default -> bytes.u64(at);
            };
        }
        return values;
    }

    private long value(int tag, long otherwise) throws DefectException {
        long[] values = values(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    ImageHeader header() throws DefectException {
        long turned = value(ORIENTATION, 1);
        return new ImageHeader(
                width(),
                height(),
                (int) value(BITS, 1),
                value(PHOTOMETRIC, -1) == CMYK,
                value(SAMPLES, 1) > colours(),
                turned > 1 && turned <= 8);
    }

    private int width() throws DefectException {
        return ImageFile.side(value(WIDTH, 0));
    }

    private int height() throws DefectException {
        return ImageFile.side(value(HEIGHT, 0));
    }

    private void checkLayout() throws DefectException {
        if (Arrays.stream(values(SAMPLE_FORMAT)).anyMatch(format -> format == FLOAT)) {
            throw new DefectException("float samples, where 8-bit integers are allowed");
        }
        long[] bits = values(BITS);
        if (bits.length == 0 || Arrays.stream(bits).anyMatch(depth -> depth != bits[0])) {
            throw new DefectException(UNUSUAL);
        }
        if (bits[0] != 8 && bits[0] != 16) {
            throw new DefectException(bits[0] + " bits a sample, where 8 are allowed");
        }
        if (Arrays.stream(values(SAMPLE_FORMAT)).anyMatch(format -> format != 1)) {
            throw new DefectException("signed samples, where unsigned ones are allowed");
        }
        long samples = value(SAMPLES, 1);
        long photometric = value(PHOTOMETRIC, -1);
        long colours = colours();
        long extra = samples - colours;
        boolean usual = colours > 0
                && extra == values(EXTRA_SAMPLES).length
                && extra <= (photometric == RGB || photometric == BLACK_IS_ZERO ? 1 : 0)
                && (photometric == RGB || photometric == BLACK_IS_ZERO || bits[0] == 8)
                && (value(PLANAR, 1) == 1 || samples == 1)
                && value(FILL_ORDER, 1) == 1
                && (value(PREDICTOR, 1) == 1 || value(PREDICTOR, 1) == 2)
                && COMPRESSIONS.contains(value(COMPRESSION, 1));
        if (!usual) {
            throw new DefectException(UNUSUAL);
        }
        if (photometric == BLACK_IS_ZERO && extra == 1) {
            // OpenCV drops this channel without a word.
            throw new DefectException(ImageFile.TRANSPARENT);
        }
        blocks();
    }

    /** How many channels the colour takes, or 0 if it is a kind that is not read. */
    private long colours() throws DefectException {
        return switch ((int) value(PHOTOMETRIC, -1)) {
            case BLACK_IS_ZERO, PALETTE -> 1;
            case RGB -> 3;
            case CMYK -> 4;
            default -> 0;
        };
    }

    /** The strips or tiles, each with the length that it must unpack to. */
    private TiffBlock[] blocks() throws DefectException {
        boolean tiled = fields.containsKey(TILE_OFFSETS);
        long[] offsets = values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        long[] lengths = values(tiled ? TILE_LENGTHS : STRIP_LENGTHS);
        long width = width();
        long height = height();
        long blockWidth = tiled ? value(TILE_WIDTH, 0) : width;
        long blockHeight = tiled ? value(TILE_HEIGHT, 0) : Math.min(height, value(ROWS_PER_STRIP, height));
        if (blockWidth < 1 || blockHeight < 1 || blockWidth * blockHeight > ImageFile.MAX_PIXELS) {
            throw DefectException.damaged();
        }
        long across = (width + blockWidth - 1) / blockWidth;
        long down = (height + blockHeight - 1) / blockHeight;
        if (offsets.length != across * down || lengths.length != offsets.length) {
            throw DefectException.damaged();
        }
        long pixelLength = value(SAMPLES, 1) * value(BITS, 1) / 8;
        TiffBlock[] blocks = new TiffBlock[offsets.length];
        for (int i = 0; i < blocks.length; i++) {
            long rows = tiled ? blockHeight : Math.min(blockHeight, height - i * blockHeight);
            blocks[i] = new TiffBlock(
                    bytes.span(offsets[i], lengths[i]), (int) lengths[i], rows * blockWidth * pixelLength);
            if (value(COMPRESSION, 1) == TiffBlock.PLAIN && lengths[i] < blocks[i].unpacked()) {
                throw DefectException.truncated();
            }
        }
        return blocks;
    }

    void checkData() throws DefectException {
        long compression = value(COMPRESSION, 1);
        for (TiffBlock block : blocks()) {
            block.check(bytes.array(), compression);
        }
    }

    /** The file with its orientation set to upright, since the decoder turns a TIFF whatever it is told. */
    byte[] upright() throws DefectException {
        Field field = fields.get(ORIENTATION);
        if (field == null || value(ORIENTATION, 1) == 1) {
            return bytes.array();
        }
        byte[] upright = bytes.array().clone();
        Arrays.fill(upright, field.at, field.at + field.width, (byte) 0);
        upright[bytes.order() == ByteOrder.LITTLE_ENDIAN ? field.at : field.at + field.width - 1] = 1;
        return upright;
    }
}
