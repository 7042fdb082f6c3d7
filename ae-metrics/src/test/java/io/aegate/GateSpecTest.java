package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.checkpoint.Latent;
import io.aegate.checkpoint.Quantize;
import io.aegate.checkpoint.Range;
import io.aegate.checkpoint.TaesdCheckpoint;
import io.aegate.checkpoint.TorchScriptCheckpoint;
import io.aegate.evaluation.Protocol;
import io.aegate.gate.Rules;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import io.aegate.network.Precision;
import io.aegate.weights.WeightPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateSpecTest {

    private static final String[] FOLDERS = {"references=eval", "reconstructions=out"};

    @TempDir
    private Path base;

    @BeforeEach
    void writeFiles() throws IOException {
        for (String file : List.of("vae.pt", "enc.pth", "dec.pth", "pairs.txt", "vae.onnx")) {
            Files.writeString(base.resolve(file), "a.png\tb.png\n");
        }
        Files.createFile(base.resolve("mu.npz"));
        Files.writeString(base.resolve("budgets.txt"), "# quality\nssim >= 0.9\n");
    }

    @Test
    void what_is_not_set_has_its_default() {
        assertThat(spec(FOLDERS))
                .isEqualTo(new GateSpec(
                        base.resolve("eval"),
                        Optional.of(base.resolve("out")),
                        Optional.empty(),
                        new SetSpec(Optional.empty(), Optional.empty(), Optional.empty(), false),
                        List.of(),
                        Map.of(),
                        List.of(),
                        Optional.empty(),
                        new Judging(base.resolve("ae-gate/baseline.json"), Optional.empty(), Map.of(), Rules.DEFAULT),
                        Resize.none(),
                        false,
                        Quantize.ROUND,
                        Optional.empty(),
                        "cpu",
                        Precision.FP32,
                        0,
                        Runtime.getRuntime().availableProcessors(),
                        WeightPolicy.USUAL,
                        base.resolve("target/ae-gate"),
                        base));
    }

    @Test
    void everything_that_is_set_is_taken() {
        GateSpec spec = spec(
                "references=eval",
                "checkpoint=vae.pt",
                "range=[-1,1]",
                "latent=moments",
                "metrics= psnr,, ssim ",
                "budgets=psnr >= 30; psnr at most 40",
                "budgetsFile=budgets.txt",
                "slices=slices.csv",
                "baseline=standards/baseline-vae.json",
                "baselineCheckpoint=old.pt",
                "anchors=release, v1.0=v1.json",
                "confidence=99%",
                "minSamples=20",
                "onInconclusive=warn",
                "resize=center-crop:256",
                "convert=true",
                "quantize=none",
                "protocol=VTP",
                "generated=generated",
                "statistics=mu.npz",
                "exportStatistics=out.npz",
                "standardErrors=true",
                "device=CUDA:1",
                "precision=BF16",
                "batchSize=3",
                "threads=5",
                "weightsDirectory=weights",
                "acceptLicense=w600k_mbf.onnx, Example-NC-1.0",
                "allowUnverifiedWeights=true",
                "outputDirectory=results");

        assertThat(spec)
                .isEqualTo(new GateSpec(
                        base.resolve("eval"),
                        Optional.empty(),
                        Optional.of(new TorchScriptCheckpoint(
                                base.resolve("vae.pt"), Range.MINUS_ONE_TO_ONE, Latent.MOMENTS)),
                        new SetSpec(
                                Optional.of(base.resolve("generated")),
                                Optional.of(base.resolve("mu.npz")),
                                Optional.of(base.resolve("out.npz")),
                                true),
                        List.of("psnr", "ssim"),
                        Map.of(),
                        List.of("psnr >= 30", "psnr at most 40", "ssim >= 0.9"),
                        Optional.of(base.resolve("slices.csv")),
                        new Judging(
                                base.resolve("standards/baseline-vae.json"),
                                Optional.of("old.pt"),
                                Map.of(
                                        "release", base.resolve("standards/release-vae.json"),
                                        "v1.0", base.resolve("v1.json")),
                                new Rules(OptionalDouble.of(0.99), 20, true)),
                        new Resize.CenterCrop(256),
                        true,
                        Quantize.NONE,
                        Optional.of(Protocol.VTP),
                        "cuda:1",
                        Precision.BF16,
                        3,
                        5,
                        new WeightPolicy(
                                Optional.of(base.resolve("weights")), Set.of("Example-NC-1.0", "w600k_mbf.onnx"), true),
                        base.resolve("results"),
                        base));
    }

    @Test
    void equal_settings_in_another_order_make_equal_specs() {
        String[] settings = {"references=eval", "checkpoint=vae.pt", "budgets=psnr >= 30", "threads=2"};
        String[] turned = {
            "threads=2", "budgets= psnr >= 30", "convert= ", "checkpoint=./vae.pt", "references=x/../eval"
        };

        assertThat(spec(turned)).isEqualTo(spec(settings)).hasSameHashCodeAs(spec(settings));
    }

    @Test
    void weights_of_a_known_architecture_are_a_checkpoint() {
        assertThat(spec("references=eval", "architecture=taesd", "encoder=enc.pth", "decoder=dec.pth")
                        .checkpoint())
                .contains(new TaesdCheckpoint(base.resolve("enc.pth"), base.resolve("dec.pth")));
    }

    @Test
    void a_list_file_needs_nothing_beside_it() {
        assertThat(spec("references=pairs.txt").references()).isEqualTo(base.resolve("pairs.txt"));
    }

    @Test
    void an_absolute_path_stays_as_it_is() {
        Path elsewhere = base.resolveSibling("elsewhere").toAbsolutePath();

        assertThat(spec("references=" + elsewhere, "reconstructions=out").references())
                .isEqualTo(elsewhere);
    }

    @Test
    void paths_are_shown_relative_to_the_base_or_by_their_last_names() {
        GateSpec spec = spec(FOLDERS);

        assertThat(spec.display(base.resolve("models/v1/vae.pt"))).isEqualTo("models/v1/vae.pt");
        assertThat(spec.display(base.resolve("models/../vae.pt"))).isEqualTo("vae.pt");
        assertThat(spec.display(Path.of("/data/models/v1/vae.pt"))).isEqualTo("v1/vae.pt");
        assertThat(spec.display(Path.of("/vae.pt"))).isEqualTo("vae.pt");
        assertThat(spec.display(base)).isEqualTo(".");
        assertThat(spec.display(base.getRoot()))
                .isEqualTo(base.getRoot().toString().replace('\\', '/'));
    }

    @Test
    void references_must_be_set() {
        assertRefused(
                "references is not set; name the folder, .npz or list file of the images to evaluate on.",
                "reconstructions=out");
    }

    @Test
    void something_must_be_under_test() throws IOException {
        Files.createDirectories(base.resolve("eval"));
        assertRefused(
                "Nothing to evaluate is set; name reconstructions (a folder or .npz), a checkpoint (TorchScript),"
                        + " an architecture with encoder and decoder, or generated images.",
                "references=eval");
    }

    @Test
    void a_checkpoint_beside_reconstructions_is_refused() {
        assertRefused(
                "Both reconstructions and a checkpoint are set, but one of them is the thing under test; drop the other.",
                "references=eval",
                "reconstructions=out",
                "checkpoint=vae.pt");
    }

    @Test
    void a_checkpoint_beside_an_architecture_is_refused() {
        assertRefused(
                "Both checkpoint and architecture are set, but one of them is the thing under test; drop the other.",
                "references=eval",
                "checkpoint=vae.pt",
                "architecture=taesd",
                "encoder=enc.pth",
                "decoder=dec.pth");
    }

    @Test
    void an_unknown_architecture_is_refused() {
        assertRefused(
                "architecture is 'sdxl', but the one that is known is taesd; export other networks as TorchScript and set checkpoint.",
                "references=eval",
                "architecture=sdxl");
    }

    @ParameterizedTest
    @CsvSource({"encoder, dec.pth, decoder", "decoder, enc.pth, encoder"})
    void half_an_architecture_is_refused(String missing, String file, String given) {
        assertRefused(
                "architecture=taesd needs both encoder and decoder, the two weight files of the network; set " + missing
                        + ".",
                "references=eval",
                "architecture=taesd",
                given + "=" + file);
    }

    @Test
    void weights_without_an_architecture_are_refused() {
        assertRefused(
                "encoder and decoder are weights of an architecture, but none is set; set architecture=taesd.",
                "references=eval",
                "encoder=enc.pth",
                "decoder=dec.pth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"range=[-1,1]", "latent=moments"})
    void what_an_architecture_knows_itself_is_refused(String setting) {
        assertRefused(
                "range and latent describe a TorchScript checkpoint, but architecture=taesd knows its own; drop them.",
                "references=eval",
                "architecture=taesd",
                "encoder=enc.pth",
                "decoder=dec.pth",
                setting);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"range | [-1,1]", "latent | moments", "quantize | truncate"})
    void what_describes_a_checkpoint_is_refused_without_one(String parameter, String value) {
        assertRefused(
                parameter + " describes a checkpoint, but none is set; drop it, or set checkpoint.",
                "references=eval",
                "reconstructions=out",
                parameter + "=" + value);
    }

    @Test
    void an_onnx_file_is_refused() {
        assertRefused(
                "checkpoint is vae.onnx, but ONNX files cannot be run by this version; export it as TorchScript,"
                        + " or measure a folder of reconstructions.",
                "references=eval",
                "checkpoint=vae.onnx");
    }

    @Test
    void files_that_are_not_there_are_refused() {
        assertRefused(
                "checkpoint is " + base.resolve("none.pt") + ", where there is no file; check the path.",
                "references=eval",
                "checkpoint=none.pt");
        assertRefused(
                "encoder is " + base.resolve("none.pth") + ", where there is no file; check the path.",
                "references=eval",
                "architecture=taesd",
                "encoder=none.pth",
                "decoder=dec.pth");
        assertRefused(
                "decoder is " + base.resolve("none.pth") + ", where there is no file; check the path.",
                "references=eval",
                "architecture=taesd",
                "encoder=enc.pth",
                "decoder=none.pth");
        assertRefused(
                "budgetsFile is " + base.resolve("none.txt") + ", where there is no file; check the path.",
                "references=eval",
                "reconstructions=out",
                "budgetsFile=none.txt");
    }

    @Test
    void a_text_that_is_no_path_is_refused() {
        assertRefused("references is 'e\0val', which is not a path: Nul character not allowed.", "references=e\0val");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "convert | yes | convert is 'yes'; use true or false.",
                "precision | fp16 | precision is 'fp16'; use fp32, which published numbers are in, or bf16, which is faster.",
                "protocol | dit | protocol is 'dit'; use lightningdit, rae, vtp.",
                "protocol | vtp | protocol=vtp measures what a decoder gives before it is rounded, which files do not hold; set a checkpoint.",
                "statistics | slices.csv | statistics are what generated images are compared with, but generated is not set; set it, or drop statistics.",
                "batchSize | -1 | batchSize is '-1'; use a whole number from 0 to 1024.",
                "batchSize | 1025 | batchSize is '1025'; use a whole number from 0 to 1024.",
                "batchSize | many | batchSize is 'many'; use a whole number from 0 to 1024.",
                "threads | -1 | threads is '-1'; use a whole number from 0 to 1024.",
                "threads | 2.5 | threads is '2.5'; use a whole number from 0 to 1024.",
                "resize | 256 | resize is '256', but it must be none, center-crop:N or adm:N; write for example center-crop:256"
            })
    void values_that_a_parameter_cannot_have_are_refused(String parameter, String value, String message) {
        assertRefused(message, "references=eval", "reconstructions=out", parameter + "=" + value);
    }

    @ParameterizedTest
    @EnumSource
    void every_parameter_is_found_by_its_key_and_says_what_it_means(Parameter parameter) {
        assertThat(Arrays.stream(Parameter.values()).filter(other -> other.key().equals(parameter.key())))
                .containsExactly(parameter);
        assertThat(parameter.meaning()).isNotBlank();
    }

    @Test
    void blank_text_counts_as_not_given() {
        Settings settings = new Settings(base, Map.of(Parameter.RESIZE, " \n", Parameter.DEVICE, " cpu "));

        assertThat(settings).isEqualTo(new Settings(base.resolve("."), Map.of(Parameter.DEVICE, "cpu")));
        assertThat(settings.text(Parameter.RESIZE)).isEmpty();
    }

    @Test
    void a_file_of_budgets_without_any_is_refused() throws IOException {
        Files.writeString(base.resolve("nothing.txt"), "# psnr >= 30\n");

        assertThatThrownBy(() ->
                        spec("references=eval", "reconstructions=out", "budgets=psnr >= 30", "budgetsFile=nothing.txt"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("budgetsFile is " + base.resolve("nothing.txt")
                        + ", which holds no budget; write one a line, or drop the setting.");
    }

    @Test
    void a_list_file_that_is_not_there_is_told_as_such() {
        assertThatThrownBy(() -> spec("references=pairs.tsv"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("references is " + base.resolve("pairs.tsv") + ", where there is nothing; check the path.");
    }

    private void assertRefused(String message, String... settings) {
        assertThatThrownBy(() -> spec(settings))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private GateSpec spec(String... settings) {
        Map<Parameter, String> values = new LinkedHashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            Parameter parameter = Arrays.stream(Parameter.values())
                    .filter(candidate -> candidate.key().equals(parts[0]))
                    .findFirst()
                    .orElseThrow();
            values.put(parameter, parts[1]);
        }
        return GateSpec.of(new Settings(base, values));
    }
}
