package io.aegate.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.ImageSize;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.image.Sha256;
import io.aegate.metric.ReferencePairs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network's embeddings of the photos, held against those of its reference implementation. */
final class EmbeddingParity {

    static final int SIDE = 224;
    static final ImageSize SIZE = new ImageSize(SIDE, SIDE);

    /** Of an embedding's numbers; the reference itself is off by up to 6e−6 from double precision. */
    static final float TOLERANCE = 2e-5f;

    /** Of what blocks give, some numbers of which are near 20. */
    static final float OF_STAGES = 5e-5f;

    private static final double OF_COSINES = 2e-7;

    private final ImageNetwork network;
    private final JsonNode reference;
    private final float[] mean;
    private final float[] deviation;
    private final Map<String, float[]> embeddings = new HashMap<>();

    EmbeddingParity(ImageNetwork network, String reference, float[] mean, float[] deviation) {
        this.network = network;
        this.reference = ReferencePairs.json("reference/projectors/" + reference);
        this.mean = mean;
        this.deviation = deviation;
    }

    JsonNode reference() {
        return reference;
    }

    /** Planes of floats, as torchvision's ToTensor and Normalize make them. */
    ByteBuffer normalised(RgbImage image) {
        int pixels = image.width() * image.height();
        ByteBuffer planes = ByteBuffer.allocateDirect(3 * pixels * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < pixels; i++) {
                float level = (image.pixels()[3 * i + channel] & 0xff) / 255f;
                planes.putFloat((level - mean[channel]) / deviation[channel]);
            }
        }
        return planes.flip();
    }

    static RgbImage photo(String name) {
        return ReferencePairs.image("reference/images/" + name + ".png");
    }

    static RgbImage resized(String name) {
        return new Resize.CenterCrop(SIDE).apply(photo(name));
    }

    float[] embedding(String name) {
        return embeddings.computeIfAbsent(name, photo -> embedding(resized(photo)));
    }

    float[] embedding(RgbImage image) {
        ImageSize size = new ImageSize(image.width(), image.height());
        return network.run(normalised(image), 1, size, size).values();
    }

    void assertPreprocessed() {
        reference.get("preprocessed").properties().forEach(photo -> {
            byte[] floats = new byte[3 * SIDE * SIDE * Float.BYTES];
            ByteBuffer little = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer planes = normalised(resized(photo.getKey()));
            while (planes.hasRemaining()) {
                little.putFloat(planes.getFloat());
            }
            assertThat(Sha256.of(floats))
                    .as(photo.getKey())
                    .isEqualTo(photo.getValue().get("sha256_f32le").asText());
        });
    }

    void assertEmbeddings() {
        reference
                .get("embeddings")
                .properties()
                .forEach(photo -> photo.getValue().properties().forEach(version -> {
                    String name = photo.getKey() + "_" + version.getKey();
                    JsonNode expected = version.getValue();
                    float[] embedding = embedding(name);
                    assertThat(embedding).hasSize(expected.at("/shape/0").asInt());
                    assertBegins(embedding, expected.get("first"), TOLERANCE, name);
                    assertThat(sum(embedding))
                            .as(name)
                            .isCloseTo(expected.get("sum").asDouble(), within(1e-3));
                    if (expected.has("norm")) {
                        assertThat(Math.sqrt(dot(embedding, embedding)))
                                .as(name)
                                .isCloseTo(expected.get("norm").asDouble(), within(1e-5));
                    }
                }));
    }

    void assertDoublePrecision() {
        reference.get("float64").properties().forEach(photo -> {
            String name = photo.getKey();
            JsonNode expected = photo.getValue();
            assertBegins(embedding(name + "_ref"), expected.get("ref_first16"), TOLERANCE, name);
            for (String version : List.of("taef2", "jpeg50")) {
                assertThat(cosine(name + "_ref", name + "_" + version))
                        .as("%s %s", name, version)
                        .isCloseTo(expected.get("cos_" + version).asDouble(), within(OF_COSINES));
            }
        });
    }

    void assertCosines() {
        reference
                .get("cosine")
                .properties()
                .forEach(photo -> photo.getValue()
                        .properties()
                        .forEach(version -> assertThat(
                                        cosine(photo.getKey() + "_ref", photo.getKey() + "_" + version.getKey()))
                                .as("%s %s", photo.getKey(), version.getKey())
                                .isCloseTo(version.getValue().asDouble(), within(OF_COSINES))));
    }

    double cosine(String first, String second) {
        return cosine(embedding(first), embedding(second));
    }

    static double cosine(float[] x, float[] y) {
        return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    }

    static void assertBegins(float[] values, JsonNode first, float tolerance, String what) {
        for (int i = 0; i < first.size(); i++) {
            assertThat(values[i])
                    .as("%s, number %d", what, i)
                    .isCloseTo((float) first.get(i).asDouble(), within(tolerance));
        }
    }

    /** A tensor of which the reference keeps the first numbers, the sums and the extremes. */
    static void assertLike(float[] values, JsonNode expected, float tolerance, String what) {
        assertThat(values).as(what).hasSize(elements(expected.get("shape")));
        assertBegins(values, expected.get("first"), tolerance, what);
        double sum = 0;
        double absolute = 0;
        for (float value : values) {
            sum += value;
            absolute += Math.abs(value);
        }
        double most = expected.get("sum_abs").asDouble();
        assertThat(absolute).as(what).isCloseTo(most, within(1e-6 * most));
        assertThat(sum).as(what).isCloseTo(expected.get("sum").asDouble(), within(1e-6 * most));
    }

    private static int elements(JsonNode shape) {
        int elements = 1;
        for (JsonNode size : shape) {
            elements *= size.asInt();
        }
        return elements;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static double dot(float[] x, float[] y) {
        double dot = 0;
        for (int i = 0; i < x.length; i++) {
            dot += (double) x[i] * y[i];
        }
        return dot;
    }
}
