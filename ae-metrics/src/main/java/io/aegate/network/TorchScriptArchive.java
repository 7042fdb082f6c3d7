package io.aegate.network;

import io.aegate.weights.DType;
import io.aegate.weights.Tensor;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a program and its tensors as a TorchScript archive, which PyTorch loads as a module.
 *
 * <p>An archive is a zip of stored entries: the module's attributes as a pickle ({@code data.pkl}), the program's text
 * ({@code code/__torch__.py}), the raw tensors ({@code data/N}), an empty tuple of constants and a version. Whatever PyTorch can do can
 * be said in the text, and mistakes in it surface only when it is called: call each method once in a test.
 *
 * <p>Tensors of four dimensions are stored with the strides of {@code channels_last}, which convolutions run fastest on; what they hold
 * does not change.
 */
public final class TorchScriptArchive {

    private static final String ROOT = "net/";
    private static final String MODULE = "Net";
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int BUFFER = 1 << 16;

    private TorchScriptArchive() {}

    /**
     * Writes the archive, to a temporary file that is then moved into place.
     *
     * @param file where to
     * @param methods the definitions of the module's methods, each beginning at the margin with {@code def name(self, …) -> …:}
     * @param tensors the module's attributes by name, each an identifier; methods read them as {@code self.name}
     */
    public static void write(Path file, String methods, Map<String, Tensor> tensors) throws IOException {
        for (String name : tensors.keySet()) {
            if (!IDENTIFIER.matcher(name).matches()) {
                throw new IllegalArgumentException("a tensor's name must be an identifier, not '" + name + "'");
            }
        }
        Path place = file.toAbsolutePath();
        Files.createDirectories(place.getParent());
        // Not createTempFile: its files are readable by their owner alone, and the move would keep that.
        Path temporary = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (ZipOutputStream zip =
                    new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER))) {
                store(zip, "data.pkl", ByteBuffer.wrap(attributes(tensors)));
                store(zip, "code/__torch__.py", text(program(methods, tensors)));
                int storage = 0;
                for (Tensor tensor : tensors.values()) {
                    store(zip, "data/" + storage++, channelsLast(tensor));
                }
                store(
                        zip,
                        "constants.pkl",
                        ByteBuffer.wrap(new Pickle().emptyTuple().stop()));
                store(zip, "version", text("3\n"));
            }
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static String program(String methods, Map<String, Tensor> tensors) {
        StringBuilder text =
                new StringBuilder("class " + MODULE + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n");
        text.append("  training : bool\n");
        for (String name : tensors.keySet()) {
            text.append("  ").append(name).append(" : Tensor\n");
        }
        for (String line : methods.lines().toList()) {
            text.append("  ")
                    .append(line.replaceFirst("^(def \\w+\\(self)\\b", "$1: __torch__." + MODULE))
                    .append('\n');
        }
        return text.toString();
    }

    private static byte[] attributes(Map<String, Tensor> tensors) {
        Pickle pickle = new Pickle()
                .global("__torch__", MODULE)
                .emptyTuple()
                .newObject()
                .emptyDict()
                .mark();
        pickle.string("training").bool(false);
        int storage = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            pickle.string(entry.getKey());
            pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
            pickle.mark().string("storage").global("torch", storageClass(tensor.dtype()));
            pickle.string(Integer.toString(storage++))
                    .string("cpu")
                    .integer(tensor.elements())
                    .tuple()
                    .persistentId();
            pickle.integer(0)
                    .tuple(tensor.shape())
                    .tuple(strides(tensor.shape()))
                    .bool(false);
            pickle.global("collections", "OrderedDict")
                    .emptyTuple()
                    .reduce()
                    .tuple()
                    .reduce();
        }
        return pickle.setItems().build().stop();
    }

    private static List<Long> strides(List<Long> shape) {
        if (shape.size() == 4) {
            long channels = shape.get(1);
            long width = shape.get(3);
            return List.of(channels * shape.get(2) * width, 1L, width * channels, channels);
        }
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape.get(i));
        }
        return List.of(strides);
    }

    private static ByteBuffer channelsLast(Tensor tensor) {
        ByteBuffer source = tensor.bytes();
        if (tensor.shape().size() != 4) {
            return source;
        }
        int size = tensor.dtype().bytes();
        int images = Math.toIntExact(tensor.shape().get(0));
        int channels = Math.toIntExact(tensor.shape().get(1));
        int pixels = Math.toIntExact(tensor.shape().get(2) * tensor.shape().get(3));
        ByteBuffer target = ByteBuffer.allocate(source.remaining());
        for (int image = 0; image < images; image++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < channels; channel++) {
                    int from = ((image * channels + channel) * pixels + pixel) * size;
                    target.put(source.slice(from, size));
                }
            }
        }
        return target.flip();
    }

    private static String storageClass(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> "HalfStorage";
            case BFLOAT16 -> "BFloat16Storage";
            case FLOAT32 -> "FloatStorage";
            case FLOAT64 -> "DoubleStorage";
            case UINT8 -> "ByteStorage";
            case INT8 -> "CharStorage";
            case INT16 -> "ShortStorage";
            case INT32 -> "IntStorage";
            case INT64 -> "LongStorage";
            case BOOL -> "BoolStorage";
        };
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void store(ZipOutputStream zip, String name, ByteBuffer content) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.remaining());
        // The same program gives the same bytes, whenever it is written.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        CRC32 crc = new CRC32();
        crc.update(content.duplicate());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        copy(content, zip);
        zip.closeEntry();
    }

    private static void copy(ByteBuffer content, OutputStream out) throws IOException {
        byte[] chunk = new byte[BUFFER];
        while (content.hasRemaining()) {
            int length = Math.min(chunk.length, content.remaining());
            content.get(chunk, 0, length);
            out.write(chunk, 0, length);
        }
    }

    /** Writes the few opcodes of Python's pickle protocol 2 that a module's attributes need. */
    private static final class Pickle {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle() {
            out.write(0x80);
            out.write(2);
        }

        Pickle global(String module, String name) {
            return ascii("c" + module + "\n" + name + "\n");
        }

        Pickle string(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            little(bytes.length, Integer.BYTES);
            out.writeBytes(bytes);
            return this;
        }

        Pickle integer(long value) {
            out.write(0x8a);
            out.write(Long.BYTES);
            little(value, Long.BYTES);
            return this;
        }

        Pickle tuple(List<Long> values) {
            mark();
            values.forEach(this::integer);
            return tuple();
        }

        Pickle bool(boolean value) {
            out.write(value ? 0x88 : 0x89);
            return this;
        }

        Pickle mark() {
            return ascii("(");
        }

        Pickle tuple() {
            return ascii("t");
        }

        Pickle emptyTuple() {
            return ascii(")");
        }

        Pickle emptyDict() {
            return ascii("}");
        }

        Pickle setItems() {
            return ascii("u");
        }

        Pickle reduce() {
            return ascii("R");
        }

        Pickle persistentId() {
            return ascii("Q");
        }

        Pickle newObject() {
            out.write(0x81);
            return this;
        }

        Pickle build() {
            return ascii("b");
        }

        byte[] stop() {
            ascii(".");
            return out.toByteArray();
        }

        private Pickle ascii(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        private void little(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (value >>> (8 * i)) & 0xff);
            }
        }
    }
}
