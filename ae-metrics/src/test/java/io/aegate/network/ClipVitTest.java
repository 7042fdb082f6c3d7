package io.aegate.network;

import static io.aegate.network.EmbeddingParity.OF_STAGES;
import static io.aegate.network.EmbeddingParity.SIDE;
import static io.aegate.network.EmbeddingParity.SIZE;
import static io.aegate.network.EmbeddingParity.TOLERANCE;
import static io.aegate.network.EmbeddingParity.assertLike;
import static io.aegate.network.EmbeddingParity.resized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Sha256;
import io.aegate.metric.ReferencePairs;
import io.aegate.network.ImageNetwork.Output;
import io.aegate.weights.ClipArchive;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipVitTest {

    // The published 0.48145466 and so on, in the fewest digits that give the same floats.
    private static final float[] MEAN = {0.48145467f, 0.4578275f, 0.40821072f};
    private static final float[] DEVIATION = {0.26862955f, 0.2613026f, 0.2757771f};

    @TempDir
    private static Path folder;

    private static Path file;
    private static ImageNetwork network;
    private static EmbeddingParity parity;

    @BeforeAll
    static void open() {
        file = GeneratedWeights.write(OfficialWeights.CLIP, folder);
        network = VitProgram.clip(StateDict.read(file)).open(Device.CPU, Precision.FP32);
        parity = parity(network);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void images_are_resized_to_the_bytes_of_the_reference() {
        JsonNode images = ReferencePairs.json("reference/projectors/preprocess_224_u8.json")
                .get("images");
        images.properties().forEach(image -> {
            String sha256 = image.getValue().has("rgb_sha256") ? "rgb_sha256" : "from_256_to_224_bicubic_rgb_sha256";
            assertThat(Sha256.of(resized(image.getKey()).pixels()))
                    .as(image.getKey())
                    .isEqualTo(image.getValue().get(sha256).asText());
        });
    }

    @Test
    void images_are_normalised_to_the_floats_of_the_reference() {
        parity.assertPreprocessed();
    }

    @Test
    void embeddings_are_those_of_the_reference() {
        parity.assertEmbeddings();
    }

    @Test
    void embeddings_are_those_of_the_reference_in_double_precision() {
        parity.assertDoublePrecision();
    }

    @Test
    void every_degradation_has_the_cosine_of_the_reference() {
        parity.assertCosines();
    }

    @Test
    void every_stage_is_that_of_the_reference() {
        String stages = """
                def stages(self, x: Tensor) -> List[Tensor]:
                  all = annotate(List[Tensor], [])
                  _0 = torch.append(all, torch.contiguous(torch.transpose(self.patches(x), 1, 2)))
                  x = self.embed(x)
                  _0 = torch.append(all, x)
                """ + stageBlocks() + """
                  x = torch.narrow(x, 1, 0, 1)
                  _0 = torch.append(all, self.normed(x, self.visual_ln_post_weight, self.visual_ln_post_bias))
                  return all
                """;
        ConvolutionProgram program = VitProgram.clip(StateDict.read(file))
                .written(ConvolutionProgram.on(Device.CPU, Precision.FP32))
                .add(stages);
        try (TorchModule module = program.load(Device.CPU);
                TorchScope scope = module.scope()) {
            NDList all = scope.callForAll(
                    "stages", scope.floats(parity.normalised(resized("astronaut_ref")), 1, 3, SIDE, SIDE));
            int i = 0;
            for (Map.Entry<String, JsonNode> expected :
                    parity.reference().get("stages_astronaut_ref_f32").properties()) {
                NDArray stage = all.get(i++);
                assertLike(stage.toFloatArray(), expected.getValue(), OF_STAGES, expected.getKey());
            }
            assertThat(all).hasSize(i);
        }
    }

    /** What the reference keeps of the blocks: the first, the sixth and the last. */
    static String stageBlocks() {
        StringBuilder blocks = new StringBuilder();
        for (int block = 0; block < 12; block++) {
            blocks.append("  x = self.block%d(x, torch.size(x, 1))\n".formatted(block));
            if (block == 0 || block == 5 || block == 11) {
                blocks.append("  _0 = torch.append(all, x)\n");
            }
        }
        return blocks.toString();
    }

    @Test
    void the_official_file_of_half_precision_is_calculated_with_in_single_precision() {
        JsonNode expected = parity.reference().get("weights_rounded_to_half");
        Path halves = ClipArchive.write(folder.resolve("official"));
        try (ImageNetwork rounded = VitProgram.clip(StateDict.read(halves)).open(Device.CPU, Precision.FP32)) {
            EmbeddingParity of = parity(rounded);

            float[] embedding = of.embedding("astronaut_ref");
            EmbeddingParity.assertBegins(embedding, expected.get("first16"), TOLERANCE, "astronaut");
            assertThat(of.cosine("astronaut_ref", "astronaut_taef2"))
                    .isCloseTo(expected.get("cos_taef2").asDouble(), within(2e-7));
            assertThat(EmbeddingParity.cosine(embedding, parity.embedding("astronaut_ref")))
                    .isCloseTo(expected.get("cos_to_f32").asDouble(), within(1e-8));
        }
    }

    @Test
    void a_tensor_that_clip_does_not_have_is_refused() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(GeneratedWeights.tensors(OfficialWeights.CLIP));
        tensors.put("visual.attnpool.c_proj.bias", Tensor.of(new float[1], 1));
        Path other = folder.resolve("other.safetensors");
        GeneratedWeights.write(tensors, other);

        assertThatThrownBy(() -> VitProgram.clip(StateDict.read(other)).open(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "other.safetensors has tensors that CLIP does not have: visual.attnpool.c_proj.bias; give the"
                                + " official ViT-B-32.pt.");
    }

    @Test
    void bfloat16_is_near() {
        try (ImageNetwork near = VitProgram.clip(StateDict.read(file)).open(Device.CPU, Precision.BF16)) {
            assertThat(EmbeddingParity.cosine(
                            parity(near).embedding("astronaut_ref"), parity.embedding("astronaut_ref")))
                    .isBetween(0.999, 0.9999999);
        }
    }

    @Test
    void the_operations_that_every_device_has_give_the_same_of_several_images_at_once() {
        ConvolutionProgram plain =
                VitProgram.clip(StateDict.read(file)).written(ConvolutionProgram.plain(Precision.FP32));
        try (ImageNetwork together = new ProgramNetwork(plain.load(Device.CPU), true, "CLIP")) {
            ByteBuffer planes = ByteBuffer.allocateDirect(2 * 3 * SIDE * SIDE * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .put(parity.normalised(resized("camera_ref")))
                    .put(parity.normalised(resized("astronaut_ref")))
                    .flip();
            Output output = together.run(planes, 2, SIZE, SIZE);

            assertThat(output.shape()).containsExactly(2, 512);
            float[] astronaut = parity.embedding("astronaut_ref");
            for (int i = 0; i < astronaut.length; i++) {
                assertThat(output.values()[512 + i]).as("number %d", i).isCloseTo(astronaut[i], within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"224, 256", "256, 224", "448, 448"})
    void images_of_another_size_are_refused(int width, int height) {
        ByteBuffer planes = ByteBuffer.allocateDirect(3 * width * height * Float.BYTES);
        ImageSize size = new ImageSize(width, height);

        assertThatThrownBy(() -> network.run(planes, 1, size, size))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("CLIP takes images of 224x224, not of " + size
                        + "; set resize of its projector, for example to torchvision-crop:224.");
    }

    @Test
    void the_weights_of_another_network_are_refused() {
        Path other = GeneratedWeights.write(OfficialWeights.SQUEEZENET, folder);

        assertThatThrownBy(() -> VitProgram.clip(StateDict.read(other)).open(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("squeezenet1_1-b8a52dc0.pth has no tensor visual.conv1.weight");
    }

    private static EmbeddingParity parity(ImageNetwork network) {
        return new EmbeddingParity(network, "clip_vit_b32.json", MEAN, DEVIATION);
    }
}
