package io.aegate.weights;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * CLIP's file as it is published: a TorchScript archive of all its 302 tensors, half of them of 16 bits.
 *
 * <p>Those that images go through are generated, the others are zeros.
 */
public final class ClipArchive {

    private static final String ROOT = "ViT-B-32/";

    private final PickleBytes pickle = PickleBytes.pickle();
    private final List<Tensor> storages = new ArrayList<>();
    private int classes;

    private ClipArchive() {}

    /** Writes it; the file. */
    public static Path write(Path folder) {
        Path file = folder.resolve(OfficialWeights.CLIP.fileName());
        try {
            Files.createDirectories(folder);
            new ClipArchive().write(tensors(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** What the file holds, by name. */
    static Map<String, Tensor> tensors() throws IOException {
        Map<String, Tensor> generated = GeneratedWeights.tensors(OfficialWeights.CLIP);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (JsonNode node : new ObjectMapper()
                .readTree(shared("reference/projectors/clip_full_state_dict_layout.json")
                        .toFile())
                .get("tensors")) {
            List<Long> shape = new ArrayList<>();
            node.get(1).forEach(size -> shape.add(size.asLong()));
            String name = node.get(0).asText();
            DType dtype = switch (node.get(2).asText()) {
                case "torch.float16" -> DType.FLOAT16;
                case "torch.float32" -> DType.FLOAT32;
                case "torch.int64" -> DType.INT64;
                default -> throw new IllegalStateException(node.toString());
            };
            int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
            ByteBuffer bytes = ByteBuffer.allocate(elements * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            if (generated.containsKey(name)) {
                for (float value : generated.get(name).toFloats()) {
                    if (dtype == DType.FLOAT16) {
                        bytes.putShort(half(value));
                    } else {
                        bytes.putFloat(value);
                    }
                }
            }
            tensors.put(name, new Tensor(dtype, shape, bytes.rewind()));
        }
        return tensors;
    }

    /** The nearest of 16 bits, ties to even; none of the weights is beyond its range. */
    static short half(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        double magnitude = Math.abs((double) value);
        // The step between neighbours is 2^-10 of the power of two below, and 2^-24 at least.
        int exponent = Math.max(Math.getExponent(magnitude), -14);
        int steps = (int) Math.rint(Math.scalb(magnitude, 10 - exponent));
        // A step too many carries into the exponent, as it should; there is no hidden bit below 2^-14.
        return (short) (sign | (((exponent + 14) << 10) + steps));
    }

    private void write(Map<String, Tensor> tensors, Path file) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> place(tree, name, tensor));
        module(tree);
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            store(zip, "version", ByteBuffer.wrap(new byte[] {'3', '\n'}));
            for (int i = 0; i < storages.size(); i++) {
                store(zip, "data/" + i, storages.get(i).bytes());
            }
            store(zip, "data.pkl", ByteBuffer.wrap(pickle.end()));
            ZipEntry code = new ZipEntry(ROOT + "code/__torch__/multimodal/model/multimodal_transformer.py");
            zip.putNextEntry(code);
            zip.write("class Multimodal(Module):\n  pass\n".repeat(10).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            store(
                    zip,
                    "constants.pkl",
                    ByteBuffer.wrap(PickleBytes.pickle().op(')').end()));
        }
    }

    @SuppressWarnings("unchecked")
    private static void place(Map<String, Object> tree, String name, Tensor tensor) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            tree.put(name, tensor);
        } else {
            place(
                    (Map<String, Object>)
                            tree.computeIfAbsent(name.substring(0, dot), key -> new LinkedHashMap<String, Object>()),
                    name.substring(dot + 1),
                    tensor);
        }
    }

    @SuppressWarnings("unchecked")
    private void module(Map<String, Object> attributes) {
        pickle.object("__torch__.multimodal.model.___torch_mangle_" + classes++, "Part");
        pickle.text("training").op(0x89).text("_is_full_backward_hook").op('N');
        attributes.forEach((name, value) -> {
            if (value instanceof Tensor tensor) {
                long[] sizes =
                        tensor.shape().stream().mapToLong(Long::longValue).toArray();
                pickle.tensor(
                        name,
                        type(tensor.dtype()),
                        Integer.toString(storages.size()),
                        tensor.elements(),
                        0,
                        sizes,
                        strides(sizes));
                storages.add(tensor);
            } else {
                pickle.text(name);
                module((Map<String, Object>) value);
            }
        });
        pickle.op('u').op('b');
    }

    private static String type(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> "HalfStorage";
            case INT64 -> "LongStorage";
            default -> "FloatStorage";
        };
    }

    private static long[] strides(long[] sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= sizes[i];
        }
        return strides;
    }

    private static void store(ZipOutputStream zip, String name, ByteBuffer content) throws IOException {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
