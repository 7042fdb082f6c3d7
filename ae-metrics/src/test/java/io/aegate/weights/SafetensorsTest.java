package io.aegate.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsTest {

    private static final String DAMAGED = "; download or export it again.";

    @Test
    void tensors_come_in_the_order_of_the_header() {
        StateDict read = read(
                "{'__metadata__':{'format':'pt'},"
                        + "'b':{'dtype':'F32','shape':[2,1],'data_offsets':[2,10]},"
                        + "'a':{'dtype':'F16','shape':[],'data_offsets':[0,2]},"
                        + "'e':{'data_offsets':[10,10],'shape':[0,3],'dtype':'BOOL'}}  ",
                0x00,
                0x3c,
                0,
                0,
                0x80,
                0x3f,
                0,
                0,
                0,
                0x40);

        assertThat(read.tensors().keySet()).containsExactly("b", "a", "e");
        assertThat(read.get("a")).isEqualTo(new Tensor(DType.FLOAT16, List.of(), little(0, 0x3c)));
        assertThat(read.get("b").shape()).containsExactly(2L, 1L);
        assertThat(read.get("b").toFloats()).containsExactly(1, 2);
        assertThat(read.get("e").shape()).containsExactly(0L, 3L);
    }

    @Test
    void every_type_of_the_format_that_is_ours_is_read() {
        Map.of(
                        "F16", DType.FLOAT16,
                        "BF16", DType.BFLOAT16,
                        "F32", DType.FLOAT32,
                        "F64", DType.FLOAT64,
                        "U8", DType.UINT8,
                        "I8", DType.INT8,
                        "I16", DType.INT16,
                        "I32", DType.INT32,
                        "I64", DType.INT64,
                        "BOOL", DType.BOOL)
                .forEach((name, dtype) -> assertThat(read(
                                        "{'w':{'dtype':'%s','shape':[1],'data_offsets':[0,%d]}}"
                                                .formatted(name, dtype.bytes()),
                                        new int[dtype.bytes()])
                                .get("w")
                                .dtype())
                        .isEqualTo(dtype));
    }

    @Test
    void a_header_longer_than_the_file_is_refused() {
        byte[] bomb = "\0\0\0\0\0\0\0\u0010{}".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(
                bomb, "is damaged at byte 0: the header takes 1152921504606846976 bytes, but at most 2 fit" + DAMAGED);
        byte[] negative = "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff{}".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(
                negative,
                "is damaged at byte 0: the header takes 18446744073709551615 bytes, but at most 2 fit" + DAMAGED);
    }

    @Test
    void a_header_whose_length_begins_like_a_pickle_is_still_a_header() {
        String json = "{'w':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}}";
        String padded = json + " ".repeat(0x280 - json.length());

        assertThat(file(padded, 9)[0]).isEqualTo((byte) 0x80);
        assertThat(read(padded, 9).get("w").toFloats()).containsExactly(9);
    }

    @Test
    void tensors_that_overlap_or_leave_a_gap_are_refused() {
        String two =
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[2],'data_offsets':[%s]}}";
        int data = 8 + two.formatted("1,3").length();
        assertRefused(
                file(two.formatted("1,3"), 1, 2, 3),
                "is damaged at byte " + data + ": the tensor b begins at 1, inside the one that ends at 2" + DAMAGED);
        assertRefused(
                file(two.formatted("3,5"), 1, 2, 3, 4, 5),
                "is damaged at byte " + data + ": the tensor b begins at 3, with a gap after the one that ends at 2"
                        + DAMAGED);
        assertRefused(
                file(two.formatted("2,4"), 1, 2, 3),
                "is damaged at byte " + data + ": the tensors take 4 bytes, but the file has 3 for them" + DAMAGED);
        assertRefused(
                file(two.formatted("2,4"), 1, 2, 3, 4, 5),
                "is damaged at byte " + data + ": the tensors take 4 bytes, but the file has 5 for them" + DAMAGED);
    }

    @Test
    void a_type_that_is_not_ours_is_named() {
        assertRefused(
                file("{'w':{'dtype':'F8_E4M3','shape':[1],'data_offsets':[0,1]}}", 1),
                "has the tensor w of type F8_E4M3, but ae-gate reads F16, BF16, F32, F64, U8, I8, I16, I32, I64 and "
                        + "BOOL; convert it and export it again.");
    }

    @Test
    void a_name_given_twice_is_refused() {
        String one = "'w':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}";
        assertRefused(
                file("{" + one + "," + one + "}", 1),
                "is damaged at byte 64: the header is not valid JSON (Duplicate field 'w')" + DAMAGED);
        assertRefused(
                file("{'w':{'dtype':'U8','dtype':'U8','shape':[1],'data_offsets':[0,1]}}", 1),
                "is damaged at byte 34: the header is not valid JSON (Duplicate field 'dtype')" + DAMAGED);
    }

    @Test
    void a_shape_that_contradicts_its_bytes_is_refused() {
        assertTensorRefused(
                "'dtype':'F32','shape':[2],'data_offsets':[0,4]",
                "the tensor w of shape [2] and type FLOAT32 needs 8 bytes, but its data_offsets are 0 and 4");
        assertTensorRefused(
                "'dtype':'F32','shape':[1],'data_offsets':[4,0]",
                "the tensor w of shape [1] and type FLOAT32 needs 4 bytes, but its data_offsets are 4 and 0");
        assertTensorRefused(
                "'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]",
                "the shape [4294967296, 4294967296] of the tensor w has more elements than can be counted");
    }

    @Test
    void a_header_of_another_form_is_refused() {
        assertTensorRefused("'dtype':'F32','shape':[1]", "the tensor w needs dtype, shape and two data_offsets");
        assertTensorRefused(
                "'dtype':'F32','shape':[1],'data_offsets':[0]", "the tensor w needs dtype, shape and two data_offsets");
        assertTensorRefused("'dtype':'F32','form':[1]", "the field form is not one of a tensor");
        assertTensorRefused("'dtype':7", "a string is expected in the header");
        assertTensorRefused("'shape':7", "an array is expected in the header");
        assertTensorRefused("'shape':[1.5]", "an integer is expected in the header");
        assertTensorRefused("'shape':[[1]]", "an integer is expected in the header");
        assertTensorRefused("'shape':[-1]", "-1 is negative");
        assertTensorRefused("'shape':[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "an array has more than 16 values");
        assertThatThrownBy(() -> read("{'w':[]}"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.safetensors is damaged at byte 14: an object is expected in the header" + DAMAGED);
        assertThatThrownBy(() -> read("{} {}"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.safetensors is damaged at byte 12: something follows the header" + DAMAGED);
        assertThatThrownBy(() -> read("{'w':"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(
                        "weights\\.safetensors is damaged at byte \\d+: the header is not valid JSON \\(.*");
        assertThatThrownBy(() -> read("{'__metadata__':{'a':" + "[".repeat(100_000)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(
                        "weights\\.safetensors is damaged at byte \\d+: the header is not valid JSON \\(.*");
        assertThatThrownBy(() -> read("{'w':{'shape':[99999999999999999999]}}"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(
                        "weights\\.safetensors is damaged at byte \\d+: the header is not valid JSON \\(.*");
    }

    private static void assertTensorRefused(String fields, String what) {
        assertThatThrownBy(() -> read("{'w':{" + fields + "}}", 0, 0, 0, 0))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching("weights\\.safetensors is damaged at byte \\d+: \\Q" + what + DAMAGED + "\\E");
    }

    @Test
    void a_file_without_tensors_is_refused() {
        assertRefused(
                file("{'__metadata__':{}}"), "holds no tensors; export it with torch.save(model.state_dict(), ...).");
    }

    /** The header with ' for ", and the bytes of the tensors. */
    private static byte[] file(String header, int... data) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(little(data))
                .array();
    }

    private static ByteBuffer little(int... data) {
        ByteBuffer bytes = ByteBuffer.allocate(data.length);
        for (int value : data) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private static StateDict read(String header, int... data) {
        return StateDict.read(WeightFile.of("weights.safetensors", file(header, data)));
    }

    private static void assertRefused(byte[] content, String message) {
        assertThatThrownBy(() -> StateDict.read(WeightFile.of("weights.safetensors", content)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weights.safetensors " + message);
    }
}
