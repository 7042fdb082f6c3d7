package io.aegate.checkpoint;

import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Made-up weights of the TAESD family without middle blocks, in the official layout, to be written as safetensors. */
final class TaesdWeights {

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Random random;

    private TaesdWeights(long seed) {
        random = new Random(seed);
    }

    static TaesdWeights encoder(int latents) {
        TaesdWeights weights = new TaesdWeights(latents);
        weights.convolution(0, 64, 3).bias("0", 64).block(1);
        for (int stage = 0; stage < 3; stage++) {
            int first = 2 + 4 * stage;
            weights.convolution(first, 64, 64).block(first + 1).block(first + 2).block(first + 3);
        }
        return weights.convolution(14, latents, 64).bias("14", latents);
    }

    static TaesdWeights decoder(int latents) {
        TaesdWeights weights = new TaesdWeights(latents + 1);
        weights.convolution(1, 64, latents).bias("1", 64);
        for (int stage = 0; stage < 3; stage++) {
            int first = 3 + 5 * stage;
            weights.block(first).block(first + 1).block(first + 2).convolution(first + 4, 64, 64);
        }
        return weights.block(18).convolution(19, 3, 64).bias("19", 3);
    }

    static TaesdWeights of(StateDict weights) {
        TaesdWeights same = new TaesdWeights(0);
        same.tensors.putAll(weights.tensors());
        return same;
    }

    TaesdWeights with(String name, long... shape) {
        int elements = 1;
        for (long size : shape) {
            elements *= (int) size;
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (random.nextFloat() - 0.5f) / 12;
        }
        tensors.put(name, Tensor.of(values, shape));
        return this;
    }

    TaesdWeights without(String name) {
        tensors.remove(name);
        return this;
    }

    /** Eight bytes of the header's length, the header as JSON, and the tensors' bytes. */
    Path write(Path file) {
        StringBuilder header = new StringBuilder("{");
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long end = offset + tensor.bytes().remaining();
            String shape = tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
            String type = switch (tensor.dtype()) {
                case FLOAT16 -> "F16";
                case FLOAT32 -> "F32";
                default -> throw new IllegalArgumentException("no weights are " + tensor.dtype());
            };
            header.append(header.length() > 1 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(entry.getKey(), type, shape, offset, end));
            offset = end;
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(0, json.length);
        try (WritableByteChannel out = Channels.newChannel(Files.newOutputStream(file))) {
            out.write(length);
            out.write(ByteBuffer.wrap(json));
            for (Tensor tensor : tensors.values()) {
                out.write(tensor.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private TaesdWeights block(int layer) {
        for (int part = 0; part < 5; part += 2) {
            with(layer + ".conv." + part + ".weight", 64, 64, 3, 3).bias(layer + ".conv." + part, 64);
        }
        return this;
    }

    private TaesdWeights convolution(int layer, int out, int in) {
        return with(layer + ".weight", out, in, 3, 3);
    }

    private TaesdWeights bias(String layer, int out) {
        return with(layer + ".bias", out);
    }
}
