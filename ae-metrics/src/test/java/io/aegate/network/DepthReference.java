package io.aegate.network;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.image.CubicResize;
import io.aegate.image.ImageSize;
import io.aegate.image.RgbImage;
import io.aegate.metric.ReferencePairs;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;

/** What tests of depth networks have in common: inputs as MiDaS prepares them, and what it says of the results. */
final class DepthReference {

    /** Photos of the reference are squares of this many pixels. */
    static final int PHOTO = 256;

    static final ImageSize PHOTO_SIZE = new ImageSize(PHOTO, PHOTO);

    private DepthReference() {}

    static JsonNode json(String network) {
        try {
            return new ObjectMapper()
                    .readTree(
                            shared("reference/projectors/" + network + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RgbImage photo(String name) {
        return ReferencePairs.image("reference/images/" + name + ".png");
    }

    /** An image resized as MiDaS does it, then {@code (value − mean) / deviation}. */
    static ByteBuffer input(RgbImage image, ImageSize size, double[] mean, double[] deviation) {
        double[] planes = CubicResize.openCv(image, size);
        int area = size.width() * size.height();
        float[] values = new float[planes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((planes[i] - mean[i / area]) / deviation[i / area]);
        }
        return buffer(values);
    }

    static ByteBuffer buffer(float[]... images) {
        int floats = Arrays.stream(images).mapToInt(image -> image.length).sum();
        ByteBuffer buffer = ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
        for (float[] image : images) {
            buffer.asFloatBuffer().put(image);
            buffer.position(buffer.position() + image.length * Float.BYTES);
        }
        return buffer.flip();
    }

    static float[] floats(ByteBuffer buffer) {
        float[] floats = new float[buffer.remaining() / Float.BYTES];
        buffer.slice().order(ByteOrder.nativeOrder()).asFloatBuffer().get(floats);
        return floats;
    }

    static double[] doubles(float... values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** Brought to [0, 1] by its own minimum and maximum. */
    static double[] normalised(double... depth) {
        double minimum = Arrays.stream(depth).min().orElseThrow();
        double range = Arrays.stream(depth).max().orElseThrow() - minimum;
        return Arrays.stream(depth).map(value -> (value - minimum) / range).toArray();
    }

    static double distance(double[] map, double... other) {
        double sum = 0;
        for (int i = 0; i < map.length; i++) {
            sum += Math.abs(map[i] - other[i]);
        }
        return sum / map.length;
    }

    /** First values, sums and extremes; those of single values within a share of the greatest, sums of the sum of magnitudes. */
    static void assertStatistics(float[] values, JsonNode expected, double share) {
        assertStatistics(doubles(values), expected, share);
    }

    static void assertStatistics(double[] values, JsonNode expected, double share) {
        int elements = 1;
        for (JsonNode length : expected.get("shape")) {
            elements *= length.asInt();
        }
        double least = expected.get("min").asDouble();
        double greatest = expected.get("max").asDouble();
        double tolerance = share * Math.max(-least, greatest);
        double sumOfMagnitudes = expected.get("sum_abs").asDouble();

        assertThat(values).hasSize(elements);
        for (int i = 0; i < expected.get("first").size(); i++) {
            double first = expected.get("first").get(i).asDouble();
            assertThat(values[i]).as("value %d", i).isCloseTo(first, within(tolerance));
        }
        assertThat(Arrays.stream(values).min().orElseThrow()).isCloseTo(least, within(tolerance));
        assertThat(Arrays.stream(values).max().orElseThrow()).isCloseTo(greatest, within(tolerance));
        assertThat(Arrays.stream(values).sum())
                .isCloseTo(expected.get("sum").asDouble(), within(share * sumOfMagnitudes));
        assertThat(Arrays.stream(values).map(Math::abs).sum())
                .isCloseTo(sumOfMagnitudes, within(share * sumOfMagnitudes));
    }

    /** Every value within a share of the greatest. */
    static void assertClose(double[] values, double[] expected, double share) {
        double tolerance = share * Arrays.stream(expected).max().orElseThrow();

        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values[i]).as("value %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    /** Truncated to 8 bits: a value just above a level and one just below it are a level apart. */
    static void assertPicture(double[] normalised, String network) {
        // Not its RGB, to which Java converts greys by a curve.
        Raster expected = ReferencePairs.decode(shared("reference/projectors/ref/" + network + "_astronaut_ref_u8.png"))
                .getRaster();
        int different = 0;
        for (int i = 0; i < normalised.length; i++) {
            int level = expected.getSample(i % PHOTO, i / PHOTO, 0);
            int distance = Math.abs((int) (normalised[i] * 255) - level);
            assertThat(distance).as("pixel %d", i).isLessThanOrEqualTo(1);
            different += distance;
        }
        assertThat(different).isLessThan(normalised.length / 200);
    }

    /** The root mean square of the differences, as a share of that of the values. */
    static double relativeError(double[] values, double... exact) {
        double differences = 0;
        double squares = 0;
        for (int i = 0; i < exact.length; i++) {
            differences += (values[i] - exact[i]) * (values[i] - exact[i]);
            squares += exact[i] * exact[i];
        }
        return Math.sqrt(differences / squares);
    }

    static float[] file(String network) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(
                            shared("reference/projectors/ref/" + network + "_astronaut_ref_256x256.f32")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] floats = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(floats);
            return floats;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
