package io.aegate.weights;

import static io.aegate.weights.PickleBytes.dict;
import static io.aegate.weights.PickleBytes.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles that no state dict needs; in the archives written here {@code data.pkl} begins at byte 46. */
class PickleRefusalsTest {

    private static final String EXPORT = "export it again with torch.save(model.state_dict(), ...).";
    private static final String DAMAGED = "; download or export it again.";

    @Test
    void a_call_of_the_shell_is_refused_and_not_made(@TempDir Path folder) {
        Path trace = folder.resolve("trace");
        byte[] evil = pickle().global("os", "system")
                .text("touch " + trace)
                .op(0x85)
                .op('R')
                .end();

        assertRefused(evil, "calls os.system while it is read: ae-gate reads tensors and never runs code; " + EXPORT);
        assertThat(Files.exists(trace)).isFalse();
    }

    @Test
    void a_name_from_the_stack_is_refused_like_any_other() {
        byte[] evil = pickle().text("builtins").text("eval").op(0x93).end();

        assertRefused(
                evil, "calls builtins.eval while it is read: ae-gate reads tensors and never runs code; " + EXPORT);
    }

    @Test
    void a_legacy_file_is_held_to_the_same_names() {
        byte[] evil = pickle().global("posix", "system").end();

        assertThatThrownBy(() -> StateDict.read(WeightFile.of("weights.pth", evil)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth calls posix.system while it is read: "
                        + "ae-gate reads tensors and never runs code; " + EXPORT);
    }

    @Test
    void the_name_of_a_refused_call_cannot_garble_the_message() {
        byte[] evil = pickle().global("a\u0007", "b".repeat(200)).end();

        assertRefused(
                evil,
                "calls a?." + "b".repeat(77) + "… while it is read: ae-gate reads tensors and never runs code; "
                        + EXPORT);
    }

    @Test
    void an_element_type_that_is_not_read_is_named() {
        assertRefused(
                dict().text("w").storage("ComplexFloatStorage", "0", 1).endDict(),
                "holds a torch.ComplexFloatStorage, but ae-gate reads real numbers, integers and booleans; "
                        + "convert the tensor and export it again.");
    }

    @Test
    void opcodes_outside_the_set_are_refused() {
        // INST, by which protocol 0 makes objects.
        assertRefused(
                pickle().op('i').ascii("os\nsystem\n").end(),
                "uses the pickle opcode 0x69 at byte 48, which tensors do not need; " + EXPORT);
        // OBJ, EXT1 and NEXT_BUFFER.
        for (int opcode : new int[] {'o', 0x82, 0x97}) {
            assertRefused(
                    pickle().op(opcode).end(),
                    "uses the pickle opcode 0x%02x at byte 48, which tensors do not need; ".formatted(opcode) + EXPORT);
        }
    }

    @Test
    void a_state_dict_makes_no_objects() {
        assertWrongKind(
                pickle().global("torch", "Size").op(')').op(0x81),
                61,
                "the pickle makes an object of the name torch.Size");
        assertRefused(
                pickle().global("__torch__", "Net").op(')').op(0x81).end(),
                "calls __torch__.Net while it is read: ae-gate reads tensors and never runs code; " + EXPORT);
    }

    @Test
    void announced_lengths_are_held_against_what_is_left() {
        assertRefused(
                pickle().op(0x8d).int8(1L << 60).end(),
                "is damaged at byte 57: the next value takes 1152921504606846976 bytes, but 1 are left" + DAMAGED);
        assertRefused(
                pickle().op('X').int4(-1).end(),
                "is damaged at byte 53: the next value takes 4294967295 bytes, but 1 are left" + DAMAGED);
        assertRefused(
                pickle().op(0x8e).int8(-1).end(),
                "is damaged at byte 57: the next value takes 18446744073709551615 bytes, but 1 are left" + DAMAGED);
        assertRefused(
                pickle().op(0x95).int8(99).end(),
                "is damaged at byte 48: a frame of 99 bytes begins, but 1 are left" + DAMAGED);
        assertRefused(
                pickle().op(0x8b).int4(Integer.MAX_VALUE).end(),
                "is damaged at byte 48: an integer has 2147483647 bytes (at most 255 are read)" + DAMAGED);
        assertRefused(pickle().op('c').ascii("torch").end(), "is damaged at byte 49: a name has no end" + DAMAGED);
        assertRefused(
                pickle().op('J').bytes(),
                "is damaged at byte 49: the next value takes 4 bytes, but 0 are left" + DAMAGED);
        assertRefused(
                pickle().op('N').bytes(),
                "is damaged at byte 49: the next value takes 1 byte, but 0 are left" + DAMAGED);
    }

    @Test
    void what_the_stack_and_the_memo_do_not_hold_is_not_taken_from_them() {
        String empty = "is damaged at byte 48: the pickle needs a value where it has none" + DAMAGED;
        for (char opcode : ".0aRbQs".toCharArray()) {
            assertRefused(pickle().op(opcode).end(), empty);
        }
        assertRefused(pickle().op(0x87).end(), empty);
        assertRefused(pickle().op('q').op(0).end(), empty);
        assertRefused(
                pickle().op('N').op('(').op('0').end(),
                "is damaged at byte 50: the pickle needs a value where it has none" + DAMAGED);
        assertRefused(
                pickle().op('t').end(), "is damaged at byte 48: the pickle ends a group that it never began" + DAMAGED);
        assertRefused(
                pickle().op('j').int4(-2).end(),
                "is damaged at byte 48: memo entry 4294967294 is read but was never stored" + DAMAGED);
    }

    @Test
    void values_of_the_wrong_kind_are_refused() {
        assertWrongKind(pickle().op('N').op('N').op('a'), 50, "a list is needed, but the pickle has None");
        assertWrongKind(pickle().op(']').op('(').op('N').op('u'), 51, "a dict is needed, but the pickle has a list");
        assertWrongKind(pickle().op(')').op('(').op('N').op(0x90), 51, "a set is needed, but the pickle has a tuple");
        assertWrongKind(pickle().op('}').op('(').op('N').op('u'), 51, "a dict gets a key without a value");
        assertWrongKind(pickle().op('K').op(1).op(')').op('R'), 51, "the pickle calls an integer");
        assertWrongKind(
                pickle().global("torch", "Size").op('N').op('R'), 61, "a tuple is needed, but the pickle has None");
        assertWrongKind(
                pickle().global("torch", "FloatStorage").op(')').op('R'),
                69,
                "the pickle calls the name torch.FloatStorage");
        assertWrongKind(pickle().op(0x88).op('N').op(0x93), 50, "a string is needed, but the pickle has None");
        assertWrongKind(pickle().op(']').op('N').op('b'), 50, "a dict is needed, but the pickle has a list");
        assertWrongKind(pickle().op(0x80).op(6), 48, "pickle protocol 6 does not exist (2 to 5 do)");
        assertWrongKind(pickle().op('U').op(1).raw((byte) 0xff), 50, "a string is not UTF-8");
    }

    private static void assertWrongKind(PickleBytes pickle, long position, String what) {
        assertRefused(pickle.end(), "is damaged at byte " + position + ": " + what + DAMAGED);
    }

    @Test
    void persistent_ids_other_than_of_storages_are_refused() {
        assertWrongKind(pickle().text("storage").op('Q'), 60, "a tuple is needed, but the pickle has a string");
        assertWrongKind(
                pickle().text("module").op(0x85).op('Q'), 60, "the pickle refers to something other than a storage");
        assertWrongKind(
                pickle().text("storage").text("FloatStorage").op(0x86).op('Q'),
                78,
                "a storage type is needed, but the pickle has a string");
        assertWrongKind(
                pickle().op('(')
                        .text("storage")
                        .global("torch", "FloatStorage")
                        .text("0")
                        .op('t')
                        .op('Q'),
                88,
                "at least 5 values are needed, but the pickle gives 3");
    }

    @Test
    void negative_or_uncountable_dimensions_are_refused() {
        assertDamagedTensor(
                new long[] {-4}, new long[] {1}, "an integer from 0 to 2^63 - 1 is needed, but the pickle has -4");
        assertDamagedTensor(
                new long[] {4}, new long[] {-1}, "an integer from 0 to 2^63 - 1 is needed, but the pickle has -1");
        assertDamagedTensor(new long[] {4}, new long[] {1, 1}, "a tensor has 1 sizes, but 2 strides");
        assertDamagedTensor(new long[17], new long[17], "a tensor has 17 dimensions (at most 16 are read)");
    }

    private static void assertDamagedTensor(long[] sizes, long[] strides, String what) {
        byte[] pickle = dict().tensor("w", "0", 4, 0, sizes, strides).endDict();
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching("weights\\.pth is damaged at byte \\d+: \\Q" + what + DAMAGED + "\\E");
    }

    @Test
    void a_tower_of_tuples_is_read_without_recursion_and_is_no_state_dict() {
        PickleBytes tower = pickle().op(')');
        for (int i = 0; i < 1_000_000; i++) {
            tower.op(0x85);
        }

        assertRefused(
                tower.end(),
                "holds a tuple, not a dict of tensors; export it with torch.save(model.state_dict(), ...).");
    }

    @Test
    void endless_work_is_refused() {
        PickleBytes work = pickle();
        for (int i = 0; i < PickleBudget.STEPS; i++) {
            work.op('}');
        }

        assertRefused(
                work.end(),
                "takes more than 2000000 steps to read, at byte 2000047: that is more than any state dict needs; "
                        + EXPORT);
    }

    @Test
    void copying_one_list_again_and_again_counts_as_work() {
        PickleBytes work = pickle().op(']').op('q').op(0).op('(');
        for (int i = 0; i < 10_000; i++) {
            work.op('N').op('N').op(0x86);
        }
        work.op('e').global("collections", "OrderedDict").op('q').op(1).op('0');
        for (int i = 0; i < 1_000; i++) {
            work.op('h').op(1).op('h').op(0).op(0x85).op('R');
        }

        assertThatThrownBy(() -> read(work.end()))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("takes more than 2000000 steps to read");
    }

    @Test
    void a_dict_that_holds_itself_has_no_tensors() {
        byte[] loop = pickle().op('}')
                .op('q')
                .op(0)
                .text("self")
                .op('h')
                .op(0)
                .op('s')
                .end();

        assertRefused(
                loop, "holds a dict without tensors (keys: self); export it with torch.save(model.state_dict(), ...).");
    }

    @Test
    void a_name_in_a_message_is_the_files_own() {
        byte[] evil = "\u0080\u0002cnt\nsystem\n.".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> StateDict.read(WeightFile.of("other.ckpt", evil)))
                .hasMessageStartingWith("other.ckpt calls nt.system while it is read");
    }

    private static StateDict read(byte[] pickle) {
        return StateDict.read(
                WeightFile.of("weights.pth", ZipBytes.checkpoint(pickle).bytes()));
    }

    private static void assertRefused(byte[] pickle, String message) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth " + message);
    }
}
