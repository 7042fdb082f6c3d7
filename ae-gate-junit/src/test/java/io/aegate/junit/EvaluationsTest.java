package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.AeGate;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.TestImages;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Progress;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationsTest {

    private static final Progress QUIET = (phase, done, total) -> {};

    @TempDir
    private Path base;

    private final AtomicInteger measured = new AtomicInteger();
    private final List<String> log = new ArrayList<>();
    private final Evaluations evaluations = new Evaluations(
            (gate, lines) -> {
                measured.incrementAndGet();
                return gate.measure(QUIET);
            },
            log::add);

    @BeforeEach
    void makeImages() {
        for (int i = 0; i < 2; i++) {
            RgbImage image = TestImages.noise(i, 32, 32);
            TestImages.write(base.resolve("in/" + i + ".png"), image);
            TestImages.write(base.resolve("out/" + i + ".png"), TestImages.disturbed(image, i));
        }
    }

    @Test
    void what_was_evaluated_is_not_evaluated_again() {
        Evaluated first = evaluations.of(declared("psnr >= 20", "one"));
        Evaluated second = evaluations.of(declared("psnr >= 20", "one"));

        assertThat(second).isSameAs(first);
        assertThat(measured).hasValue(1);
        assertThat(log).filteredOn(line -> line.contains("ae-gate: PASS")).hasSize(1);
    }

    @Test
    void other_budgets_on_the_same_metrics_share_the_measurements_and_have_verdicts_of_their_own() {
        Evaluated first = evaluations.of(declared("psnr >= 20; l1 <= 0.5", "one"));
        Evaluated second = evaluations.of(declared("psnr >= 99", "two"));

        assertThat(second.measurements().provenance())
                .isEqualTo(first.measurements().provenance());
        assertThat(second.measurements().metrics().keySet()).hasToString("[psnr]");
        assertThat(measured).hasValue(1);
        assertThat(base.resolve("one/verdict.json")).content().contains("\"PASS\"");
        assertThat(base.resolve("two/verdict.json")).content().contains("\"FAIL\"");
        assertThat(base.resolve("two/measurements.json")).exists();
    }

    @Test
    void metrics_that_are_missing_are_measured() {
        evaluations.of(declared("psnr >= 20", "one"));
        Evaluated second = evaluations.of(declared("ssim >= 0.1", "two"));

        assertThat(measured).hasValue(2);
        assertThat(second.measurements().metrics().keySet()).hasToString("[ssim]");
    }

    @Test
    void two_gates_do_not_write_to_one_folder() {
        evaluations.of(declared("psnr >= 20", "one"));

        assertThatThrownBy(() -> evaluations.of(declared("ssim >= 0.1", "One")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("one and One both write to " + base.resolve("One")
                        + "; give each an outputDirectory of its own.");
    }

    @Test
    void numbers_without_a_verdict_are_written_for_each_that_asks() throws IOException {
        evaluations.of(declared("psnr >= 20", "one"));
        evaluations.of(declared("", "two"));

        assertThat(base.resolve("two/measurements.json"))
                .hasSameTextualContentAs(base.resolve("one/measurements.json"));
    }

    @Test
    void budgets_that_change_in_their_file_are_judged_anew() throws IOException {
        Path file = Files.writeString(base.resolve("budgets.txt"), "psnr >= 20\n");
        Map<Parameter, String> values =
                new EnumMap<>(declared("", "one").settings().values());
        values.put(Parameter.BUDGETS_FILE, "budgets.txt");
        Declared fromFile =
                new Declared("one", new Settings(base, values), AeQuality.Missing.FAIL, false, List.of(), "mvn test");

        assertThat(evaluations.of(fromFile).verdict().orElseThrow().passed()).isTrue();
        Files.writeString(file, "psnr >= 99\n");
        assertThat(evaluations.of(fromFile).verdict().orElseThrow().passed()).isFalse();
    }

    @Test
    void other_contents_under_the_same_names_are_evaluated_anew() {
        Evaluated first = evaluations.of(declared("psnr >= 99", "one"));
        TestImages.write(base.resolve("out/0.png"), TestImages.noise(0, 32, 32));
        TestImages.write(base.resolve("out/1.png"), TestImages.noise(1, 32, 32));
        Evaluated second = evaluations.of(declared("psnr >= 99", "one"));

        assertThat(first.verdict().orElseThrow().passed()).isFalse();
        assertThat(second.verdict().orElseThrow().passed()).isTrue();
        assertThat(base.resolve("one/verdict.json")).content().contains("\"PASS\"");
    }

    @Test
    void a_refusal_is_kept_and_leaves_no_verdict_of_an_earlier_run() throws IOException {
        Path verdict =
                Files.writeString(Files.createDirectories(base.resolve("one")).resolve("verdict.json"), "{}");
        Evaluations refusing = new Evaluations(
                (gate, lines) -> {
                    measured.incrementAndGet();
                    throw new RefusedInputException("The checkpoint gave NaN for image 0.");
                },
                log::add);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> refusing.of(declared("psnr >= 20", "one")))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage("The checkpoint gave NaN for image 0.");
        }
        assertThat(measured).hasValue(1);
        assertThat(verdict).doesNotExist();
    }

    @Test
    void a_declaration_that_is_refused_leaves_no_verdict_of_an_earlier_run() throws IOException {
        Path verdict =
                Files.writeString(Files.createDirectories(base.resolve("one")).resolve("verdict.json"), "{}");

        assertThatThrownBy(() -> evaluations.of(declared("psnr <= 20", "one")))
                .isInstanceOf(RefusedInputException.class);
        assertThat(verdict).doesNotExist();
    }

    @Test
    void a_mistake_of_ours_is_not_taken_for_a_refusal() {
        Evaluations failing = new Evaluations(
                (gate, lines) -> {
                    if (measured.getAndIncrement() == 0) {
                        throw new IllegalStateException("interrupted");
                    }
                    return gate.measure(QUIET);
                },
                log::add);

        assertThatThrownBy(() -> failing.of(declared("psnr >= 20", "one"))).isInstanceOf(IllegalStateException.class);
        assertThat(failing.of(declared("psnr >= 20", "one")).verdict()).isPresent();
    }

    @Test
    void measurements_of_an_earlier_run_are_judged_where_nothing_has_changed() {
        Settings settings = declared("psnr >= 20", "one").settings();
        Measurements before = new AeGate(settings).measure(QUIET);

        Evaluations ofThisJvm = new Evaluations(Evaluations::measured, log::add);
        Evaluated evaluated = ofThisJvm.of(declared("psnr >= 20", "one"));

        assertThat(evaluated.measurements().provenance()).isEqualTo(before.provenance());
        assertThat(log)
                .contains(
                        "ae-gate: nothing has changed since one/measurements.json was written, so it is judged as it is");
    }

    private Declared declared(String budgets, String output) {
        Map<Parameter, String> values = new EnumMap<>(Parameter.class);
        values.put(Parameter.REFERENCES, "in");
        values.put(Parameter.RECONSTRUCTIONS, "out");
        values.put(Parameter.METRICS, budgets.isEmpty() ? "psnr" : "");
        values.put(Parameter.BUDGETS, budgets);
        values.put(Parameter.OUTPUT_DIRECTORY, output);
        return new Declared(output, new Settings(base, values), AeQuality.Missing.FAIL, false, List.of(), "mvn test");
    }
}
