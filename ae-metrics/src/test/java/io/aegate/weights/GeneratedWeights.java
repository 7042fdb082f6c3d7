package io.aegate.weights;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Weights of the official layouts, made by the formula that the reference values were computed with: the backbones themselves may not
 * come with the project.
 *
 * <pre>
 *   h    = FNV-1a of "net/tensor";  z(i) = the i-th number of splitmix64 seeded with h;  v = (z >>> 40) / 2²³ − 1
 *   w(i) = (float) (base + scale · v);  in a convolution of 16 channels or more, less a share of the mean over its input channels
 * </pre>
 *
 * <p>Which tensors there are, and the SHA-256 of each, is read from the reference's manifest.
 */
public final class GeneratedWeights {

    private static final String MANIFEST = "reference/weights/weights_manifest.json";
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final double HALF_RANGE = 1 << 23;
    private static final int FEW_CHANNELS = 16;

    private GeneratedWeights() {}

    /**
     * Writes a file under its official name: a backbone as safetensors, without the classifiers of AlexNet and VGG; LPIPS' own weights as
     * they are published.
     *
     * @return the file
     */
    public static Path write(OfficialWeights which, Path folder) {
        Path file = folder.resolve(which.fileName());
        try {
            switch (which) {
                case LPIPS_ALEX, LPIPS_VGG, LPIPS_SQUEEZE -> Files.copy(shared("weights/" + which.fileName()), file);
                default -> write(tensors(which), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** The tensors of a backbone, in the official order. */
    public static Map<String, Tensor> tensors(OfficialWeights which) {
        String net = net(which);
        Map<String, long[]> shapes = shapes(which);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> tensors.put(
                name,
                isProjector(which)
                        ? uniform(net, name, shape, GeneratedRanges.of(net, name, shape, shapes))
                        : tensor(net, name, shape)));
        return tensors;
    }

    private static Map<String, long[]> shapes(OfficialWeights which) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (JsonNode node : floats(which)) {
            String name = node.get("name").asText();
            if (!isLeftOut(which, name)) {
                shapes.put(name, shape(node));
            }
        }
        return shapes;
    }

    /** Those of the manifest's tensors that are floats: the others count the batches of training. */
    private static List<JsonNode> floats(OfficialWeights which) {
        List<JsonNode> nodes = new ArrayList<>();
        for (JsonNode node : manifest(which)) {
            if (node.has("sha256_f32le")) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** What the reference says of each tensor that {@link #tensors} makes: SHA-256 of its little-endian floats. */
    static Map<String, String> digests(OfficialWeights which) {
        Map<String, String> digests = new LinkedHashMap<>();
        for (JsonNode node : floats(which)) {
            if (!isLeftOut(which, node.get("name").asText())) {
                digests.put(node.get("name").asText(), node.get("sha256_f32le").asText());
            }
        }
        return digests;
    }

    /** Writes tensors as safetensors, whatever the file is called. */
    public static void write(Map<String, Tensor> tensors, Path file) {
        StringBuilder header = new StringBuilder("{");
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            if (tensor.dtype() != DType.FLOAT32) {
                throw new IllegalArgumentException("no weights are " + tensor.dtype());
            }
            long end = offset + tensor.bytes().remaining();
            String shape = tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
            header.append(offset > 0 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(entry.getKey(), shape, offset, end));
            offset = end;
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(0, json.length);
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file));
                WritableByteChannel out = Channels.newChannel(stream)) {
            out.write(length);
            out.write(ByteBuffer.wrap(json));
            for (Tensor tensor : tensors.values()) {
                out.write(tensor.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode manifest(OfficialWeights which) {
        try {
            return isProjector(which)
                    ? new ObjectMapper()
                            .readTree(shared("reference/projectors/manifest_" + net(which) + ".json")
                                    .toFile())
                    : new ObjectMapper().readTree(shared(MANIFEST).toFile()).at("/" + net(which) + "/tensors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String net(OfficialWeights which) {
        return switch (which) {
            case ALEXNET -> "alexnet";
            case VGG16 -> "vgg16";
            case SQUEEZENET -> "squeezenet1_1";
            case INCEPTION -> "fid_inception";
            case CLIP -> "clip_vit_b32";
            case DINOV2 -> "dinov2_vitb14";
            case DPT_HYBRID -> "dpt_hybrid";
            case MIDAS_SMALL -> "midas_v21_small";
            case UPERNET -> "upernet_uniformer_s";
            default -> throw new IllegalArgumentException(which + " is no backbone");
        };
    }

    private static boolean isProjector(OfficialWeights which) {
        return switch (which) {
            case CLIP, DINOV2, DPT_HYBRID, MIDAS_SMALL, UPERNET -> true;
            default -> false;
        };
    }

    /** The classifiers are most of these two files, and no metric reads them. */
    private static boolean isLeftOut(OfficialWeights which, String name) {
        return name.startsWith("classifier.") && which != OfficialWeights.SQUEEZENET;
    }

    private static long[] shape(JsonNode node) {
        long[] shape = new long[node.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).asLong();
        }
        return shape;
    }

    private static Tensor tensor(String net, String name, long[] shape) {
        boolean inception = net.equals("fid_inception");
        double base = name.endsWith("bn.weight") || name.endsWith("running_var") ? 1 : 0;
        float[] values = values(net, name, shape, new GeneratedRanges.Range(base, scale(name, shape, inception)));
        if (shape.length == 4 && shape[1] >= FEW_CHANNELS) {
            centre(values, (int) shape[1], (int) (shape[2] * shape[3]), inception ? 0.5 : 0.75);
        }
        return Tensor.of(values, shape);
    }

    private static Tensor uniform(String net, String name, long[] shape, GeneratedRanges.Range range) {
        return Tensor.of(values(net, name, shape, range), shape);
    }

    private static float[] values(String net, String name, long[] shape, GeneratedRanges.Range range) {
        int elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, (int) size);
        }
        long seed = FNV_OFFSET;
        for (byte character : (net + "/" + name).getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ character) * FNV_PRIME;
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            seed += 0x9E3779B97F4A7C15L;
            values[i] = (float) (range.middle() + range.reach() * (((mixed(seed) >>> 40) - HALF_RANGE) / HALF_RANGE));
        }
        return values;
    }

    private static double scale(String name, long[] shape, boolean inception) {
        if (name.endsWith("running_var")) {
            return 0.25;
        }
        if (name.contains(".bn.")) {
            return 0.1;
        }
        if (name.endsWith("bias")) {
            return 0.05;
        }
        if (shape.length == 2) {
            return (inception ? 16.0 : 1.0) * Math.sqrt(3.0 / shape[1]);
        }
        double gain = shape[1] < FEW_CHANNELS ? 6.0 : inception ? 7.8 : 8.5;
        return Math.sqrt(gain / (shape[1] * shape[2] * shape[3]));
    }

    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Takes a share of the mean over input channels away, at each output and tap; otherwise all images look alike to a deep network. */
    private static void centre(float[] values, int channels, int taps, double share) {
        for (int output = 0; output < values.length; output += channels * taps) {
            for (int tap = 0; tap < taps; tap++) {
                double sum = 0;
                for (int channel = 0; channel < channels; channel++) {
                    sum += values[output + channel * taps + tap];
                }
                double mean = sum / channels;
                for (int channel = 0; channel < channels; channel++) {
                    int i = output + channel * taps + tap;
                    values[i] = (float) (values[i] - share * mean);
                }
            }
        }
    }
}
