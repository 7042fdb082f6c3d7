package io.aegate.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import io.aegate.SharedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Images, sound and odd, that tests write to a folder. */
final class OddImages {

    static final byte[] LFS_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
            .getBytes(StandardCharsets.US_ASCII);

    private OddImages() {}

    static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        new Random(width * 31L + height).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    static byte[] photo(String name) {
        try {
            return Files.readAllBytes(SharedFiles.shared("reference/images/" + name + ".png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path folder, String name, byte[] content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] png(RgbImage image) {
        return png(image.width(), image.height(), 8, 2, image.pixels());
    }

    /** A PNG of the given rows, without filter, with more chunks before the pixels. */
    static byte[] png(int width, int height, int bits, int colour, byte[] rows, byte[]... chunks) {
        int rowLength = rows.length / height;
        byte[] filtered = new byte[rows.length + height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rows, y * rowLength, filtered, y * (rowLength + 1) + 1, rowLength);
        }
        return pngOf(width, height, bits, colour, chunk("IDAT", deflated(filtered)), chunks);
    }

    static byte[] pngOf(int width, int height, int bits, int colour, byte[] data, byte[]... chunks) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) bits)
                .put((byte) colour)
                .array();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(PngFile.SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(chunk("IHDR", header));
        for (byte[] chunk : chunks) {
            file.writeBytes(chunk);
        }
        file.writeBytes(data);
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    static byte[] chunk(String type, byte[] data) {
        byte[] named = concat(type.getBytes(StandardCharsets.US_ASCII), data);
        CRC32 sum = new CRC32();
        sum.update(named);
        return ByteBuffer.allocate(data.length + 12)
                .putInt(data.length)
                .put(named)
                .putInt((int) sum.getValue())
                .array();
    }

    static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] buffer = new byte[plain.length + 1000];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    /** An EXIF block that asks viewers to turn the image by 90 degrees. */
    static byte[] turningExif() {
        return ByteBuffer.allocate(26)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("II*\0".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putInt(6)
                .putInt(0)
                .array();
    }

    /** The photo's pixels by OpenCV's encoder, with as many channels as the samples give. */
    static byte[] encoded(String extension, int width, int height, byte[] samples, int... parameters) {
        try (BytePointer data = new BytePointer(samples);
                Mat image = new Mat(height, width, CV_8UC(samples.length / width / height), data);
                BytePointer out = new BytePointer();
                IntPointer settings = new IntPointer(parameters)) {
            if (!imencode(extension, image, out, settings)) {
                throw new IllegalStateException("OpenCV wrote no " + extension);
            }
            byte[] file = new byte[(int) out.limit()];
            out.get(file);
            return file;
        }
    }

    /** A baseline TIFF in one strip; {@code tags} are pairs of tag and value that replace or join the usual ones. */
    static byte[] tiff(RgbImage image, int... tags) {
        TreeMap<Integer, Integer> fields = new TreeMap<>();
        int[] usual = {
            256,
            image.width(),
            257,
            image.height(),
            258,
            8,
            259,
            1,
            262,
            2,
            273,
            8,
            277,
            3,
            278,
            image.height(),
            279,
            image.pixels().length
        };
        for (int[] pairs : new int[][] {usual, tags}) {
            for (int i = 0; i < pairs.length; i += 2) {
                fields.put(pairs[i], pairs[i + 1]);
            }
        }
        int pixels = image.pixels().length;
        int directory = 8 + pixels + pixels % 2;
        ByteBuffer file =
                ByteBuffer.allocate(directory + 2 + 12 * fields.size() + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(directory).put(image.pixels());
        file.position(directory);
        file.putShort((short) fields.size());
        fields.forEach((tag, value) ->
                file.putShort((short) (int) tag).putShort((short) 4).putInt(1).putInt(value));
        return file.array();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
