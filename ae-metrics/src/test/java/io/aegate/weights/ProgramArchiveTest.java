package io.aegate.weights;

import static io.aegate.weights.PickleBytes.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of {@code torch.jit.save}, whose tensors are read and whose code is not; {@code data.pkl} begins at byte 46. */
class ProgramArchiveTest {

    private static final String EXPORT = "; export the model's weights with torch.save(model.state_dict(), ...).";
    private static final String AGAIN = "; download or export it again.";
    private static final int SHARED = 9;

    @Test
    void tensors_are_named_by_the_attributes_that_lead_to_them() {
        byte[] archive = program(net().vector("scale", "0", 2)
                .text("training")
                .op(0x89)
                .text("hook")
                .op('N')
                .text("blocks")
                .object("__torch__.torch.nn.modules.container", "Sequential")
                .text("0")
                .object("__torch__.torch.nn.___torch_mangle_7", "Linear")
                .tensor("weight", "1", 6, 0, new long[] {2, 3}, new long[] {1, 2})
                .op('u')
                .op('b')
                .op('u')
                .op('b'));

        StateDict read = read(archive);

        assertThat(read.tensors()).containsOnlyKeys("scale", "blocks.0.weight");
        assertThat(read.get("scale").toFloats()).containsExactly(1, 2);
        assertThat(read.get("blocks.0.weight").toFloats()).containsExactly(1, 3, 5, 2, 4, 6);
    }

    @Test
    void one_module_may_be_an_attribute_of_several() {
        byte[] archive = program(net().text("first")
                .object("__torch__", "Part")
                .vector("w", "0", 2)
                .op('u')
                .op('b')
                .op('q')
                .op(SHARED)
                .text("second")
                .op('h')
                .op(SHARED));

        StateDict read = read(archive);

        assertThat(read.tensors()).containsOnlyKeys("first.w", "second.w");
        assertThat(read.get("second.w").toFloats()).containsExactly(1, 2);
    }

    @Test
    void the_official_layout_of_clip_is_read_whole(@TempDir Path folder) throws IOException {
        StateDict read = StateDict.read(ClipArchive.write(folder));

        Map<String, Tensor> expected = ClipArchive.tensors();
        assertThat(read.tensors()).hasSize(302).containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) -> {
            assertThat(read.get(name).dtype()).as(name).isEqualTo(tensor.dtype());
            assertThat(read.get(name).shape()).as(name).isEqualTo(tensor.shape());
            assertThat(read.get(name).bytes()).as(name).isEqualTo(tensor.bytes());
        });
    }

    @Test
    void a_program_without_tensors_is_refused() {
        assertRefused(net(), "holds no tensors; export it with torch.save(model.state_dict(), ...).");
    }

    @Test
    void a_program_that_is_no_module_is_refused() {
        byte[] archive = archive(PickleBytes.dict().vector("w", "0", 2).endDict());

        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pt is a TorchScript archive that holds a dict, not a module" + EXPORT);
    }

    @Test
    void a_call_is_refused_and_not_made(@TempDir Path folder) {
        Path trace = folder.resolve("trace");

        assertRefused(
                net().text("w")
                        .global("os", "system")
                        .text("touch " + trace)
                        .op(0x85)
                        .op('R'),
                "calls os.system while it is read: ae-gate reads tensors and never runs code; export it again with"
                        + " torch.save(model.state_dict(), ...).");
        assertThat(trace).doesNotExist();
    }

    @Test
    void a_class_of_the_program_is_not_called() {
        assertDamaged(
                net().text("w").global("__torch__", "Part").op(')').op('R'),
                "the pickle calls the name __torch__.Part");
    }

    @Test
    void an_object_of_another_class_is_not_made() {
        assertDamaged(
                net().text("w").global("torch", "Size").op(')').op(0x81),
                "the pickle makes an object of the name torch.Size");
        assertRefused(
                net().text("w").global("__torch__evil", "Part").op(')').op(0x81),
                "calls __torch__evil.Part while it is read: ae-gate reads tensors and never runs code; export it again with"
                        + " torch.save(model.state_dict(), ...).");
        assertDamaged(
                net().text("w").global("__torch__", "Part").op('N').op(0x85).op(0x81),
                "an empty tuple is needed, but the pickle has a tuple");
    }

    @Test
    void attributes_are_a_dict_and_given_once() {
        assertDamaged(
                net().text("m")
                        .global("__torch__", "Part")
                        .op(')')
                        .op(0x81)
                        .op('N')
                        .op('b'),
                "a dict is needed, but the pickle has None");
        assertDamaged(
                net().text("m")
                        .object("__torch__", "Part")
                        .op('u')
                        .op('b')
                        .op('}')
                        .op('b'),
                "a module is given its attributes twice");
    }

    @Test
    void an_opcode_that_no_program_needs_is_refused() {
        assertRefused(
                net().op(0x82),
                "uses the pickle opcode 0x82 at byte 67, which tensors do not need; export it again with"
                        + " torch.save(model.state_dict(), ...).");
    }

    @Test
    void a_storage_out_of_bounds_is_refused() {
        assertRefused(
                net().tensor("w", "0", 2, 1, new long[] {2}, new long[] {1}),
                "is damaged: the tensor w with sizes [2], strides [1] and offset 1 would need element 2 of a storage of 2"
                        + AGAIN);
        assertThatThrownBy(() -> read(program(net().vector("w", "0", 99))))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("net/data/0 has 8 bytes, which is too few for 99 elements of type FLOAT32");
        assertThatThrownBy(() -> read(program(net().vector("w", "../0", 1))))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("the zip archive has no entry net/data/../0, which it refers to");
    }

    @Test
    void a_module_within_itself_is_refused() {
        PickleBytes circle = pickle().global("__torch__", "Net")
                .op(')')
                .op(0x81)
                .op('q')
                .op(SHARED)
                .op('}')
                .op('(')
                .text("me")
                .op('h')
                .op(SHARED);

        assertThatThrownBy(() -> read(program(circle)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pt has modules within modules more than 64 deep, from " + "me.".repeat(26)
                        + "me… on, or in a circle" + EXPORT);
    }

    @Test
    void a_tower_of_modules_is_refused() {
        PickleBytes tower = pickle();
        for (int i = 0; i < 100_000; i++) {
            tower.object("__torch__", "Net").text("m");
        }
        tower.op('N');
        for (int i = 1; i < 100_000; i++) {
            tower.op('u').op('b');
        }

        assertThatThrownBy(() -> read(program(tower)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pt has modules within modules more than 64 deep, from " + "m.".repeat(40)
                        + "… on, or in a circle" + EXPORT);
    }

    @Test
    void tensors_of_endlessly_many_names_are_refused() {
        // Each module has the one before it twice: 2^40 names.
        PickleBytes doubling = net().text("part")
                .object("__torch__", "Part")
                .vector("w", "0", 2)
                .op('u')
                .op('b');
        for (int i = 0; i < 40; i++) {
            doubling.op('q')
                    .op(SHARED)
                    .op('0')
                    .object("__torch__", "Part")
                    .text("a")
                    .op('h')
                    .op(SHARED)
                    .text("b")
                    .op('h')
                    .op(SHARED)
                    .op('u')
                    .op('b');
        }

        assertThatThrownBy(() -> read(program(doubling)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("takes more than 2000000 steps to read");
    }

    @Test
    void names_that_could_be_paths_are_refused() {
        for (String name : List.of("a.b", "../a", "", "a".repeat(101))) {
            assertRefused(
                    net().vector(name, "0", 2),
                    "has an attribute whose name is no identifier (" + WeightFile.shown(name) + ")" + EXPORT);
        }
    }

    /** A module that takes attributes; {@link #program} ends it. */
    private static PickleBytes net() {
        return pickle().object("__torch__", "Net");
    }

    private static byte[] program(PickleBytes module) {
        return archive(module.op('u').op('b').end());
    }

    private static byte[] archive(byte[] pickle) {
        return ZipBytes.checkpoint(pickle)
                .floats("0", 1, 2)
                .floats("1", 1, 2, 3, 4, 5, 6)
                .add("net/code/__torch__.py", new byte[] {1})
                .add("net/constants.pkl", pickle().op(')').end())
                .bytes();
    }

    private static StateDict read(byte[] archive) {
        return StateDict.read(WeightFile.of("weights.pt", archive));
    }

    private static void assertRefused(PickleBytes module, String message) {
        assertThatThrownBy(() -> read(program(module)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pt " + message);
    }

    private static void assertDamaged(PickleBytes module, String what) {
        assertThatThrownBy(() -> read(program(module)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching("weights\\.pt is damaged at byte \\d+: \\Q" + what + AGAIN + "\\E");
    }
}
