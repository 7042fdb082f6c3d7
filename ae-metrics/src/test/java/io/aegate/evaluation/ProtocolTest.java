package io.aegate.evaluation;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.TaesdCheckpoint;
import io.aegate.image.ImagePairs;
import io.aegate.image.Resize;
import io.aegate.metric.ReferencePairs;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that the repositories' own scripts printed of ten photos and what TAEF2 made of them. */
class ProtocolTest {

    private static final JsonNode EXPECTED = ReferencePairs.json("reference/protocols.json");

    /** In per cent: the scripts calculate with 32-bit floats. */
    private static final double DIGITS = 2e-3;

    @TempDir
    private static Path weights;

    @TempDir
    private Path folder;

    @BeforeAll
    static void generateWeights() {
        GeneratedWeights.write(OfficialWeights.VGG16, weights);
    }

    @BeforeEach
    void nameThePhotosAlike() {
        TestEvaluations.copyPhotos(folder.resolve("references"), folder.resolve("reconstructions"));
    }

    @Test
    void lightningdit_takes_psnr_over_images_and_ssim_of_2x_minus_1_over_batches_of_eight() {
        JsonNode expected = EXPECTED.get("LightningDiT evaluate_tokenizer.py (batch 8)");
        ImageTable measured = ofCheckpoint(Protocol.LIGHTNINGDIT);

        assertThat(value(Protocol.LIGHTNINGDIT, "PSNR", measured))
                .isCloseTo(expected.get("PSNR_mean_of_images").asDouble(), withinPercentage(DIGITS));
        assertThat(value(Protocol.LIGHTNINGDIT, "SSIM, torchmetrics up to 1.4.1", measured))
                .isCloseTo(expected.at("/SSIM_mean_of_batch_means/1.4.1").asDouble(), withinPercentage(DIGITS));
        assertThat(value(Protocol.LIGHTNINGDIT, "SSIM, torchmetrics from 1.4.2", measured))
                .isCloseTo(expected.at("/SSIM_mean_of_batch_means/1.9.0").asDouble(), withinPercentage(DIGITS));
    }

    @Test
    void rae_reads_rounded_pixels() {
        assertAll(Protocol.RAE, ofFolders(Protocol.RAE), EXPECTED.get("RAE/UAE ref_iqa.py on rounded uint8"));
    }

    @Test
    void vtp_reads_what_the_decoder_gives() {
        assertAll(
                Protocol.VTP,
                ofCheckpoint(Protocol.VTP),
                EXPECTED.get("VTP test_reconstruction_hf.py (clamped floats)"));
    }

    private static void assertAll(Protocol protocol, ImageTable measured, JsonNode expected) {
        assertThat(value(protocol, "PSNR", measured))
                .isCloseTo(expected.get("PSNR").asDouble(), withinPercentage(DIGITS));
        assertThat(value(protocol, "SSIM, torchmetrics up to 1.4.1", measured))
                .isCloseTo(expected.at("/SSIM/1.4.1").asDouble(), withinPercentage(DIGITS));
        assertThat(value(protocol, "SSIM, torchmetrics from 1.4.2", measured))
                .isCloseTo(expected.at("/SSIM/1.9.0").asDouble(), withinPercentage(DIGITS));
        assertThat(value(protocol, "LPIPS", measured))
                .isCloseTo(expected.get("LPIPS_vgg").asDouble(), withinPercentage(DIGITS));
    }

    private static double value(Protocol protocol, String name, ImageTable measured) {
        Protocol.Line line = protocol.lines().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Protocol.value(line, measured).orElseThrow();
    }

    private ImageTable ofFolders(Protocol protocol) {
        return measured(
                protocol,
                ImagePairs.of(folder.resolve("references"), folder.resolve("reconstructions"), Resize.none(), false),
                Optional.empty());
    }

    private ImageTable ofCheckpoint(Protocol protocol) {
        return measured(
                protocol,
                ImagePairs.ofReferences(folder.resolve("references"), Resize.none(), false),
                Optional.of(
                        new TaesdCheckpoint(shared("weights/taef2_encoder.pth"), shared("weights/taef2_decoder.pth"))));
    }

    private static ImageTable measured(Protocol protocol, ImagePairs pairs, Optional<Checkpoint> checkpoint) {
        Evaluation evaluation = new Evaluation(
                protocol.metrics(),
                Device.CPU,
                new Networks(
                        Precision.FP32,
                        Map.of(
                                OfficialWeights.VGG16, weights.resolve(OfficialWeights.VGG16.fileName()),
                                OfficialWeights.LPIPS_VGG, shared("weights/lpips_v0.1_vgg.pth")),
                        Map.of()),
                SetOptions.NONE,
                2,
                0,
                protocol.quantize(),
                Optional.empty());
        try (pairs) {
            return evaluation
                    .run(pairs, checkpoint, Optional.empty(), (phase, done, total) -> {})
                    .images();
        }
    }
}
