package io.aegate.weights;

import static io.aegate.weights.PickleBytes.dict;
import static io.aegate.weights.PickleBytes.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {

    private static final String EXPORT = "export it with torch.save(model.state_dict(), ...).";

    @Test
    void the_dict_at_the_top_is_taken_where_it_has_a_tensor() {
        StateDict read = read(dict().vector("w", "0", 2)
                .text("epoch")
                .whole(3)
                .text("state_dict")
                .op('}')
                .text("inner")
                .op('N')
                .op('s')
                .endDict());

        assertThat(read.tensors().keySet()).containsExactly("w");
    }

    @Test
    void a_nested_state_dict_comes_before_model_and_model_before_any_other() {
        UnaryOperator<PickleBytes> both = pickle ->
                nested(nested(nested(pickle, "ema", "of ema"), "model", "of model"), "state_dict", "of state_dict");

        assertThat(read(both.apply(dict()).endDict()).tensors().keySet()).containsExactly("of state_dict");
        assertThat(read(nested(nested(dict(), "ema", "of ema"), "model", "of model")
                                .endDict())
                        .tensors()
                        .keySet())
                .containsExactly("of model");
        assertThat(read(nested(dict().text("optimizer").op('}'), "params", "of params")
                                .endDict())
                        .tensors()
                        .keySet())
                .containsExactly("of params");
    }

    @Test
    void several_nested_dicts_without_a_usual_name_are_refused() {
        assertRefused(
                nested(nested(dict(), "encoder", "w"), "decoder", "w").endDict(),
                "holds several dicts of tensors (encoder, decoder); save the one that is meant with torch.save.");
    }

    @Test
    void a_later_value_of_a_key_replaces_the_earlier() {
        StateDict read = read(dict().vector("w", "0", 1).vector("w", "0", 2).endDict());

        assertThat(read.get("w").shape()).containsExactly(2L);
    }

    @Test
    void a_tensor_that_was_replaced_no_longer_makes_a_state_dict() {
        assertRefused(
                dict().vector("w", "0", 1).text("w").op('N').endDict(),
                "holds a dict without tensors (keys: w); " + EXPORT);
    }

    @Test
    void what_is_not_a_dict_of_tensors_is_refused() {
        assertRefused(pickle().op(']').end(), "holds a list, not a dict of tensors; " + EXPORT);
        assertRefused(
                dict().text("epoch").whole(3).text("name").text("x").endDict(),
                "holds a dict without tensors (keys: epoch, name); " + EXPORT);
        assertRefused(
                dict().whole(0).op('N').op('N').op('N').endDict(),
                "holds a dict without tensors (keys: 0, ?); " + EXPORT);
    }

    @Test
    void a_tensor_without_a_name_is_refused() {
        byte[] pickle = pickle().op('}')
                .whole(5)
                .global("torch._utils", "_rebuild_tensor")
                .op('(')
                .storage("FloatStorage", "0", 2)
                .whole(0)
                .wholes(2)
                .wholes(1)
                .op('t')
                .op('R')
                .op('s')
                .end();

        assertRefused(pickle, "has a tensor whose key is not a string (5); " + EXPORT);
    }

    @Test
    void a_missing_tensor_is_refused_with_the_nearest_names() {
        StateDict read = read(dict().vector("head.weight", "0", 2)
                .vector("encoder.0.weight", "0", 2)
                .vector("encoder.10.weight", "0", 2)
                .vector("encoder.0.bias", "0", 2)
                .endDict());

        assertThatThrownBy(() -> read.get("encoder.1.weight"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth has no tensor encoder.1.weight "
                        + "(nearest: encoder.0.weight, encoder.10.weight, encoder.0.bias); "
                        + "give weights of the architecture that is meant.");
    }

    @Test
    void nobody_can_change_what_was_read() {
        StateDict read = read(dict().vector("w", "0", 2).endDict());

        assertThatThrownBy(() -> read.tensors().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(read.get("w").bytes().isReadOnly()).isTrue();
        assertThat(read).hasToString("StateDict[weights.pth, 1 tensors]");
    }

    @Test
    void files_that_are_something_else_are_told_apart(@TempDir Path folder) throws IOException {
        assertFileRefused(folder, "", "is empty; download or export it again.");
        assertFileRefused(
                folder,
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n",
                "is a Git LFS pointer, not the weights themselves; fetch them with git lfs pull.");
        assertFileRefused(
                folder,
                "\n<!DOCTYPE html><html><head><title>Sign in</title>",
                "is a web page, not weights (it begins with \"?<!DOCTYPE html><html><head><tit\"); "
                        + "download it again from an address that gives the file itself.");
        assertFileRefused(
                folder,
                "hello, world, how are you?",
                "begins with \"hello, world, how are you?\", but ae-gate reads .pth files of torch.save and "
                        + ".safetensors; " + EXPORT);
    }

    @Test
    void a_path_without_a_file_is_refused(@TempDir Path folder) {
        Path missing = folder.resolve("weights.pth");
        assertThatThrownBy(() -> StateDict.read(missing))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(missing + " does not exist; give the path of a .pth or .safetensors file.");
        assertThatThrownBy(() -> StateDict.read(folder))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(folder + " is not a file; give the path of a .pth or .safetensors file.");
    }

    private static PickleBytes nested(PickleBytes outer, String key, String tensor) {
        return outer.text(key).op('}').op('(').vector(tensor, "0", 2).op('u');
    }

    private static StateDict read(byte[] pickle) {
        byte[] zip = ZipBytes.checkpoint(pickle).floats("0", 1, 2).bytes();
        return StateDict.read(WeightFile.of("weights.pth", zip));
    }

    private static void assertRefused(byte[] pickle, String message) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth " + message);
    }

    private static void assertFileRefused(Path folder, String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("weights.pth"), content, StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> StateDict.read(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth " + message);
    }
}
