package io.aegate.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratedWeightsTest {

    @ParameterizedTest
    @EnumSource(
            names = {
                "ALEXNET",
                "VGG16",
                "SQUEEZENET",
                "INCEPTION",
                "CLIP",
                "DINOV2",
                "DPT_HYBRID",
                "MIDAS_SMALL",
                "UPERNET"
            })
    void each_tensor_has_the_bytes_that_the_reference_was_computed_with(OfficialWeights which) {
        Map<String, String> digests = new LinkedHashMap<>();
        GeneratedWeights.tensors(which).forEach((name, tensor) -> digests.put(name, sha256(tensor)));

        assertThat(digests).isEqualTo(GeneratedWeights.digests(which)).isNotEmpty();
    }

    @Test
    void a_written_file_is_read_as_what_it_was_written_from(@TempDir Path folder) {
        Path file = GeneratedWeights.write(OfficialWeights.SQUEEZENET, folder);

        assertThat(file.getFileName()).hasToString("squeezenet1_1-b8a52dc0.pth");
        assertThat(StateDict.read(file).tensors()).isEqualTo(GeneratedWeights.tensors(OfficialWeights.SQUEEZENET));
    }

    private static String sha256(Tensor tensor) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(tensor.bytes());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
