package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.TestCheckpoints;
import io.aegate.gate.Judged;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.MetricId;
import io.aegate.report.ConsoleReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AeGateTest {

    @TempDir
    private Path base;

    private final Map<Parameter, String> settings = new EnumMap<>(Parameter.class);

    @BeforeEach
    void writeImages() {
        for (int i = 0; i < 4; i++) {
            RgbImage reference = TestImages.noise(i, 32, 24);
            TestImages.write(base.resolve("eval/0" + i + ".png"), reference);
            TestImages.write(base.resolve("out/0" + i + ".png"), TestImages.disturbed(reference, i));
        }
        settings.put(Parameter.REFERENCES, "eval");
        settings.put(Parameter.RECONSTRUCTIONS, "out");
        settings.put(Parameter.METRICS, "psnr");
        settings.put(Parameter.THREADS, "2");
    }

    @Test
    void measurements_are_fresh_as_long_as_nothing_changes() {
        assertThat(gate().fresh()).isEmpty();
        Measurements measured = measure();

        assertThat(gate().fresh()).get().extracting(Measurements::metrics).isEqualTo(measured.metrics());
        assertThat(gate().stored().provenance()).isEqualTo(measured.provenance());
    }

    @Test
    void reconstructions_that_equal_their_references_are_counted() throws IOException {
        Files.copy(base.resolve("eval/01.png"), base.resolve("out/01.png"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(measure().warnings())
                .contains("1 of 4 reconstructions equal their references, and count as 100 dB of psnr each");
    }

    @Test
    void a_share_of_regressions_that_the_images_could_never_show_is_refused() {
        settings.put(Parameter.BUDGETS, "share(regression(psnr) > 1) <= 2%");

        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining(
                        "expected a wider bound or 149 images, because 4 cannot show 2% at 95% confidence");
    }

    @Test
    void measurements_of_what_was_renamed_carry_its_present_name() throws IOException {
        measure();
        Files.move(base.resolve("out"), base.resolve("renamed"));
        settings.put(Parameter.RECONSTRUCTIONS, "renamed");

        assertThat(gate().fresh())
                .get()
                .extracting(stored -> stored.provenance().checkpoint().name())
                .isEqualTo("renamed");
    }

    @Test
    void another_image_makes_measurements_stale() {
        measure();
        TestImages.write(base.resolve("eval/02.png"), TestImages.noise(99, 32, 24));
        assertThat(gate().fresh()).isEmpty();

        measure();
        TestImages.write(base.resolve("out/02.png"), TestImages.noise(98, 32, 24));
        assertThat(gate().fresh()).isEmpty();
    }

    @Test
    void an_image_more_makes_measurements_stale() {
        measure();
        TestImages.write(base.resolve("eval/09.png"), TestImages.noise(9, 32, 24));
        TestImages.write(base.resolve("out/09.png"), TestImages.noise(9, 32, 24));

        assertThat(gate().fresh()).isEmpty();
    }

    @Test
    void another_rule_makes_measurements_stale() {
        measure();
        settings.put(Parameter.RESIZE, "center-crop:24");

        assertThat(gate().fresh()).isEmpty();
    }

    @Test
    void a_metric_more_makes_measurements_stale_but_one_less_does_not() {
        settings.put(Parameter.METRICS, "psnr, mse");
        measure();

        settings.put(Parameter.METRICS, "mse");
        assertThat(gate().fresh()).isPresent();
        settings.put(Parameter.BUDGETS, "l1 at most 0.5");
        assertThat(gate().fresh()).isEmpty();
    }

    @Test
    void how_the_work_is_split_leaves_measurements_fresh() {
        measure();
        settings.put(Parameter.THREADS, "1");
        settings.put(Parameter.BATCH_SIZE, "1");
        settings.put(Parameter.BUDGETS, "psnr >= 10");

        assertThat(gate().fresh()).isPresent();
    }

    @Test
    void damaged_measurements_are_not_fresh() throws IOException {
        measure();
        Path json = base.resolve("target/ae-gate/measurements.json");

        for (String damaged :
                List.of("", "{", "[]", "{}", Files.readString(json).replace("\"psnr\"", "\"mse\""))) {
            Files.writeString(json, damaged);
            assertThat(gate().fresh()).as(damaged).isEmpty();
        }
    }

    @Test
    void a_byte_of_the_checkpoint_makes_measurements_stale() {
        useCheckpoint("return torch.mul(x, 0.5)");
        measure();
        assertThat(gate().fresh()).isPresent();

        useCheckpoint("return torch.mul(x, 0.6)");
        assertThat(gate().fresh()).isEmpty();
    }

    @Test
    void how_a_checkpoint_is_read_is_a_rule() {
        useCheckpoint("return torch.mul(x, 0.5)");
        Measurements measured = measure();

        assertThat(measured.provenance().inputRules())
                .containsOnly(
                        Map.entry("resize", "none"),
                        Map.entry("convert", "false"),
                        Map.entry("quantize", "round"),
                        Map.entry("range", "[0,1]"),
                        Map.entry("latent", "tensor"),
                        Map.entry("batchSize", "auto"));
        assertThat(measured.provenance().checkpoint().name()).isEqualTo("vae.pt");
        assertThat(measured.provenance().checkpoint().files())
                .containsOnlyKeys("vae.pt")
                .containsValue(measured.provenance().checkpoint().hash());
        for (Map.Entry<Parameter, String> rule : Map.of(
                        Parameter.RANGE, "[-1,1]",
                        Parameter.QUANTIZE, "truncate",
                        Parameter.BATCH_SIZE, "3")
                .entrySet()) {
            settings.put(rule.getKey(), rule.getValue());
            assertThat(gate().fresh()).as(rule.toString()).isEmpty();
            settings.remove(rule.getKey());
        }
        assertThat(gate().fresh()).isPresent();
    }

    @Test
    void files_of_one_name_in_two_folders_are_told_apart() throws IOException {
        settings.remove(Parameter.RECONSTRUCTIONS);
        Path other = Files.createDirectories(base.resolve("project"));
        for (String half : List.of("x/taesd", "y/taesd")) {
            Files.createDirectories(base.resolve(half));
            Files.writeString(base.resolve(half + "/model.pth"), half);
        }
        settings.put(Parameter.REFERENCES, "../eval");
        settings.put(Parameter.ARCHITECTURE, "taesd");
        settings.put(Parameter.ENCODER, "../x/taesd/model.pth");
        settings.put(Parameter.DECODER, "../y/taesd/model.pth");
        AeGate gate = new AeGate(new Settings(other, settings));

        assertThat(gate.task().inputs().checkpoint().files())
                .containsOnlyKeys(
                        "taesd/model.pth", base.resolve("y/taesd/model.pth").toString());
        Files.writeString(base.resolve("x/taesd/model.pth"), "changed");
        assertThat(new AeGate(gate.settings()).task().inputs().checkpoint().hash())
                .isNotEqualTo(gate.task().inputs().checkpoint().hash());
    }

    @Test
    void a_measuring_that_fails_writes_nothing() throws IOException {
        useCheckpoint("return torch.div(x, 0.)");
        AeGate gate = gate();

        assertThatThrownBy(() -> gate.measure((phase, done, total) -> {}))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining(" that are NaN or infinite for 00, ");
        assertThat(base.resolve("target")).doesNotExist();
    }

    @Test
    void inputs_that_change_before_they_are_measured_are_refused() {
        AeGate gate = gate();
        TestImages.write(base.resolve("eval/02.png"), TestImages.noise(99, 32, 24));

        assertThatThrownBy(() -> gate.measure((phase, done, total) -> {}))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The images or the checkpoint have changed since this run began; run it again when nothing writes them.");
        assertThat(base.resolve("target")).doesNotExist();
    }

    @Test
    void every_file_of_a_verdict_is_written_and_discarded() throws IOException {
        settings.put(Parameter.BUDGETS, "psnr >= 20; psnr at least 60");
        AeGate gate = gate();
        Measurements measured = gate.measure((phase, done, total) -> {});
        Verdict verdict = gate.judge(measured, gate.baselines());

        gate.write(measured, verdict, "mvn ae-gate:verify", "mvn ae-gate:accept");

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.budgets()).extracting(Judged::status).containsExactly(Status.PASS, Status.FAIL);
        assertThat(written())
                .containsExactlyInAnyOrder(
                        "measurements.json", "per-image.csv", "report.md", "TEST-ae-gate.xml", "verdict.json");
        Files.writeString(base.resolve("target/ae-gate/notes.txt"), "mine");
        gate.discardResults();
        assertThat(written()).containsExactly("notes.txt");
        gate.discardResults();
    }

    @Test
    void what_is_printed_names_the_subject_and_where_the_report_is() {
        settings.put(Parameter.BUDGETS, "psnr >= 20");
        AeGate gate = gate();
        Measurements measured = gate.measure((phase, done, total) -> {});

        assertThat(gate.console(measured, gate.judge(measured, gate.baselines()), "mvn ae-gate:accept"))
                .extracting(ConsoleReport.Line::text)
                .anySatisfy(line -> assertThat(line).contains("PASS", "out", "4 images"))
                .anySatisfy(line -> assertThat(line).contains("target/ae-gate/report.md"));
        assertThat(gate.console(measured))
                .extracting(ConsoleReport.Line::text)
                .anySatisfy(line -> assertThat(line).contains("target/ae-gate/measurements.json"));
    }

    @Test
    void a_gate_without_budgets_can_measure_but_not_verify() {
        AeGate gate = gate();

        assertThatThrownBy(gate::requireBudgets)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("no budgets are given, so nothing would be gated; give budgets or budgetsFile (a bare mvn"
                        + " ae-gate:verify reads the plugin's own <configuration>, not that of an <execution>)");
        settings.put(Parameter.BUDGETS, "psnr >= 20");
        gate().requireBudgets();
    }

    @Test
    void what_budgets_name_is_measured_and_by_default_everything() {
        settings.remove(Parameter.METRICS);
        settings.put(Parameter.BUDGETS, "mse <= 0.1; l1 <= 0.1");
        assertThat(measure().metrics().keySet()).extracting(MetricId::value).containsExactly("l1", "mse");

        settings.remove(Parameter.BUDGETS);
        AeGate all = gate();
        assertThatThrownBy(() -> all.measure((phase, done, total) -> {}))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("ms-ssim needs sides of at least 176 pixels, but smaller are 00 (32x24), ");
    }

    @Test
    void an_unknown_metric_is_refused() {
        settings.put(Parameter.METRICS, "psnr, fid");

        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("metrics names 'fid', which is no metric; the nearest are gfid, kid, rfid.");
    }

    @Test
    void budgets_may_name_slices() throws IOException {
        Files.writeString(base.resolve("slices.csv"), "image,slice\n00,dark\n01,dark\n03,bright\n");
        settings.put(Parameter.SLICES, "slices.csv");
        settings.put(Parameter.BUDGETS, "psnr[dark] >= 20; psnr[*] at least 60");
        AeGate gate = gate();

        Verdict verdict = gate.judge(gate.measure((phase, done, total) -> {}), gate.baselines());

        assertThat(verdict.budgets()).extracting(Judged::status).containsExactly(Status.PASS, Status.FAIL, Status.FAIL);
        assertThat(gate().fresh())
                .get()
                .extracting(Measurements::slices)
                .isEqualTo(gate.stored().slices());
    }

    @Test
    void a_list_file_names_both_halves() throws IOException {
        settings.remove(Parameter.RECONSTRUCTIONS);
        settings.put(Parameter.REFERENCES, "pairs.tsv");
        Files.writeString(base.resolve("pairs.tsv"), "eval/00.png\tout/00.png\neval/01.png\tout/01.png\n");

        assertThat(measure().images().images()).containsExactly("eval/00", "eval/01");
    }

    @Test
    void a_list_file_of_references_alone_needs_a_checkpoint() throws IOException {
        Files.writeString(base.resolve("list.txt"), "eval/00.png\n");
        settings.remove(Parameter.RECONSTRUCTIONS);
        settings.put(Parameter.REFERENCES, "list.txt");

        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("The list file list.txt names references only, and no checkpoint is set;"
                        + " write reference<TAB>reconstruction in each line.");
        useCheckpoint("return x");
        assertThat(measure().images().images()).containsExactly("eval/00");
    }

    @Test
    void a_list_file_of_pairs_beside_a_checkpoint_is_refused() throws IOException {
        Files.writeString(base.resolve("pairs.tsv"), "eval/00.png\tout/00.png\n");
        useCheckpoint("return x");
        settings.put(Parameter.REFERENCES, "pairs.tsv");

        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("The list file pairs.tsv names reconstructions, but a checkpoint is set to make them;"
                        + " drop the second column, or the checkpoint.");
    }

    private void useCheckpoint(String body) {
        TestCheckpoints.forward(base, body);
        settings.remove(Parameter.RECONSTRUCTIONS);
        settings.put(Parameter.CHECKPOINT, "vae.pt");
    }

    private Measurements measure() {
        return gate().measure((phase, done, total) -> {});
    }

    private AeGate gate() {
        return new AeGate(new Settings(base, settings));
    }

    private List<String> written() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(base.resolve("target/ae-gate"))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
