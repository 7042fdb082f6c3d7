package io.aegate.checkpoint;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.network.Device;
import io.aegate.weights.StateDict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaesdCheckpointTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void weights_without_middle_blocks_give_images_of_the_size_of_their_references(int latents) {
        List<RgbImage> images = List.of(TestImages.noise(1, 24, 16), TestImages.noise(2, 24, 16));

        try (Autoencoder autoencoder = open(TaesdWeights.encoder(latents), TaesdWeights.decoder(latents))) {
            List<float[]> planes = autoencoder.reconstruct(images);

            assertThat(planes)
                    .hasSize(2)
                    .allSatisfy(values -> assertThat(values).hasSize(3 * 24 * 16));
            assertThat(planes.get(0)).isNotEqualTo(planes.get(1));
        }
    }

    @Test
    void safetensors_and_pth_of_the_same_weights_reconstruct_identically() {
        Path encoder = shared("weights/taef2_encoder.pth");
        Path decoder = shared("weights/taef2_decoder.pth");
        List<RgbImage> images = List.of(TestImages.noise(3, 32, 32));

        try (Autoencoder pickled = new TaesdCheckpoint(encoder, decoder).open(Device.CPU);
                Autoencoder safe =
                        open(TaesdWeights.of(StateDict.read(encoder)), TaesdWeights.of(StateDict.read(decoder)))) {
            assertThat(safe.reconstruct(images).get(0))
                    .containsExactly(pickled.reconstruct(images).get(0));
        }
    }

    @Test
    void the_files_under_test_are_the_encoder_and_then_the_decoder() {
        assertThat(new TaesdCheckpoint(Path.of("a"), Path.of("b")).files()).containsExactly(Path.of("a"), Path.of("b"));
    }

    @Test
    void it_tells_that_sides_must_be_multiples_of_eight() {
        try (Autoencoder autoencoder = open(TaesdWeights.encoder(4), TaesdWeights.decoder(4))) {
            assertThat(autoencoder.factor()).isEqualTo(8);
        }
    }

    @Test
    void a_tensor_of_another_shape_is_refused() {
        assertRefused(
                TaesdWeights.encoder(4).with("0.weight", 64, 3, 5, 5),
                TaesdWeights.decoder(4),
                "encoder.safetensors has 0.weight of shape [64, 3, 5, 5], where a network of the TAESD family has [64, 3, 3, 3];"
                        + " choose the file of the right half, or another architecture.");
    }

    @Test
    void halves_with_different_latents_are_refused() {
        assertRefused(
                TaesdWeights.encoder(4),
                TaesdWeights.decoder(16),
                "decoder.safetensors has 1.weight of shape [64, 16, 3, 3], where a network of the TAESD family has [64, 4, 3, 3];"
                        + " choose the file of the right half, or another architecture.");
    }

    @Test
    void halves_that_are_swapped_are_refused() {
        assertRefused(
                TaesdWeights.decoder(4),
                TaesdWeights.encoder(4),
                "encoder.safetensors is set as encoder, but holds the weights of the decoder;"
                        + " set encoder and decoder each to its own file.");
    }

    @Test
    void the_same_half_twice_is_refused() {
        assertRefused(
                TaesdWeights.encoder(4),
                TaesdWeights.encoder(4),
                "decoder.safetensors is set as decoder, but holds the weights of the encoder;"
                        + " set encoder and decoder each to its own file.");
    }

    @Test
    void a_missing_tensor_is_refused() {
        assertRefused(
                TaesdWeights.encoder(4).without("3.conv.2.bias"),
                TaesdWeights.decoder(4),
                "encoder.safetensors has no tensor 3.conv.2.bias"
                        + " (nearest: 1.conv.2.bias, 3.conv.0.bias, 3.conv.4.bias);"
                        + " give weights of the architecture that is meant.");
    }

    @Test
    void a_tensor_too_many_is_refused() {
        assertRefused(
                TaesdWeights.encoder(4),
                TaesdWeights.decoder(4).with("20.weight", 3),
                "decoder.safetensors has tensors that no network of the TAESD family has: 20.weight;"
                        + " choose its official file, or export the network as TorchScript and set checkpoint.");
    }

    @Test
    void a_count_of_latent_channels_that_the_family_does_not_have_is_refused() {
        assertRefused(
                TaesdWeights.encoder(8),
                TaesdWeights.decoder(8),
                "encoder.safetensors makes 8 latent channels, where the TAESD family has 4, 16 or 32;"
                        + " choose the encoder's file of one of them.");
    }

    private void assertRefused(TaesdWeights encoder, TaesdWeights decoder, String message) {
        assertThatThrownBy(() -> open(encoder, decoder).close())
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private Autoencoder open(TaesdWeights encoder, TaesdWeights decoder) {
        return new TaesdCheckpoint(
                        encoder.write(folder.resolve("encoder.safetensors")),
                        decoder.write(folder.resolve("decoder.safetensors")))
                .open(Device.CPU);
    }
}
