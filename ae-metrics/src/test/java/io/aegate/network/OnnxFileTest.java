package io.aegate.network;

import static io.aegate.SharedFiles.shared;
import static io.aegate.network.OnnxBytes.FLOAT;
import static io.aegate.network.OnnxBytes.NAMED;
import static io.aegate.network.OnnxBytes.externalTensor;
import static io.aegate.network.OnnxBytes.identity;
import static io.aegate.network.OnnxBytes.input;
import static io.aegate.network.OnnxBytes.joined;
import static io.aegate.network.OnnxBytes.message;
import static io.aegate.network.OnnxBytes.model;
import static io.aegate.network.OnnxBytes.node;
import static io.aegate.network.OnnxBytes.nodeFields;
import static io.aegate.network.OnnxBytes.number;
import static io.aegate.network.OnnxBytes.output;
import static io.aegate.network.OnnxBytes.tensor;
import static io.aegate.network.OnnxBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.network.OnnxFile.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {

    private static final byte[] IDENTITY = identity(1, 3, NAMED, NAMED);
    private static final String ELSEWHERE =
            ", but they must lie in a file of the model's own folder; export it into one folder, or with its weights inside.";

    @TempDir
    private Path folder;

    private Path write(byte[] bytes) {
        return write("net.onnx", bytes);
    }

    private Path write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refuses(Path file, String message) {
        assertThatThrownBy(() -> OnnxFile.read(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private void refuses(byte[] bytes, String message) {
        refuses(write(bytes), message);
    }

    /** A model that adds weights from elsewhere to its input. */
    private static byte[] external(String... entries) {
        return model(
                message(5, externalTensor("weights", new int[] {2}, entries)),
                input("x", FLOAT, 1, 3, 1, 2),
                output("y", FLOAT, 1, 3, 1, 2),
                node("Add", "y", "x", "weights"));
    }

    @Test
    void inputs_and_outputs_are_read_with_their_shapes() {
        OnnxFile file = OnnxFile.read(shared("reference/projectors/seg_standin.onnx"));

        assertThat(file.inputs())
                .containsExactly(new Value("input", OnnxFile.Type.FLOAT, Optional.of(List.of(-1, 3, -1, -1))));
        assertThat(file.outputs()).extracting(Value::name).containsExactly("logits");
        assertThat(file.outputs().get(0).written()).startsWith("?x150x");
        assertThat(file.files()).containsExactly(file.file());
    }

    @Test
    void the_detector_has_one_input_and_nine_outputs() {
        OnnxFile file = OnnxFile.read(shared("weights/det_500m.onnx"));

        assertThat(file.inputs()).extracting(Value::written).containsExactly("1x3x?x?");
        assertThat(file.outputs())
                .extracting(Value::name)
                .containsExactly("443", "468", "493", "446", "471", "496", "449", "474", "499");
    }

    @Test
    void constants_that_are_listed_as_inputs_need_not_be_given() {
        byte[] bytes = model(
                message(5, tensor("scale", new int[] {1}, 2)),
                input("scale", FLOAT, 1),
                input("x", FLOAT, 1, 3, 4, 4),
                output("y", FLOAT, 1, 3, 4, 4),
                node("Mul", "y", "x", "scale"));

        assertThat(OnnxFile.read(write(bytes)).inputs()).extracting(Value::name).containsExactly("x");
    }

    @Test
    void a_graph_in_two_parts_is_one_graph() {
        byte[] bytes = joined(
                model(input("x", FLOAT, 1, 3, 4, 4)),
                message(7, output("y", FLOAT, 1, 3, 4, 4), node("Identity", "y", "x")));

        assertThat(OnnxFile.read(write(bytes)).outputs())
                .extracting(Value::name)
                .containsExactly("y");
    }

    @Test
    void a_file_that_is_missing_is_refused() {
        refuses(
                folder.resolve("none.onnx"),
                folder.resolve("none.onnx") + " does not exist; give the path of an .onnx file.");
    }

    @Test
    void a_folder_is_refused() {
        refuses(folder, folder + " is not a file; give the path of an .onnx file.");
    }

    @Test
    void an_empty_file_is_refused() {
        refuses(new byte[0], "net.onnx is empty; export or download the model again.");
    }

    @Test
    void a_zip_is_refused() {
        refuses(
                new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0},
                "net.onnx is a zip archive, not an ONNX model; give the .onnx file that it holds.");
    }

    @Test
    void a_git_lfs_pointer_is_refused() {
        refuses(
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\n".getBytes(StandardCharsets.US_ASCII),
                "net.onnx is a Git LFS pointer, which `git lfs pull` replaces by the model.");
    }

    @Test
    void a_name_that_onnx_runtime_would_read_as_another_format_is_refused() {
        refuses(
                write("net.ort", IDENTITY),
                "net.ort is named as a model in ONNX Runtime's own format; give the .onnx file that it was made from.");
    }

    @Test
    void a_truncated_model_is_refused() {
        refuses(
                Arrays.copyOf(IDENTITY, IDENTITY.length - 5),
                "net.onnx is damaged or no ONNX model, as its byte 20 shows; export or download it again.");
    }

    @Test
    void a_model_truncated_anywhere_is_refused() {
        for (int length = 1; length < IDENTITY.length; length++) {
            Path file = write(Arrays.copyOf(IDENTITY, length));
            assertThatThrownBy(() -> OnnxFile.read(file))
                    .as("of %d bytes", length)
                    .isInstanceOf(RefusedInputException.class);
        }
    }

    @Test
    void a_model_with_any_byte_changed_is_read_or_refused() {
        for (int at = 0; at < IDENTITY.length; at++) {
            for (int value : new int[] {0, 0x0b, 0x7f, 0x80, 0xff}) {
                byte[] bytes = IDENTITY.clone();
                bytes[at] = (byte) value;
                Path file = write(bytes);
                try {
                    assertThat(OnnxFile.read(file).inputs()).isNotEmpty();
                } catch (RefusedInputException e) {
                    assertThat(e).hasMessageStartingWith("net.onnx ");
                }
            }
        }
    }

    @Test
    void a_text_is_refused() {
        refuses(
                "hello, this is no model".getBytes(StandardCharsets.US_ASCII),
                "net.onnx is damaged or no ONNX model, as its byte 3 shows; export or download it again.");
    }

    @Test
    void a_file_without_a_graph_is_refused() {
        refuses(number(1, 8), "net.onnx holds no graph, so it is no ONNX model; export it with torch.onnx.export.");
    }

    @Test
    void a_graph_without_an_input_is_refused() {
        refuses(
                model(message(5, tensor("c", new int[] {1}, 1)), input("c", FLOAT, 1), output("y", FLOAT, 1)),
                "net.onnx takes no input, so it cannot look at images; export it with the image as its input.");
    }

    @Test
    void a_graph_without_an_output_is_refused() {
        refuses(
                model(input("x", FLOAT, 1)),
                "net.onnx gives no output; export it with what it computes as its output.");
    }

    @Test
    void an_operator_of_others_is_refused() {
        refuses(
                model(
                        input("x", FLOAT, 1),
                        output("y", FLOAT, 1),
                        message(1, nodeFields("Decode\u001b[31m", "z", "x"), text(7, "custom")),
                        message(1, nodeFields("Andere", "y", "z"), text(7, "de.beispiel"))),
                "net.onnx uses operators that ONNX Runtime does not bring, and no code of others is loaded for them; export it with"
                        + " standard operators instead of Andere of de.beispiel, Decode?[31m of custom.");
    }

    @Test
    void an_operator_of_others_in_a_subgraph_is_refused() {
        byte[] branch = message(6, message(1, nodeFields("Run", "z"), text(7, "custom")));

        refuses(
                model(
                        input("x", FLOAT, 1),
                        output("y", FLOAT, 1),
                        message(1, nodeFields("If", "y", "x"), message(5, text(1, "then_branch"), branch))),
                "net.onnx uses operators that ONNX Runtime does not bring, and no code of others is loaded for them; export it with"
                        + " standard operators instead of Run of custom.");
    }

    @Test
    void an_operator_of_others_in_a_function_is_refused() {
        byte[] function =
                message(25, text(1, "F"), text(10, "custom"), message(7, nodeFields("Run", "z"), text(7, "other")));

        refuses(
                joined(IDENTITY, function),
                "net.onnx uses operators that ONNX Runtime does not bring, and no code of others is loaded for them; export it with"
                        + " standard operators instead of Run of other.");
    }

    @Test
    void an_operator_that_the_model_defines_itself_is_read() {
        byte[] bytes = joined(
                model(
                        input("x", FLOAT, 1, 3, 4, 4),
                        output("y", FLOAT, 1, 3, 4, 4),
                        message(1, nodeFields("F", "y", "x"), text(7, "custom"))),
                message(25, text(1, "F"), text(10, "custom"), message(7, nodeFields("Identity", "b", "a"))));

        assertThat(OnnxFile.read(write(bytes)).outputs()).hasSize(1);
    }

    @Test
    void graphs_that_are_nested_too_deeply_are_refused() {
        byte[] graph = node("Identity", "y", "x");
        for (int i = 0; i < 40; i++) {
            graph = message(1, nodeFields("If", "y", "x"), message(5, message(6, graph)));
        }

        refuses(
                model(input("x", FLOAT, 1), output("y", FLOAT, 1), graph),
                "net.onnx nests its graphs more than 100 messages deep, which ONNX Runtime does not read; export it with fewer nested"
                        + " blocks.");
    }

    @Test
    void a_graph_of_endless_names_is_refused() {
        byte[] name = message(5, OnnxBytes.text(8, "n".repeat(1 << 16)));
        byte[][] names = new byte[1024][];
        Arrays.fill(names, name);

        refuses(
                model(names),
                "net.onnx has more names than any network of images; check that it is the model you mean.");
    }

    @Test
    void a_graph_of_endless_inputs_is_refused() {
        byte[][] inputs = new byte[(1 << 16) + 1][];
        Arrays.fill(inputs, message(11));

        refuses(
                model(inputs),
                "net.onnx has more inputs and outputs than any network of images; check that it is the model you mean.");
    }

    @Test
    void weights_beside_the_model_belong_to_it() throws IOException {
        Files.createDirectory(folder.resolve("weights"));
        Path weights = Files.write(folder.resolve("weights/net.bin"), new byte[16]);
        Path file = write(external("location", "weights/net.bin", "offset", "8", "length", "8"));

        assertThat(OnnxFile.read(file).files()).containsExactly(file, weights.toRealPath());
    }

    @Test
    void weights_of_several_tensors_in_one_file_are_one_file() throws IOException {
        Files.write(folder.resolve("net.bin"), new byte[16]);
        byte[] bytes = model(
                message(5, externalTensor("a", new int[] {2}, "location", "net.bin")),
                message(5, externalTensor("b", new int[] {2}, "location", "./net.bin", "offset", "8")),
                input("x", FLOAT, 1, 3, 1, 2),
                output("y", FLOAT, 1, 3, 1, 2));

        assertThat(OnnxFile.read(write(bytes)).external()).hasSize(1);
    }

    @Test
    void weights_that_are_not_there_are_refused() {
        refuses(
                external("location", "net.bin"),
                "net.onnx keeps the weights of weights in net.bin, which is not beside it; put that file into the model's folder.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../net.bin", "a/../../net.bin", "/etc/hostname", "\\\\server\\net.bin"})
    void weights_outside_the_folder_are_refused(String location) {
        refuses(external("location", location), "net.onnx keeps the weights of weights at " + location + ELSEWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*/_ORT_MEM_ADDR_/*"})
    void weights_at_no_path_are_refused(String location) {
        refuses(
                external("location", location),
                "net.onnx keeps the weights of weights at '" + location + "'" + ELSEWHERE);
    }

    @Test
    void weights_at_a_location_that_no_system_understands_are_refused() {
        refuses(
                external("location", "a\0b"),
                "net.onnx keeps the weights of weights at a location that is no path" + ELSEWHERE);
    }

    @Test
    void weights_that_a_link_leads_out_of_the_folder_to_are_refused(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.write(elsewhere.resolve("secret.bin"), new byte[8]);
        Files.createSymbolicLink(folder.resolve("net.bin"), secret);

        refuses(
                external("location", "net.bin"),
                "net.onnx keeps the weights of weights at net.bin, which links to " + secret.toRealPath() + ELSEWHERE);
    }

    @Test
    void weights_in_a_folder_that_is_a_link_are_refused(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.write(elsewhere.resolve("net.bin"), new byte[8]);
        Files.createSymbolicLink(folder.resolve("sub"), elsewhere);

        refuses(
                external("location", "sub/net.bin"),
                "net.onnx keeps the weights of weights at sub/net.bin, which links to " + secret.toRealPath()
                        + ELSEWHERE);
    }

    @Test
    void weights_beyond_the_end_of_their_file_are_refused() throws IOException {
        Files.write(folder.resolve("net.bin"), new byte[16]);

        refuses(
                external("location", "net.bin", "offset", "12", "length", "8"),
                "net.onnx keeps the weights of weights at byte 12 to 20 of net.bin, which has 16 bytes" + ELSEWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0x10", "9999999999999999999", "1e3", ""})
    void weights_at_no_number_are_refused(String offset) throws IOException {
        Files.write(folder.resolve("net.bin"), new byte[16]);

        refuses(
                external("location", "net.bin", "offset", offset),
                "net.onnx keeps the weights of weights with offset '" + offset + "'" + ELSEWHERE);
    }

    /** ONNX Runtime's reader passes over a location that it does not know, and keeps the one that it was told before. */
    @Test
    void weights_outside_stay_outside_whatever_is_said_after() {
        refuses(
                model(message(5, externalTensor("weights", new int[] {2}, "location", "../net.bin"), number(14, 7))),
                "net.onnx keeps the weights of weights at ../net.bin" + ELSEWHERE);
    }

    @Test
    void weights_at_two_locations_are_refused() throws IOException {
        Files.write(folder.resolve("net.bin"), new byte[16]);

        refuses(
                external("location", "net.bin", "location", "../net.bin"),
                "net.onnx keeps the weights of weights twice, by location" + ELSEWHERE);
    }

    @Test
    void weights_from_outside_in_an_attribute_are_refused() {
        byte[] constant =
                message(5, text(1, "value"), message(5, externalTensor("c", new int[] {2}, "location", "../c")));

        refuses(
                model(input("x", FLOAT, 1), output("y", FLOAT, 1), message(1, nodeFields("Constant", "y"), constant)),
                "net.onnx keeps the weights of c at ../c" + ELSEWHERE);
    }
}
