package io.aegate.weights;

import static io.aegate.weights.PickleBytes.dict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.ZipBytes.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZipContainerTest {

    private static final String DAMAGED = "; download or export it again.";
    private static final byte[] PICKLE = dict().vector("w", "0", 2).endDict();

    @Test
    void a_checkpoint_is_read_whatever_its_root_folder_is_called() {
        byte[] zip = new ZipBytes()
                .add("a/b c/data.pkl", PICKLE)
                .add("a/b c/byteorder", "little".getBytes(StandardCharsets.US_ASCII))
                .add("a/b c/data/0", new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40})
                .bytes();

        assertThat(read(zip).get("w").toFloats()).containsExactly(1, 2);
    }

    @Test
    void zip64_records_and_a_comment_are_read() {
        byte[] zip = new ZipBytes()
                .add(Entry.stored("net/data.pkl", PICKLE).inZip64())
                .add(Entry.stored("net/data/0", new byte[8]).inZip64())
                .inZip64()
                .comment("made by hand")
                .bytes();

        assertThat(read(zip).get("w").toFloats()).containsExactly(0, 0);
    }

    @Test
    void views_of_one_storage_come_out_in_c_order() {
        byte[] zip = ZipBytes.checkpoint(dict().vector("all", "0", 6)
                        .tensor("transposed", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                        .tensor("tail", "0", 6, 4, new long[] {2}, new long[] {1})
                        .tensor("every second", "0", 6, 1, new long[] {3}, new long[] {2})
                        .tensor("overlapping", "0", 6, 0, new long[] {2, 2}, new long[] {1, 1})
                        .tensor("empty", "0", 6, 99, new long[] {0, 3}, new long[] {3, 1})
                        .tensor("scalar", "0", 6, 5, new long[] {}, new long[] {})
                        .tensor("loose strides", "0", 6, 2, new long[] {1, 2, 1}, new long[] {7, 1, Long.MAX_VALUE})
                        .endDict())
                .floats("0", 0, 1, 2, 3, 4, 5)
                .bytes();

        StateDict read = read(zip);
        assertThat(read.get("all").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(read.get("transposed").toFloats()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(read.get("tail").toFloats()).containsExactly(4, 5);
        assertThat(read.get("every second").toFloats()).containsExactly(1, 3, 5);
        assertThat(read.get("overlapping").toFloats()).containsExactly(0, 1, 1, 2);
        assertThat(read.get("empty").shape()).isEqualTo(List.of(0L, 3L));
        assertThat(read.get("scalar").toFloats()).containsExactly(5);
        assertThat(read.get("loose strides").toFloats()).containsExactly(2, 3);
    }

    @Test
    void a_view_past_its_storage_is_refused() {
        assertRefused(
                ZipBytes.checkpoint(dict().tensor("w", "0", 2, 1, new long[] {2}, new long[] {1})
                                .endDict())
                        .floats("0", 1, 2),
                "is damaged: the tensor w with sizes [2], strides [1] and offset 1 "
                        + "would need element 2 of a storage of 2" + DAMAGED);
    }

    @Test
    void strides_and_sizes_that_overflow_are_refused() {
        long huge = Long.MAX_VALUE;
        assertRefused(
                ZipBytes.checkpoint(dict().tensor("w", "0", 2, 0, new long[] {3}, new long[] {huge})
                                .endDict())
                        .floats("0", 1, 2),
                "is damaged: the tensor w with sizes [3], strides [9223372036854775807] and offset 0 "
                        + "would need more elements than can be counted" + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(dict().tensor("w", "0", 2, 0, new long[] {1L << 32, 1L << 32}, new long[] {0, 0})
                                .endDict())
                        .floats("0", 1, 2),
                "is damaged: the tensor w with sizes [4294967296, 4294967296], strides [0, 0] and offset 0 "
                        + "would need more elements than can be counted" + DAMAGED);
    }

    @Test
    void a_tensor_expanded_from_few_elements_is_refused() {
        assertRefused(
                ZipBytes.checkpoint(dict().tensor("w", "0", 1, 0, new long[] {1 << 30}, new long[] {0})
                                .endDict())
                        .floats("0", 1),
                "has the tensor w of 1073741824 elements expanded from a storage of 1; "
                        + "call contiguous() on it and export it again.");
    }

    @Test
    void copies_of_the_same_elements_are_bounded_by_the_file() {
        PickleBytes pickle = dict();
        for (int i = 0; i < 64; i++) {
            pickle.tensor("w" + i, "0", 10_000, 0, new long[] {100, 100}, new long[] {1, 100});
        }

        assertThatThrownBy(() -> read(ZipBytes.checkpoint(pickle.endDict())
                        .floats("0", new float[10_000])
                        .bytes()))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth has more views of the same elements than ae-gate copies, w5 being the last; "
                        + "call contiguous() on its tensors and export it again.");
    }

    @Test
    void a_storage_that_is_missing_or_too_short_is_refused() {
        ZipBytes missing = ZipBytes.checkpoint(PICKLE).floats("1", 1, 2);
        assertRefused(
                missing,
                "is damaged at byte " + missing.bytes().length
                        + ": the zip archive has no entry net/data/0, which it refers to" + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(PICKLE).floats("0", 1),
                "is damaged at byte 259: net/data/0 has 4 bytes, which is too few for 2 elements of type FLOAT32"
                        + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(dict().vector("w", "0", Long.MAX_VALUE).endDict())
                        .floats("0", 1, 2),
                "has the tensor w over 9223372036854775807 elements of type FLOAT32, "
                        + "but a tensor has at most 2 GiB; split it and export it again.");
    }

    @Test
    void entries_that_are_not_stored_plainly_are_refused() {
        String then = ", but torch.save only stores entries; export the file again with "
                + "torch.save(model.state_dict(), ...) and do not pack it again.";
        Entry entry = Entry.stored("net/data/0", new byte[8]);
        assertRefused(ZipBytes.checkpoint(PICKLE).add(entry.coded(0, 8)), "has the compressed entry net/data/0" + then);
        assertRefused(ZipBytes.checkpoint(PICKLE).add(entry.coded(1, 0)), "has the encrypted entry net/data/0" + then);
    }

    @Test
    void a_wrong_checksum_is_refused() {
        assertRefused(
                ZipBytes.checkpoint(PICKLE)
                        .add(Entry.stored("net/data/0", new byte[8]).withChecksum(1)),
                "is damaged at byte 259: the bytes of net/data/0 do not match their checksum" + DAMAGED);
    }

    @Test
    void big_endian_files_are_refused() {
        assertRefused(
                ZipBytes.checkpoint(PICKLE).add("net/byteorder", "big".getBytes(StandardCharsets.US_ASCII)),
                "was written in byte order \"big\", but ae-gate reads little-endian files; "
                        + "export it again on a little-endian machine.");
    }

    @Test
    void an_archive_needs_exactly_one_pickle() {
        assertRefused(
                new ZipBytes().add("readme.txt"),
                "is a zip archive without an entry data.pkl, so it is no checkpoint; "
                        + "export it with torch.save(model.state_dict(), ...).");
        assertRefused(
                ZipBytes.checkpoint(PICKLE).add("other/data.pkl"),
                "is a zip archive with several entries data.pkl (net/data.pkl, other/data.pkl), "
                        + "so it is no checkpoint; export it with torch.save(model.state_dict(), ...).");
    }

    @Test
    void an_archive_cut_anywhere_is_refused() {
        byte[] whole = ZipBytes.checkpoint(PICKLE).floats("0", 1, 2).bytes();
        for (int length = 2; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage("weights.pth is damaged at byte " + length + ": the directory at the end of the zip "
                            + "archive is missing, so the file was cut off" + DAMAGED);
        }
    }

    @Test
    void a_directory_that_contradicts_the_file_is_refused() {
        Entry entry = Entry.stored("net/data/0", new byte[8]);
        assertRefused(
                ZipBytes.checkpoint(PICKLE).floats("0", 1, 2).floats("0", 1, 2),
                "is damaged at byte 319: the zip directory has two entries net/data/0" + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(PICKLE).add(entry.withLocalName("net/data/1")),
                "is damaged at byte 215: the header of net/data/0 has another name" + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(PICKLE).add(entry.at(1)),
                "is damaged at byte 1: the header of net/data/0 is expected here" + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(PICKLE).add(entry.at(1 << 30)),
                "is damaged at byte 267: the entry net/data/0 does not lie within the file" + DAMAGED);
        assertRefused(
                ZipBytes.checkpoint(PICKLE).add(entry.at(Long.MAX_VALUE).inZip64()),
                "is damaged at byte 267: the entry net/data/0 does not lie within the file" + DAMAGED);
    }

    @Test
    void entries_that_overlap_are_refused() {
        byte[] inner = new ZipBytes().floats("1", 1, 2).bytes();
        // The header of the second entry lies within the first one's bytes.
        assertRefused(
                new ZipBytes()
                        .add("net/data/0", inner)
                        .add(Entry.stored("net/data/1", new byte[8]).at(44)),
                "is damaged at byte 88: the entries net/data/0 and net/data/1 overlap" + DAMAGED);
    }

    private static StateDict read(byte[] zip) {
        return StateDict.read(WeightFile.of("weights.pth", zip));
    }

    private static void assertRefused(ZipBytes zip, String message) {
        assertThatThrownBy(() -> read(zip.bytes()))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.pth " + message);
    }
}
