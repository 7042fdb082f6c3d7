package io.aegate.network;

import static io.aegate.network.OnnxBytes.DOUBLE;
import static io.aegate.network.OnnxBytes.FLOAT;
import static io.aegate.network.OnnxBytes.INT64;
import static io.aegate.network.OnnxBytes.NAMED;
import static io.aegate.network.OnnxBytes.externalTensor;
import static io.aegate.network.OnnxBytes.identity;
import static io.aegate.network.OnnxBytes.input;
import static io.aegate.network.OnnxBytes.message;
import static io.aegate.network.OnnxBytes.model;
import static io.aegate.network.OnnxBytes.node;
import static io.aegate.network.OnnxBytes.output;
import static io.aegate.network.OnnxBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.network.ImageNetwork.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxNetworkTest {

    private static final ImageSize SIZE = new ImageSize(2, 1);

    @TempDir
    private Path folder;

    private Path write(byte[] bytes) {
        try {
            return Files.write(folder.resolve("net.onnx"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuses(byte[] bytes, String message) {
        Path file = write(bytes);
        assertThatThrownBy(() -> OnnxNetwork.open(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private static ByteBuffer planes(float... values) {
        ByteBuffer planes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        planes.asFloatBuffer().put(values);
        return planes;
    }

    private static ByteBuffer counting(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return planes(values);
    }

    private Output run(byte[] bytes) {
        try (OnnxNetwork network = OnnxNetwork.open(write(bytes))) {
            return network.run(counting(6), 1, SIZE, SIZE);
        }
    }

    @Test
    void images_are_looked_at_one_after_the_other() {
        try (OnnxNetwork network = OnnxNetwork.open(write(identity(1, 3, 1, 2)))) {
            Output output = network.run(counting(12), 2, SIZE, SIZE);

            assertThat(output.shape()).containsExactly(2, 3, 1, 2);
            assertThat(output.values()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        }
    }

    @Test
    void a_network_of_any_size_takes_images_of_several() {
        try (OnnxNetwork network = OnnxNetwork.open(write(identity(NAMED, 3, NAMED, NAMED)))) {
            assertThat(network.run(counting(6), 1, SIZE, SIZE).shape()).containsExactly(1, 3, 1, 2);
            ImageSize other = new ImageSize(3, 4);
            assertThat(network.run(counting(36), 1, other, other).shape()).containsExactly(1, 3, 4, 3);
        }
    }

    @Test
    void an_output_without_a_side_for_images_gets_one() {
        Output output = run(model(input("x", FLOAT, 1, 3, 1, 2), output("y", INT64, 4), node("Shape", "y", "x")));

        assertThat(output.shape()).containsExactly(1, 4);
        assertThat(output.values()).containsExactly(1, 3, 1, 2);
    }

    @Test
    void a_whole_number_that_no_float_expresses_is_not_rounded() {
        byte[] bytes = model(
                message(5, tensor("c", new int[] {1}, 1 << 25)),
                input("x", FLOAT, 1, 3, 1, 2),
                output("y", INT64, 1, 3, 1, 2),
                node("Add", "sum", "x", "c"),
                message(1, OnnxBytes.nodeFields("Cast", "y", "sum"), to(INT64)));

        assertThatThrownBy(() -> run(bytes))
                .isInstanceOf(ModuleCallException.class)
                .hasMessage("'net.onnx' failed: it returned the whole number 33554432, which a float cannot express");
    }

    private static byte[] to(int type) {
        return message(5, OnnxBytes.text(1, "to"), OnnxBytes.number(3, type), OnnxBytes.number(20, 2));
    }

    @Test
    void the_wanted_output_is_chosen_by_name() {
        Path file = write(twoOutputs());

        try (OnnxNetwork network = OnnxNetwork.open(file, Optional.of("b"))) {
            assertThat(network.run(counting(6), 1, SIZE, SIZE).values()).containsExactly(-0f, -1, -2, -3, -4, -5);
        }
        try (OnnxNetwork network = OnnxNetwork.open(file)) {
            assertThat(network.run(counting(6), 1, SIZE, SIZE).values()).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    private static byte[] twoOutputs() {
        return model(
                input("x", FLOAT, 1, 3, 1, 2),
                output("a", FLOAT, 1, 3, 1, 2),
                output("b", FLOAT, 1, 3, 1, 2),
                node("Abs", "a", "x"),
                node("Neg", "b", "x"));
    }

    @Test
    void all_outputs_come_by_name_in_their_order() {
        try (OnnxNetwork network = OnnxNetwork.open(write(twoOutputs()))) {
            Map<String, Output> outputs = network.runForAll(counting(6), SIZE);

            assertThat(outputs.keySet()).containsExactly("a", "b");
            assertThat(outputs.values()).extracting(Output::shape).containsOnly(List.of(1, 3, 1, 2));
        }
    }

    @Test
    void an_output_that_it_does_not_have_is_refused() {
        Path file = write(twoOutputs());

        assertThatThrownBy(() -> OnnxNetwork.open(file, Optional.of("depth")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("net.onnx has no output 'depth'; set result to one of those that it has: a, b.");
    }

    @Test
    void images_of_a_size_that_does_not_fit_are_refused() {
        try (OnnxNetwork network = OnnxNetwork.open(write(identity(1, 3, 4, 6)))) {
            assertThatThrownBy(() -> network.run(counting(6), 1, SIZE, SIZE))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(
                            "net.onnx takes images of 6x4, but they are 2x1; set resize of its projector, for example to"
                                    + " pillow-bicubic:6x4, or export it with dynamic height and width.");
        }
    }

    @Test
    void images_of_a_height_that_does_not_fit_are_refused() {
        try (OnnxNetwork network = OnnxNetwork.open(write(identity(1, 3, 4, NAMED)))) {
            assertThatThrownBy(() -> network.run(counting(6), 1, SIZE, SIZE))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(
                            "net.onnx takes images of ?x4, but they are 2x1; set resize of its projector, for example to"
                                    + " pillow-bicubic:2x4, or export it with dynamic height and width.");
        }
    }

    @Test
    void what_onnx_runtime_says_of_images_that_do_not_fit_inside_is_one_line() {
        byte[] bytes = model(
                message(5, tensor("c", new int[] {1, 1, 1, 3}, 1, 2, 3)),
                input("x", FLOAT, 1, 3, NAMED, NAMED),
                output("y", FLOAT, 1, 3, NAMED, NAMED),
                node("Add", "y", "x", "c"));

        assertThatThrownBy(() -> run(bytes))
                .isInstanceOf(ModuleCallException.class)
                .hasMessageStartingWith(
                        "'net.onnx' failed: Non-zero status code returned while running Add node. Name:'' Status Message: void ")
                .hasMessageContaining("by a dimension other than 1. 2 by 3")
                .hasMessageNotContaining("\n");
    }

    @Test
    void two_inputs_are_refused() {
        refuses(
                model(
                        input("x", FLOAT, 1, 3, 1, 2),
                        input("t", FLOAT, 1),
                        output("y", FLOAT, 1, 3, 1, 2),
                        node("Add", "y", "x", "t")),
                "net.onnx takes 2 inputs (x, t), where only an image can be given; export it with one input.");
    }

    @Test
    void an_input_of_another_type_is_refused() {
        refuses(
                model(input("x", INT64, 1, 3, 1, 2), output("y", INT64, 1, 3, 1, 2), node("Identity", "y", "x")),
                "net.onnx takes int64, where images are given as float32; export it for float32.");
    }

    @Test
    void an_input_of_another_shape_is_refused() {
        refuses(
                identity(8, 3, NAMED, NAMED),
                "net.onnx takes 8x3x?x?, where images are given as 1x3xHEIGHTxWIDTH; export it for one RGB image.");
        refuses(
                identity(1, 256, 256, 3),
                "net.onnx takes 1x256x256x3, where images are given as 1x3xHEIGHTxWIDTH; export it for one RGB image.");
    }

    @Test
    void an_output_of_another_type_is_refused() {
        refuses(
                model(
                        input("x", FLOAT, 1, 3, 1, 2),
                        output("y", DOUBLE, 1, 3, 1, 2),
                        message(1, OnnxBytes.nodeFields("Cast", "y", "x"), to(DOUBLE))),
                "net.onnx gives another type of number than float32, int32 and int64 as its output y, which is not understood; export it"
                        + " with float32 outputs.");
    }

    @Test
    void a_model_that_makes_no_sense_is_refused_with_what_onnx_runtime_says() {
        assertThatThrownBy(() -> OnnxNetwork.open(
                        write(model(input("x", FLOAT, 1, 3, 1, 2), output("y", FLOAT, 1), node("Nonsense", "y", "x")))))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(
                        "net\\.onnx cannot be loaded by ONNX Runtime \\d+\\.\\d+\\.\\d+ \\(.*Nonsense.*\\); check it with"
                                + " onnx\\.checker, and export it with an opset that this version knows\\.");
    }

    @Test
    void weights_beside_the_model_are_used() throws IOException {
        ByteBuffer weights = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        weights.putFloat(9).putFloat(9).putFloat(10).putFloat(20);
        Files.write(folder.resolve("net.bin"), weights.array());

        Output output = run(model(
                message(5, externalTensor("c", new int[] {2}, "location", "net.bin", "offset", "8", "length", "8")),
                input("x", FLOAT, 1, 3, 1, 2),
                output("y", FLOAT, 1, 3, 1, 2),
                node("Add", "y", "x", "c")));

        assertThat(output.values()).containsExactly(10, 21, 12, 23, 14, 25);
        assertThat(OnnxNetwork.files(folder.resolve("net.onnx"))).hasSize(2);
    }

    @Test
    void several_threads_get_what_each_asked_for() {
        try (OnnxNetwork network = OnnxNetwork.open(write(identity(1, 3, NAMED, NAMED)))) {
            List<Float> values = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(i ->
                            network.run(planes(i, i, i, i, i, i), 1, SIZE, SIZE).values()[5])
                    .toList();

            assertThat(values)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 200).mapToObj(i -> (float) i).toList());
        }
    }

    @Test
    void its_version_is_that_of_onnx_runtime() {
        assertThat(OnnxNetwork.version())
                .hasValueSatisfying(version -> assertThat(version)
                        .matches("\\d+\\.\\d+\\.\\d+")
                        .isEqualTo(OrtEnvironment.getEnvironment().getVersion()));
    }
}
