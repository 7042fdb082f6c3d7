package io.aegate.metric.distribution;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.metric.FeatureRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Features that the Python implementations gave, documented random ones, and what those implementations make of them. */
final class ReferenceFeatures {

    private ReferenceFeatures() {}

    static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(shared("reference/" + name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The features of forty tiles. */
    static FeatureRows tiles(String set, String layer) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(
                            Files.readAllBytes(shared("reference/tensors/feat_tiles_" + set + "_" + layer + ".f32")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return rows(values, values.length / 40);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of an array in C order. */
    static FeatureRows rows(float[] values, int width) {
        FeatureRows rows = FeatureRows.create(values.length / width, width);
        for (int i = 0; i < rows.count(); i++) {
            rows.put(i, Arrays.copyOfRange(values, i * width, (i + 1) * width));
        }
        return rows;
    }

    static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    static int[] integers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    /** The first values of the stream that the reference weights and matrices are made from, in [−1, 1). */
    static double[] unit(String key, int count) {
        long seed = 0xcbf29ce484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ (b & 0xff)) * 0x100000001b3L;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = ((z >>> 40) - (1 << 23)) / (double) (1 << 23);
        }
        return values;
    }
}
