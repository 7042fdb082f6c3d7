package io.aegate.weights;

import static io.aegate.weights.PickleBytes.dict;
import static io.aegate.weights.PickleBytes.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LegacyContainerTest {

    private static final String DAMAGED = "; download or export it again.";

    /** 2 bytes, LONG1 with its length, 10 bytes, STOP. */
    private static final byte[] MAGIC = pickle().op(0x8a)
            .op(10)
            .raw(new byte[] {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19})
            .end();

    private static final byte[] PROTOCOL =
            pickle().op('M').raw((byte) 0xe9, (byte) 3).end();

    private static byte[] system(boolean little) {
        return dict().text("little_endian").op(little ? 0x88 : 0x89).endDict();
    }

    /** The two floats 1 and 2 in storage 7, and whatever tensors are given of it. */
    private static PickleBytes file(byte[] dict) {
        return new PickleBytes()
                .raw(MAGIC)
                .raw(PROTOCOL)
                .raw(system(true))
                .raw(dict)
                .raw(keys("7"));
    }

    private static byte[] keys(String... keys) {
        PickleBytes list = pickle().op(']').op('(');
        for (String key : keys) {
            list.text(key);
        }
        return list.op('e').end();
    }

    private static PickleBytes floats(PickleBytes file) {
        return file.int8(2).int4(0x3f800000).int4(0x40000000);
    }

    private static byte[] vector() {
        return dict().vector("w", "7", 2).endDict();
    }

    @Test
    void storages_follow_the_pickles() {
        assertThat(read(floats(file(vector())).bytes()).get("w").toFloats()).containsExactly(1, 2);
    }

    @Test
    void a_view_of_a_storage_begins_where_its_metadata_say() {
        byte[] dict = dict().text("w")
                .global("torch._utils", "_rebuild_tensor")
                .op('(')
                .op('(')
                .text("storage")
                .global("torch", "FloatStorage")
                .text("7")
                .text("cpu")
                .whole(2)
                .op('(')
                .text("8")
                .whole(1)
                .whole(1)
                .op('t')
                .op('t')
                .op('Q')
                .whole(0)
                .wholes(1)
                .wholes(1)
                .op('t')
                .op('R')
                .endDict();

        assertThat(read(floats(file(dict)).bytes()).get("w").toFloats()).containsExactly(2);
    }

    @Test
    void a_pickle_of_another_writer_is_refused() {
        assertRefused(
                dict().endDict(),
                "is a Python pickle, but not one that torch.save wrote; "
                        + "export it again with torch.save(model.state_dict(), ...).");
    }

    @Test
    void another_protocol_is_refused() {
        assertRefused(
                new PickleBytes().raw(MAGIC).raw(pickle().op('K').op(7).end()).bytes(),
                "is damaged at byte 15: the protocol of the container is not 1001" + DAMAGED);
    }

    @Test
    void a_big_endian_file_is_refused() {
        assertRefused(
                new PickleBytes().raw(MAGIC).raw(PROTOCOL).raw(system(false)).bytes(),
                "was written in byte order \"big\", but ae-gate reads little-endian files; "
                        + "export it again on a little-endian machine.");
        assertRefused(
                new PickleBytes()
                        .raw(MAGIC)
                        .raw(PROTOCOL)
                        .raw(pickle().op('}').end())
                        .bytes(),
                "is damaged at byte 21: the container does not say its byte order" + DAMAGED);
    }

    @Test
    void a_file_cut_anywhere_is_refused() {
        byte[] whole = floats(file(vector())).bytes();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessageMatching("weights\\.pth is damaged at byte \\d+: .* download or export it again\\.");
        }
    }

    @Test
    void storages_cut_short_are_refused() {
        byte[] before = file(vector()).bytes();
        byte[] whole = floats(file(vector())).bytes();
        assertRefused(
                Arrays.copyOf(whole, whole.length - 1),
                "is damaged at byte " + (before.length + 8)
                        + ": storage 7 has 2 elements of type FLOAT32, but 7 bytes are left" + DAMAGED);
        assertRefused(
                Arrays.copyOf(whole, before.length + 4),
                "is damaged at byte " + before.length + ": the file ends before storage 7" + DAMAGED);
        assertRefused(
                file(vector()).int8(Long.MIN_VALUE).bytes(),
                "is damaged at byte " + (before.length + 8)
                        + ": storage 7 has -9223372036854775808 elements of type FLOAT32, but 0 bytes are left"
                        + DAMAGED);
    }

    @Test
    void a_storage_smaller_than_declared_is_refused() {
        byte[] dict = dict().vector("w", "7", 3).endDict();
        assertRefused(
                floats(file(dict)).bytes(),
                "is damaged at byte " + (file(dict).bytes().length + 8)
                        + ": storage 7 has 2 elements, which is too few for 3 from 0 on" + DAMAGED);
    }

    @Test
    void the_list_of_storages_must_be_that_of_the_tensors() {
        PickleBytes head =
                new PickleBytes().raw(MAGIC).raw(PROTOCOL).raw(system(true)).raw(vector());
        int at = head.bytes().length;
        assertRefused(
                new PickleBytes().raw(head.bytes()).raw(keys()).bytes(),
                "is damaged at byte " + (at + keys().length) + ": storage 7 is referred to, but not in the file"
                        + DAMAGED);
        assertRefused(
                new PickleBytes().raw(head.bytes()).raw(keys("8")).bytes(),
                "is damaged at byte " + at + ": the list of storages names one that no tensor uses" + DAMAGED);
        assertRefused(
                floats(floats(new PickleBytes().raw(head.bytes()).raw(keys("7", "7"))))
                        .bytes(),
                "is damaged at byte " + at + ": the list of storages names 7 twice" + DAMAGED);
        assertRefused(
                new PickleBytes().raw(head.bytes()).raw(pickle().op('N').end()).bytes(),
                "is damaged at byte " + at + ": the list of storages is expected here" + DAMAGED);
    }

    @Test
    void a_storage_has_one_type() {
        byte[] dict = dict().vector("w", "7", 2)
                .text("v")
                .global("torch._utils", "_rebuild_tensor")
                .op('(')
                .storage("IntStorage", "7", 2)
                .whole(0)
                .wholes(2)
                .wholes(1)
                .op('t')
                .op('R')
                .endDict();
        assertRefused(
                floats(file(dict)).bytes(),
                "is damaged at byte " + (file(dict).bytes().length + 8) + ": storage 7 is used with two types"
                        + DAMAGED);
    }

    private static StateDict read(byte[] content) {
        return StateDict.read(WeightFile.of("weights.pth", content));
    }

    private static void assertRefused(byte[] content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth " + message);
    }
}
