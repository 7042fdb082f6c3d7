package io.aegate.weights;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to a file, reading it gives tensors or a refusal in one sentence. */
class MutationTest {

    private static final int ROUNDS = 1000;

    static List<String> checkpoints() throws IOException {
        return ReferenceWeightsTest.checkpoints();
    }

    static List<String> archives() throws IOException {
        return checkpoints().stream().filter(name -> name.startsWith("zip_")).toList();
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void a_file_with_changed_or_missing_bytes_is_read_or_refused(String checkpoint) throws IOException {
        byte[] whole = Files.readAllBytes(shared("reference/pth/" + checkpoint + ".pth"));
        Random random = new Random(checkpoint.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += readOrRefuse(mutated(whole, random));
        }
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    /** The checksum of a mutated pickle is right, so that the pickle itself is what must be withstood. */
    @ParameterizedTest
    @MethodSource("archives")
    void a_changed_pickle_in_a_sound_archive_is_read_or_refused(String checkpoint) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip =
                new ZipFile(shared("reference/pth/" + checkpoint + ".pth").toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        Random random = new Random(checkpoint.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ZipBytes mutant = new ZipBytes();
            entries.forEach((name, content) ->
                    mutant.add(name, name.endsWith("/data.pkl") ? mutated(content, random) : content));
            refused += readOrRefuse(mutant.bytes());
        }
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void a_changed_pickle_in_a_sound_program_is_read_or_refused() {
        byte[] pickle = PickleBytes.pickle()
                .object("__torch__", "Net")
                .vector("a", "0", 2)
                .text("training")
                .op(0x89)
                .text("part")
                .object("__torch__.torch.nn", "Part")
                .vector("b", "0", 2)
                .op('u')
                .op('b')
                .op('q')
                .op(1)
                .text("same")
                .op('h')
                .op(1)
                .op('u')
                .op('b')
                .end();
        assertThat(readOrRefuse(program(pickle))).isZero();
        Random random = new Random(2);
        int refused = 0;
        for (int round = 0; round < 5 * ROUNDS; round++) {
            refused += readOrRefuse(program(mutated(pickle, random)));
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    private static byte[] program(byte[] pickle) {
        return ZipBytes.checkpoint(pickle)
                .floats("0", 1, 2)
                .add("net/constants.pkl", new byte[1])
                .bytes();
    }

    @Test
    void a_changed_safetensors_file_is_read_or_refused() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[8,10]}}";
        byte[] whole = new PickleBytes()
                .int8(header.length())
                .ascii(header)
                .int8(1)
                .raw(new byte[2])
                .bytes();
        assertThat(readOrRefuse(whole)).isZero();
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            refused += readOrRefuse(mutated(whole, random));
        }
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    private static int readOrRefuse(byte[] content) {
        try {
            StateDict.read(WeightFile.of("mutant.pth", content))
                    .tensors()
                    .values()
                    .forEach(Tensor::toFloats);
            return 0;
        } catch (RefusedInputException e) {
            assertThat(e).hasMessageMatching("mutant\\.pth [^\\n]*\\.");
            return 1;
        }
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] mutant = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int i = random.nextInt(4); i >= 0 && mutant.length > 0; i--) {
            int at = random.nextInt(mutant.length);
            mutant[at] = (byte) (random.nextBoolean() ? mutant[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        return mutant;
    }
}
