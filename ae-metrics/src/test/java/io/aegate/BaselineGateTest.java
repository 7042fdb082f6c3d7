package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.TestCheckpoints;
import io.aegate.gate.Baseline;
import io.aegate.gate.Baselines;
import io.aegate.gate.Judged;
import io.aegate.gate.SelfTest;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.gate.Waiver;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.image.Sha256;
import io.aegate.metric.MetricId;
import io.aegate.report.ConsoleReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates that compare with what was accepted. */
class BaselineGateTest {

    private static final int IMAGES = 32;

    @TempDir
    private Path base;

    private final Map<Parameter, String> settings = new EnumMap<>(Parameter.class);
    private final List<Waiver> waivers = new ArrayList<>();

    @BeforeEach
    void writeImages() {
        for (int i = 0; i < IMAGES; i++) {
            RgbImage reference = TestImages.noise(i, 24, 24);
            String name = String.format("/%02d.png", i);
            TestImages.write(base.resolve("eval" + name), reference);
            TestImages.write(base.resolve("out" + name), TestImages.disturbed(reference, i));
        }
        settings.put(Parameter.REFERENCES, "eval");
        settings.put(Parameter.RECONSTRUCTIONS, "out");
        settings.put(Parameter.BUDGETS, "regression(psnr) <= 0.10 dB");
        settings.put(Parameter.THREADS, "2");
    }

    @Test
    void the_same_checkpoint_measured_twice_gives_the_same_bytes_apart_from_times_and_passes() throws IOException {
        settings.remove(Parameter.RECONSTRUCTIONS);
        TestCheckpoints.forward(base, "return torch.mul(x, 0.9)");
        settings.put(Parameter.CHECKPOINT, "vae.pt");
        settings.put(Parameter.METRICS, "l1,mse,psnr,drift.canny");
        settings.put(Parameter.OUTPUT_DIRECTORY, "once");
        accept("the first one");
        settings.put(Parameter.OUTPUT_DIRECTORY, "again");
        AeGate again = gate();
        Measurements measured = measured(again);

        assertThat(base.resolve("again/per-image.csv")).hasSameBinaryContentAs(base.resolve("once/per-image.csv"));
        assertThat(withoutTimes("again")).isEqualTo(withoutTimes("once"));
        assertThat(again.judge(measured, again.baselines()).budgets())
                .extracting(Judged::status, Judged::message)
                .containsExactly(
                        tuple(
                                Status.PASS,
                                "psnr is unchanged at 27.80 dB with the same checkpoint, and the budget allows at most 0.10 dB"));
    }

    private String withoutTimes(String folder) throws IOException {
        return Files.readAllLines(base.resolve(folder + "/measurements.json")).stream()
                .filter(line -> !line.contains("\"startedAt\"") && !line.contains("\"seconds\""))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void what_is_accepted_says_when_why_what_it_replaced_and_what_was_read() throws IOException {
        Baseline first = accept("the first one");
        AeGate gate = gate();
        Measurements measured = measured(gate);
        gate.write(measured, gate.judge(measured, gate.baselines()), "mvn ae-gate:verify", "mvn ae-gate:accept");
        Baseline second = accept("the second one");

        assertThat(first.acceptance().parent()).isEmpty();
        assertThat(first.acceptance().report()).isEmpty();
        assertThat(second.acceptance().reason()).isEqualTo("the second one");
        assertThat(second.acceptance().parent()).contains(first.hash());
        assertThat(second.acceptance().report()).contains(Sha256.of(base.resolve("target/ae-gate/report.md")));
        assertThat(gate.baselines().usual()).map(Baseline::hash).contains(second.hash());
    }

    @Test
    void only_the_baselines_that_budgets_name_are_read() throws IOException {
        accept("the first one");
        settings.put(Parameter.BUDGETS, "psnr >= 10");
        Files.writeString(base.resolve("ae-gate/baseline.csv"), "nonsense");

        assertThat(gate().baselines()).isEqualTo(Baselines.NONE);
        settings.put(Parameter.BUDGETS, "regression(psnr) <= 0.10 dB");
        AeGate gate = gate();
        assertThatThrownBy(gate::baselines)
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("baseline.json cannot be used: ");
    }

    @Test
    void an_anchor_lies_beside_the_baseline_and_is_compared_with_by_its_name() {
        settings.put(Parameter.ANCHORS, "release");
        settings.put(Parameter.BUDGETS, "regression(psnr vs release) <= 0.10 dB");
        AeGate gate = gate();
        Measurements measured = measured(gate);

        assertThat(gate.judge(measured, gate.baselines()).budgets())
                .extracting(Judged::message)
                .containsExactly(
                        "regression(psnr vs release) was not measured, because there is no anchor release to"
                                + " compare with; accept one with ae-gate:accept -Dae-gate.anchor=release, or take the budget out");
        Path file = gate.acceptedFile(Optional.of("release"));
        assertThat(file).isEqualTo(base.resolve("ae-gate/release.json"));
        gate.accept(measured, file, Optional.empty(), "1.0");
        assertThat(gate.judge(measured, gate.baselines()).passed()).isTrue();
    }

    @Test
    void an_anchor_that_is_misspelt_is_not_accepted() {
        settings.put(Parameter.ANCHORS, "release");
        AeGate gate = gate();

        assertThatThrownBy(() -> gate.acceptedFile(Optional.of("relase")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("anchor is 'relase', which anchors does not name; the nearest is release, so correct it, or"
                        + " add it to anchors first.");
    }

    @Test
    void where_nothing_says_what_is_needed_whatever_was_measured_can_be_accepted() {
        measured(gate());
        settings.remove(Parameter.BUDGETS);

        assertThat(gate().fresh()).isEmpty();
        assertThat(gate().acceptable()).isPresent();
        settings.put(Parameter.METRICS, "l1");
        assertThat(gate().acceptable()).isEmpty();
    }

    @Test
    void where_only_the_environment_differs_the_baselines_checkpoint_is_measured_again() {
        acceptedElsewhere();
        settings.put(Parameter.BASELINE_CHECKPOINT, "out");
        AeGate gate = gate();
        Measurements measured = measured(gate);
        Baselines baselines = gate.baselines();

        AeGate again = gate.again(baselines, measured).orElseThrow();
        assertThat(again.spec().outputDirectory()).isEqualTo(base.resolve("target/ae-gate/baseline"));
        assertThat(again.spec().budgets()).isEmpty();
        Verdict verdict = gate.judge(measured, baselines.measuredAgain(measured(again)));
        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.warnings())
                .anySatisfy(warning ->
                        assertThat(warning).contains("was measured again here, because its environment differs"));
    }

    @Test
    void a_metric_that_was_never_accepted_is_not_measured_again_in_its_place() {
        acceptedElsewhere();
        settings.put(Parameter.BASELINE_CHECKPOINT, "out");
        settings.put(Parameter.BUDGETS, "regression(psnr) <= 0.10 dB; regression(l1) <= 2%");
        AeGate gate = gate();
        Measurements measured = measured(gate);
        Baselines baselines = gate.baselines();

        Measurements again = measured(gate.again(baselines, measured).orElseThrow());

        assertThat(gate.judge(measured, baselines.measuredAgain(again)).budgets())
                .extracting(Judged::status)
                .containsExactly(Status.PASS, Status.NOT_MEASURED);
    }

    @Test
    void a_metric_of_a_protocol_that_was_never_accepted_is_not_measured_again_in_its_place() throws IOException {
        settings.remove(Parameter.RECONSTRUCTIONS);
        TestCheckpoints.forward(base, "return torch.mul(x, 0.9)");
        settings.put(Parameter.CHECKPOINT, "vae.pt");
        settings.put(Parameter.QUANTIZE, "none");
        acceptedElsewhere();
        settings.put(Parameter.BASELINE_CHECKPOINT, "vae.pt");
        Measurements measured = measured(gate());
        settings.remove(Parameter.QUANTIZE);
        settings.put(Parameter.PROTOCOL, "lightningdit");
        AeGate gate = gate();

        AeGate again = gate.again(gate.baselines(), measured).orElseThrow();

        assertThat(again.task().metrics()).containsExactly(new MetricId("psnr"));
        assertThat(again.task().inputs().inputRules())
                .isEqualTo(gate.task().inputs().inputRules());
    }

    @Test
    void other_generated_images_are_not_measured_in_the_place_of_the_baselines() throws IOException {
        settings.put(Parameter.GENERATED, "generated");
        TestImages.write(base.resolve("generated/0.png"), TestImages.noise(0, 24, 24));
        accepted(here -> withGfid(elsewhere(here), 4.0));
        settings.put(Parameter.BASELINE_CHECKPOINT, "out");
        TestImages.write(base.resolve("generated/0.png"), TestImages.noise(1, 24, 24));
        Measurements measured = withGfid(measured(gate()), 400.0);
        settings.put(Parameter.BUDGETS, "regression(psnr) <= 0.10 dB; regression(gfid) <= 1");
        AeGate gate = gate();

        AeGate again = gate.again(gate.baselines(), measured).orElseThrow();

        assertThat(again.task().metrics()).containsExactly(new MetricId("psnr"));
    }

    private static Measurements withGfid(Measurements measured, double value) {
        Map<MetricId, MetricSummary> metrics = new TreeMap<>(measured.metrics());
        MetricId gfid = new MetricId("gfid");
        metrics.put(gfid, new MetricSummary(new MetricCatalog().metric(gfid).info(), value, 1));
        return new Measurements(
                metrics, measured.images(), measured.slices(), measured.provenance(), measured.warnings());
    }

    @Test
    void another_checkpoint_than_the_baselines_is_not_measured_in_its_place() throws IOException {
        acceptedElsewhere();
        Files.createDirectories(base.resolve("other"));
        for (int i = 0; i < IMAGES; i++) {
            String name = String.format("/%02d.png", i);
            Files.copy(base.resolve("eval" + name), base.resolve("other" + name));
        }
        settings.put(Parameter.BASELINE_CHECKPOINT, "other");
        AeGate gate = gate();
        Measurements measured = measured(gate);
        Baselines baselines = gate.baselines();

        assertThatThrownBy(() -> gate.again(baselines, measured))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching("baselineCheckpoint is other \\([0-9a-f]{8}\\), but the baseline was measured of"
                        + " [0-9a-f]{8}; name the file that it was measured of, or drop the setting\\.");
    }

    @Test
    void nothing_is_measured_again_where_the_environment_is_the_same_or_the_checkpoint_is_not_named() {
        accept("the first one");
        settings.put(Parameter.BASELINE_CHECKPOINT, "out");
        AeGate gate = gate();
        Measurements measured = measured(gate);
        assertThat(gate.again(gate.baselines(), measured)).isEmpty();

        acceptedElsewhere();
        settings.remove(Parameter.BASELINE_CHECKPOINT);
        AeGate unnamed = gate();
        assertThat(unnamed.again(unnamed.baselines(), measured)).isEmpty();
    }

    @Test
    void a_gate_that_sees_all_damage_passes_its_test() {
        settings.put(Parameter.BUDGETS, "regression(psnr) <= 0.10 dB; regression(l1) <= 2%; psnr >= 5");
        SelfTest test = tested();

        assertThat(test.summary())
                .isEqualTo(
                        "the self-test is passed: the gate passes the checkpoint against itself, and fails each damage");
        assertThat(test.blindToAll()).containsExactly("psnr >= 5");
        assertThat(base.resolve("target/ae-gate/self-test/channel-shift/measurements.json"))
                .content()
                .contains("\"damage\" : \"channel-shift\"");
        assertThat(gate().fresh()).isPresent();
    }

    @Test
    void a_gate_that_is_blind_to_damage_fails_its_test_and_says_which_budget_is() {
        settings.put(Parameter.BUDGETS, "psnr >= 5");
        SelfTest test = tested();

        assertThat(test.passed()).isFalse();
        assertThat(test.summary()).isEqualTo("""
                the self-test is not passed:
                  the gate does not see blur (gaussian blur of 1.5 pixels): psnr >= 5 is blind to it; tighten one, or add one that sees it
                  the gate does not see channel-shift (16 of 255 more red): psnr >= 5 is blind to it; tighten one, or add one that sees it
                  the gate does not see dropped-rows (every 16th row black): psnr >= 5 is blind to it; tighten one, or add one that sees it""");
        assertThat(gate().console(measured(gate()), test))
                .extracting(ConsoleReport.Line::prefixed)
                .first()
                .asString()
                .startsWith("[ERROR] ae-gate: self-test FAIL  out (");
    }

    @Test
    void a_budget_that_stays_open_for_want_of_images_has_not_seen_the_damage() {
        settings.put(Parameter.MIN_SAMPLES, "33");
        SelfTest test = tested();

        assertThat(test.sees(Damage.DROPPED_ROWS)).isFalse();
        assertThat(test.blind(Damage.DROPPED_ROWS)).containsExactly("regression(psnr) <= 0.10 dB");
    }

    @Test
    void waivers_hold_in_the_gate_and_must_match_a_budget() {
        settings.put(Parameter.BUDGETS, "psnr >= 60");
        waivers.add(Waiver.of("psnr at least 60 dB", "9999-12-31", "see issue 12"));
        AeGate gate = gate();
        assertThat(gate.judge(measured(gate), gate.baselines()).passed()).isTrue();

        waivers.add(Waiver.of("psnr >= 61", "9999-12-31", "see issue 12"));
        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "the waiver of psnr >= 61 matches no budget; write it as the budget is written, or take it out");
    }

    private SelfTest tested() {
        AeGate gate = gate();
        return gate.selfTest(measured(gate), this::measured);
    }

    private Measurements measured(AeGate gate) {
        return gate.measure((phase, done, total) -> {});
    }

    private Baseline accept(String reason) {
        AeGate gate = gate();
        Path file = gate.acceptedFile(Optional.empty());
        return gate.accept(measured(gate), file, gate.accepted(file), reason);
    }

    private void acceptedElsewhere() {
        accepted(BaselineGateTest::elsewhere);
    }

    private void accepted(UnaryOperator<Measurements> change) {
        AeGate gate = gate();
        gate.accept(change.apply(measured(gate)), gate.acceptedFile(Optional.empty()), Optional.empty(), "elsewhere");
    }

    /** As if another PyTorch had measured them. */
    private static Measurements elsewhere(Measurements here) {
        Provenance facts = here.provenance();
        Map<String, String> versions = new TreeMap<>(facts.versions());
        versions.put("pytorch", "1.0");
        Provenance there = new Provenance(
                facts.checkpoint(),
                facts.references(),
                facts.reconstructions(),
                facts.generated(),
                facts.weights(),
                facts.projectors(),
                facts.inputRules(),
                facts.device(),
                facts.precision(),
                versions,
                facts.startedAt(),
                facts.seconds());
        return new Measurements(here.metrics(), here.images(), here.slices(), there, here.warnings());
    }

    private AeGate gate() {
        return new AeGate(new Settings(base, settings, waivers));
    }
}
