package io.aegate.network;

import static io.aegate.network.EmbeddingParity.OF_STAGES;
import static io.aegate.network.EmbeddingParity.SIDE;
import static io.aegate.network.EmbeddingParity.SIZE;
import static io.aegate.network.EmbeddingParity.TOLERANCE;
import static io.aegate.network.EmbeddingParity.assertBegins;
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
import io.aegate.image.RgbImage;
import io.aegate.network.ImageNetwork.Output;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Dinov2VitTest {

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    @TempDir
    private static Path folder;

    private static Path file;
    private static ImageNetwork network;
    private static EmbeddingParity parity;

    @BeforeAll
    static void open() {
        file = GeneratedWeights.write(OfficialWeights.DINOV2, folder);
        network = VitProgram.dinov2(StateDict.read(file)).open(Device.CPU, Precision.FP32);
        parity = parity(network);
    }

    @AfterAll
    static void close() {
        network.close();
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
    void a_photo_that_is_cropped_without_being_resized_has_the_embedding_of_the_reference() {
        parity.reference().get("eval_transform_256_crop224").properties().forEach(photo -> {
            String name = photo.getKey();
            float[] embedding = parity.embedding(cropped(name + "_ref"));
            assertBegins(embedding, photo.getValue().get("ref_first16"), TOLERANCE, name);
            assertThat(EmbeddingParity.cosine(embedding, parity.embedding(cropped(name + "_taef2"))))
                    .as(name)
                    .isCloseTo(photo.getValue().get("cos_taef2").asDouble(), within(2e-7));
        });
    }

    private static RgbImage cropped(String name) {
        return crop(EmbeddingParity.photo(name), SIDE, SIDE);
    }

    private static RgbImage crop(RgbImage image, int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        int left = (image.width() - width) / 2;
        int top = (image.height() - height) / 2;
        for (int y = 0; y < height; y++) {
            System.arraycopy(image.pixels(), 3 * ((top + y) * image.width() + left), pixels, 3 * y * width, 3 * width);
        }
        return new RgbImage(width, height, pixels);
    }

    @Test
    void every_stage_is_that_of_the_reference() {
        String stages = """
                def stages(self, x: Tensor) -> List[Tensor]:
                  all = annotate(List[Tensor], [])
                  _0 = torch.append(all, self.patches(x))
                  x = self.embed(x)
                """ + ClipVitTest.stageBlocks() + """
                  _0 = torch.append(all, self.head(x))
                  _0 = torch.append(all, self.positions(16, 16))
                  _0 = torch.append(all, self.positions(37, 37))
                  return all
                """;
        ConvolutionProgram program = VitProgram.dinov2(StateDict.read(file))
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
            assertLike(all.get(i++).toFloatArray(), parity.reference().get("pos_embed_224"), TOLERANCE, "positions");
            // Of the size that they were learnt for they are taken as they are.
            assertThat(all.get(i++).toFloatArray())
                    .isEqualTo(StateDict.read(file).get("pos_embed").toFloats());
            assertThat(all).hasSize(i);
        }
    }

    @Test
    void bfloat16_is_near() {
        try (ImageNetwork near = VitProgram.dinov2(StateDict.read(file)).open(Device.CPU, Precision.BF16)) {
            assertThat(EmbeddingParity.cosine(
                            parity(near).embedding("astronaut_ref"), parity.embedding("astronaut_ref")))
                    .isBetween(0.999, 0.9999999);
        }
    }

    @Test
    void the_operations_that_every_device_has_give_the_same_of_several_images_at_once() {
        ConvolutionProgram plain =
                VitProgram.dinov2(StateDict.read(file)).written(ConvolutionProgram.plain(Precision.FP32));
        try (ImageNetwork together = new ProgramNetwork(plain.load(Device.CPU), true, "DINOv2")) {
            ByteBuffer planes = ByteBuffer.allocateDirect(2 * 3 * SIDE * SIDE * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .put(parity.normalised(resized("camera_ref")))
                    .put(parity.normalised(resized("astronaut_ref")))
                    .flip();
            Output output = together.run(planes, 2, SIZE, SIZE);

            assertThat(output.shape()).containsExactly(2, 768);
            float[] astronaut = parity.embedding("astronaut_ref");
            for (int i = 0; i < astronaut.length; i++) {
                assertThat(output.values()[768 + i]).as("number %d", i).isCloseTo(astronaut[i], within(TOLERANCE));
            }
        }
    }

    @Test
    void images_may_have_other_sides() {
        RgbImage photo = EmbeddingParity.photo("astronaut_ref");

        assertThat(parity.embedding(crop(photo, 140, 252))).hasSize(768);
    }

    @ParameterizedTest
    @CsvSource({"224, 225", "223, 224"})
    void images_of_another_size_are_refused(int width, int height) {
        ByteBuffer planes = ByteBuffer.allocateDirect(3 * width * height * Float.BYTES);
        ImageSize size = new ImageSize(width, height);

        assertThatThrownBy(() -> network.run(planes, 1, size, size))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("DINOv2 takes images of sides that are multiples of 14, not of " + size
                        + "; set resize of its projector, for example to torchvision-crop:224.");
    }

    @Test
    void the_weights_of_another_network_are_refused() {
        Path other = GeneratedWeights.write(OfficialWeights.SQUEEZENET, folder);

        assertThatThrownBy(() -> VitProgram.dinov2(StateDict.read(other)).open(Device.CPU, Precision.FP32))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("squeezenet1_1-b8a52dc0.pth has no tensor patch_embed.proj.bias");
    }

    private static EmbeddingParity parity(ImageNetwork network) {
        return new EmbeddingParity(network, "dinov2_vitb14.json", MEAN, DEVIATION);
    }
}
