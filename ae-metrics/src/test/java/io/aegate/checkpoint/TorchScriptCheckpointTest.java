package io.aegate.checkpoint;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.network.Device;
import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign modules, written here as small programs. */
class TorchScriptCheckpointTest {

    private static final String FORWARD = "def forward(self, x: Tensor) -> Tensor:\n";
    private static final String IDENTITY = FORWARD + "  return x\n";
    /** The latent is the mean of each 8×8 patch; the image that comes back is flat over each. */
    private static final String PATCHES = """
            def encode(self, x: Tensor) -> Tensor:
              return torch.avg_pool2d(x, [8, 8], [8, 8], [0, 0], True)
            def decode(self, z: Tensor) -> Tensor:
              return torch.upsample_nearest2d(z, None, [8., 8.])
            """;

    private static final RgbImage IMAGE = TestImages.noise(7, 24, 16);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void a_module_that_returns_its_input_reconstructs_exactly_in_either_range(Range range) {
        List<RgbImage> images = List.of(IMAGE, TestImages.noise(8, 24, 16));

        List<float[]> planes = reconstruct(new TorchScriptCheckpoint(module(IDENTITY), range, Latent.TENSOR), images);

        for (int i = 0; i < images.size(); i++) {
            assertThat(Quantize.ROUND.toImage(planes.get(i), 24, 16)).isEqualTo(images.get(i));
        }
    }

    @Test
    void a_module_sees_the_range_that_is_set() {
        // Whatever goes in, black comes out: 0 of [0,1], −1 of [-1,1].
        Path lowest = module(FORWARD + "  return torch.full_like(x, torch.item(torch.min(x)))\n");
        RgbImage black = TestImages.constant(0, 8, 8);

        assertThat(reconstruct(new TorchScriptCheckpoint(lowest, Range.ZERO_TO_ONE, Latent.TENSOR), List.of(black))
                        .get(0))
                .containsOnly(0f);
        assertThat(reconstruct(new TorchScriptCheckpoint(lowest, Range.MINUS_ONE_TO_ONE, Latent.TENSOR), List.of(black))
                        .get(0))
                .containsOnly(0f);
        Path shifted = module(FORWARD + "  return torch.mul(x, 0.)\n");
        assertThat(reconstruct(
                                new TorchScriptCheckpoint(shifted, Range.MINUS_ONE_TO_ONE, Latent.TENSOR),
                                List.of(black))
                        .get(0))
                .containsOnly(0.5f);
    }

    @Test
    void encode_and_decode_are_called_where_a_module_has_both_even_beside_forward() {
        float[] planes = reconstruct(PATCHES + FORWARD + "  return torch.zeros_like(x)\n", Latent.TENSOR);

        double mean = 0;
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                mean += (IMAGE.pixels()[(row * 24 + column) * 3] & 0xff) / 255.0 / 64;
            }
        }
        assertThat(planes[0]).isCloseTo((float) mean, within(1e-6f));
        assertThat(planes).hasSize(3 * 24 * 16);
        assertThat(planes[7 * 24 + 7]).isEqualTo(planes[0]);
    }

    @Test
    void of_moments_the_mean_is_decoded() {
        String moments = PATCHES.replace(
                "return torch.avg_pool2d(x, [8, 8], [8, 8], [0, 0], True)",
                "m = torch.avg_pool2d(x, [8, 8], [8, 8], [0, 0], True)\n  return torch.cat([m, torch.add(m, 100.)], 1)");

        assertThat(reconstruct(moments, Latent.MOMENTS)).containsExactly(reconstruct(PATCHES, Latent.TENSOR));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 5, 7})
    void half_and_double_precision_are_converted(int type) {
        // PyTorch's numbers of bfloat16, float16 and float64.
        String converted = "torch.to(x, %d)".formatted(type);
        String wide = "torch.to(z, 6)";
        String halves = """
                def encode(self, x: Tensor) -> Tensor:
                  return torch.cat([%s, %s], 1)
                def decode(self, z: Tensor) -> Tensor:
                  return torch.to(%s, %d)
                """.formatted(converted, converted, wide, type);

        assertThat(Quantize.ROUND.toImage(reconstruct(FORWARD + "  return " + converted + "\n", Latent.TENSOR), 24, 16))
                .satisfies(image -> assertClose(image, type == 15 ? 1 : 0));
        assertThat(Quantize.ROUND.toImage(reconstruct(halves, Latent.MOMENTS), 24, 16))
                .satisfies(image -> assertClose(image, type == 15 ? 1 : 0));
    }

    @Test
    void of_a_tuple_the_first_tensor_is_taken() {
        String vae = """
                def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                  return (x, torch.mul(x, 0.), torch.add(x, 3.))
                """;

        assertThat(Quantize.ROUND.toImage(reconstruct(vae, Latent.TENSOR), 24, 16))
                .isEqualTo(IMAGE);
    }

    @Test
    void a_module_that_lays_its_input_out_anew_by_view_is_run() {
        String views = FORWARD + "  return torch.view(torch.view(x, [1, -1]), [1, 3, 16, 24])\n";

        assertThat(Quantize.ROUND.toImage(reconstruct(views, Latent.TENSOR), 24, 16))
                .isEqualTo(IMAGE);
    }

    @Test
    void images_of_several_sizes_and_batches_go_through_one_after_another() {
        List<List<RgbImage>> batches = List.of(
                List.of(IMAGE, TestImages.noise(1, 24, 16), TestImages.noise(2, 24, 16)),
                List.of(TestImages.noise(3, 8, 8)),
                List.of(TestImages.noise(4, 40, 32), TestImages.noise(5, 40, 32)));

        try (Autoencoder autoencoder =
                new TorchScriptCheckpoint(module(IDENTITY), Range.ZERO_TO_ONE, Latent.TENSOR).open(Device.CPU)) {
            for (List<RgbImage> batch : batches) {
                List<float[]> planes = autoencoder.reconstruct(batch);
                for (int i = 0; i < batch.size(); i++) {
                    RgbImage image = batch.get(i);
                    assertThat(Quantize.ROUND.toImage(planes.get(i), image.width(), image.height()))
                            .isEqualTo(image);
                }
            }
        }
    }

    @Test
    void an_output_of_another_size_is_refused() {
        assertRefused(
                FORWARD + "  return torch.avg_pool2d(x, [2, 2])\n",
                IMAGE,
                "vae.pt gives shape (1, 3, 8, 12) for images of shape (1, 3, 16, 24); images must come back in their own size,"
                        + " so set resize=center-crop:N with a multiple of its factor.");
    }

    @Test
    void a_size_that_the_latent_does_not_divide_is_refused_with_the_factor() {
        assertRefused(
                PATCHES,
                TestImages.noise(1, 30, 30),
                "vae.pt makes a latent of 4x4 from an image of 30x30, whose sides are not multiples of its factor (8);"
                        + " set resize=center-crop:N with such an N.");
    }

    @Test
    void moments_that_are_not_two_halves_are_refused() {
        assertThatThrownBy(() -> reconstruct(PATCHES, Latent.MOMENTS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "vae.pt has latent=moments, but encode returns shape (1, 3, 2, 3), whose channels are not two halves;"
                                + " use latent=tensor.");
    }

    @Test
    void what_a_module_says_of_a_batch_that_it_cannot_take_is_passed_on() {
        String fixed = FORWARD + "  return torch.add(x, torch.zeros([2, 3, 16, 16]))\n";
        assertRefused(
                fixed,
                IMAGE,
                "vae.pt cannot take an image of 24x16: 'forward' failed: The size of tensor a (24) must match the size of"
                        + " tensor b (16) at non-singleton dimension 3; if it wants another size set resize=center-crop:N.");
    }

    @Test
    void what_decode_cannot_take_may_be_half_of_a_latent_that_was_none_of_moments() {
        String halved = """
                def encode(self, x: Tensor) -> Tensor:
                  return torch.cat([x, torch.slice(x, 1, 0, 1)], 1)
                def decode(self, z: Tensor) -> Tensor:
                  return torch.slice(torch.add(z, torch.zeros([1, 4, 1, 1])), 1, 0, 3)
                """;

        assertThatThrownBy(() -> reconstruct(halved, Latent.MOMENTS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("vae.pt cannot take an image of 24x16: 'decode' failed: ")
                .hasMessageEndingWith(
                        "; if it wants another size set resize=center-crop:N, if encode returns no moments set latent=tensor.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"int | 3", "'Tuple[Tensor, float]' | '(x, 0.5)'", "List[Tensor] | '[]'"})
    void a_module_that_returns_other_things_than_tensors_is_refused(String type, String value) {
        assertRefused(
                "def forward(self, x: Tensor) -> %s:\n  y = annotate(%s, %s)\n  return y\n"
                        .formatted(type, type, value),
                IMAGE,
                "vae.pt gives no images: 'forward' returned something other than tensors;"
                        + " export methods that return a tensor, or a tuple of tensors whose first is wanted.");
    }

    @Test
    void a_module_without_a_way_through_is_refused() {
        assertThatThrownBy(() -> reconstruct("def encode(self, x: Tensor) -> Tensor:\n  return x\n", Latent.TENSOR))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("vae.pt has neither encode and decode nor forward, so there is nothing to reconstruct with;"
                        + " export a module with forward(x), or with encode(x) and decode(z).");
    }

    @Test
    void moments_of_a_module_with_forward_alone_are_refused() {
        assertThatThrownBy(() -> reconstruct(IDENTITY, Latent.MOMENTS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "vae.pt has no encode and decode, but latent is moments; drop the setting, or export both methods.");
    }

    @Test
    void a_file_that_is_no_archive_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("vae.pt"), "no archive");

        assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("vae.pt cannot be loaded as TorchScript (")
                .hasMessageEndingWith(
                        "); export it with torch.jit.trace or torch.jit.script and save it with torch.jit.save.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"taef2_encoder.pth", "lpips_v0.1_alex.pth"})
    void a_file_of_weights_alone_is_refused_with_what_to_do(String weights) {
        assertThatThrownBy(() -> open(shared("weights/" + weights)).close())
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(weights
                        + " holds pickled weights, not a program; export the model with torch.jit.trace or torch.jit.script"
                        + " and save it with torch.jit.save, or set architecture=taesd with encoder and decoder for weights of"
                        + " that family.");
    }

    @Test
    void a_device_that_only_the_plugin_can_resolve_is_refused() {
        assertThatThrownBy(() -> Device.parse("auto"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "device is 'auto', which the Maven plugin resolves by asking the driver; set cpu, cuda or cuda:N here.");
    }

    private static void assertClose(RgbImage image, int levels) {
        for (int i = 0; i < image.pixels().length; i++) {
            assertThat(image.pixels()[i] & 0xff).isCloseTo(IMAGE.pixels()[i] & 0xff, within(levels));
        }
    }

    private void assertRefused(String program, RgbImage image, String message) {
        assertThatThrownBy(() -> reconstruct(
                        new TorchScriptCheckpoint(module(program), Range.ZERO_TO_ONE, Latent.TENSOR), List.of(image)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private float[] reconstruct(String program, Latent latent) {
        return reconstruct(new TorchScriptCheckpoint(module(program), Range.ZERO_TO_ONE, latent), List.of(IMAGE))
                .get(0);
    }

    private static List<float[]> reconstruct(TorchScriptCheckpoint checkpoint, List<RgbImage> images) {
        try (Autoencoder autoencoder = checkpoint.open(Device.CPU)) {
            return autoencoder.reconstruct(images);
        }
    }

    private static Autoencoder open(Path file) {
        return new TorchScriptCheckpoint(file, Range.ZERO_TO_ONE, Latent.TENSOR).open(Device.CPU);
    }

    private Path module(String program) {
        Path file = folder.resolve("vae.pt");
        try {
            TorchScriptArchive.write(file, program, Map.of("unused", Tensor.of(new float[1], 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
