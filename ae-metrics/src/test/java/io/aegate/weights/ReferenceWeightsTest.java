package io.aegate.weights;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that PyTorch wrote, against what PyTorch reads from them. */
class ReferenceWeightsTest {

    @ParameterizedTest
    @MethodSource("checkpoints")
    void every_value_of_a_reference_checkpoint_is_read(String checkpoint) throws IOException {
        StateDict read = StateDict.read(shared("reference/pth/" + checkpoint + ".pth"));

        JsonNode expected = expected().get(checkpoint);
        assertThat(read.tensors().keySet()).containsExactlyElementsOf(expected::fieldNames);
        expected.properties().forEach(entry -> {
            Tensor tensor = read.get(entry.getKey());
            JsonNode facts = entry.getValue();
            assertThat("torch." + tensor.dtype().name().toLowerCase(Locale.ROOT))
                    .isEqualTo(facts.get("dtype").asText());
            assertThat(tensor.shape()).isEqualTo(longs(facts.get("shape")));
            assertThat(exactly(tensor)).isEqualTo(doubles(facts.get("values")));
        });
    }

    static List<String> checkpoints() throws IOException {
        List<String> names = new ArrayList<>();
        expected().fieldNames().forEachRemaining(names::add);
        assertThat(names).hasSize(11);
        return names;
    }

    @Test
    void the_encoder_of_taef2_is_read() {
        StateDict encoder = StateDict.read(shared("weights/taef2_encoder.pth"));

        assertThat(encoder.fileName()).isEqualTo("taef2_encoder.pth");
        assertThat(encoder.sha256()).isEqualTo("10a4e1021e89d7551eaf161352da8dbd0b1aa83872ae28b150c1df1ce2f147b6");
        assertThat(encoder.tensors()).hasSize(79);
        assertThat(encoder.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.FLOAT16);
        assertThat(encoder.get("0.weight").shape()).containsExactly(64L, 3L, 3L, 3L);
        assertThat(encoder.get("0.weight").toFloats())
                .startsWith(-0.14050293f, -0.06121826f, 0.091552734f, -0.054504395f);
        assertThat(encoder.get("14.bias").shape()).containsExactly(32L);
        assertThat(elements(encoder)).isEqualTo(1_338_528);
        assertThat(sum(encoder)).isEqualTo(251.84707695245743);
    }

    @Test
    void the_decoder_of_taef2_is_read() {
        StateDict decoder = StateDict.read(shared("weights/taef2_decoder.pth"));

        assertThat(decoder.tensors()).hasSize(79);
        assertThat(decoder.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.FLOAT16);
        assertThat(decoder.get("1.weight").shape()).containsExactly(64L, 32L, 3L, 3L);
        assertThat(decoder.get("19.bias").shape()).containsExactly(3L);
        assertThat(elements(decoder)).isEqualTo(1_338_499);
        assertThat(sum(decoder)).isEqualTo(-627.3743234872818);
    }

    @Test
    void the_linear_weights_of_lpips_are_read_from_the_legacy_files_of_python_2() {
        assertLinear("alex", 105.2753545809201, 64, 192, 384, 256, 256);
        assertLinear("vgg", 131.85550855749, 64, 128, 256, 512, 512);
        assertLinear("squeeze", 173.4387181383333, 64, 128, 256, 384, 384, 512, 512);
    }

    private static void assertLinear(String network, double sum, long... channels) {
        StateDict linear = StateDict.read(shared("weights/lpips_v0.1_" + network + ".pth"));
        assertThat(linear.tensors().keySet())
                .containsExactlyElementsOf(IntStream.range(0, channels.length)
                        .mapToObj(layer -> "lin" + layer + ".model.1.weight")
                        .toList());
        assertThat(linear.tensors().values().stream().map(Tensor::shape))
                .containsExactlyElementsOf(IntStream.range(0, channels.length)
                        .mapToObj(layer -> List.of(1L, channels[layer], 1L, 1L))
                        .toList());
        assertThat(linear.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.FLOAT32);
        assertThat(sum(linear)).isCloseTo(sum, within(1e-6));
    }

    private static long elements(StateDict weights) {
        return weights.tensors().values().stream().mapToLong(Tensor::elements).sum();
    }

    private static double sum(StateDict weights) {
        return weights.tensors().values().stream()
                .mapToDouble(tensor -> DoubleStream.of(exactly(tensor)).sum())
                .sum();
    }

    private static JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(shared("reference/pth/expected.json").toFile());
    }

    /** The elements as doubles; a float is one exactly. */
    private static double[] exactly(Tensor tensor) {
        if (tensor.dtype() == DType.FLOAT64) {
            ByteBuffer bytes = tensor.bytes();
            double[] values = new double[(int) tensor.elements()];
            bytes.asDoubleBuffer().get(values);
            return values;
        }
        float[] floats = tensor.toFloats();
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    private static List<Long> longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
