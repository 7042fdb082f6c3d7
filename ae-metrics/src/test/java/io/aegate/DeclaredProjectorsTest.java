package io.aegate;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Judged;
import io.aegate.gate.Status;
import io.aegate.image.RefusedInputException;
import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates with a projector of the user's own. */
class DeclaredProjectorsTest {

    @TempDir
    private Path base;

    private final Map<Parameter, String> settings = new EnumMap<>(Parameter.class);

    @BeforeEach
    void declare() {
        for (int i = 0; i < 3; i++) {
            TestImages.write(base.resolve("eval/%d.png".formatted(i)), TestImages.noise(i, 16, 16));
            TestImages.write(
                    base.resolve("out/%d.png".formatted(i)), TestImages.disturbed(TestImages.noise(i, 16, 16), 3));
        }
        script("torch.mean(x, [1])");
        settings.put(Parameter.REFERENCES, "eval");
        settings.put(Parameter.RECONSTRUCTIONS, "out");
        settings.put(Parameter.WEIGHTS_DIRECTORY, base.resolve("weights").toString());
        settings.put(Parameter.PROJECTORS, "p = p.pt");
        settings.put(Parameter.METRICS, "drift.p");
    }

    private void script(String body) {
        try {
            TorchScriptArchive.write(
                    base.resolve("p.pt"),
                    "def forward(self, x: Tensor) -> Tensor:\n  return " + body + "\n",
                    Map.of("state", Tensor.of(new float[1], 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AeGate gate() {
        return new AeGate(new Settings(base, settings));
    }

    @Test
    void a_network_that_is_replaced_while_it_measures_is_refused() {
        AeGate gate = gate();

        assertThatThrownBy(() -> gate.measure((phase, done, total) -> script("torch.amax(x, [1])")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projectors' files have changed while they were used; run it again when nothing writes them.");
        assertThat(base.resolve("target/ae-gate/measurements.json")).doesNotExist();
    }

    @Test
    void measurements_of_another_network_are_not_fresh() {
        gate().measure((phase, done, total) -> {});
        assertThat(gate().fresh()).isPresent();

        script("torch.amax(x, [1])");

        assertThat(gate().fresh()).isEmpty();
    }

    @Test
    void a_network_that_is_not_there_is_named() throws IOException {
        Files.delete(base.resolve("p.pt"));

        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "The projector p names p.pt, where there is no file; check the path, which is relative to the"
                                + " project.");
    }

    @Test
    void a_report_shows_pictures_of_its_own_measurements_only() throws IOException {
        settings.put(Parameter.BUDGETS, "drift.p <= 1");
        AeGate gate = gate();
        Measurements own = gate.measure((phase, done, total) -> {});
        gate.write(own, gate.judge(own, gate.baselines()), "", "");
        assertThat(base.resolve("target/ae-gate/report.md")).content().contains("evidence/drift.p-1-reference.png");

        settings.put(Parameter.OUTPUT_DIRECTORY, "other");
        script("torch.amax(x, [1])");
        Measurements elsewhere = gate().measure((phase, done, total) -> {});
        settings.remove(Parameter.OUTPUT_DIRECTORY);
        AeGate sharing = gate();
        sharing.write(elsewhere, sharing.judge(elsewhere, sharing.baselines()), "", "");

        assertThat(base.resolve("target/ae-gate/report.md")).content().doesNotContain("evidence/");
        assertThat(base.resolve("target/ae-gate/evidence")).doesNotExist();
    }

    private void acceptMeasurements() {
        settings.put(Parameter.METRICS, "drift.p,psnr");
        AeGate gate = gate();
        gate.accept(
                gate.measure((phase, done, total) -> {}),
                base.resolve("ae-gate/baseline.json"),
                Optional.empty(),
                "first");
        settings.remove(Parameter.METRICS);
    }

    private Judged judged(String budget) {
        settings.put(Parameter.BUDGETS, budget);
        settings.put(Parameter.CONFIDENCE, "none");
        AeGate gate = gate();
        return gate.judge(gate.measure((phase, done, total) -> {}), gate.baselines())
                .budgets()
                .get(0);
    }

    @Test
    void a_projector_that_is_not_declared_any_more_leaves_the_rest_of_the_baseline() {
        acceptMeasurements();
        settings.remove(Parameter.PROJECTORS);

        assertThat(judged("regression(psnr) <= 0.1").status()).isEqualTo(Status.PASS);
    }

    @Test
    void other_keys_are_named_where_a_regression_cannot_be_judged() {
        acceptMeasurements();
        settings.put(Parameter.PROJECTORS, "p = p.pt order=bgr");

        Judged judged = judged("regression(drift.p) <= 0.1");

        assertThat(judged.status()).isEqualTo(Status.NOT_MEASURED);
        assertThat(judged.message())
                .endsWith(
                        "is not comparable: projector p (order=rgb then, order=bgr now); measure as it was measured, or"
                                + " accept a new one");
    }

    @Test
    void another_file_is_named_by_its_hash() {
        acceptMeasurements();
        script("torch.amax(x, [1])");

        assertThat(judged("regression(drift.p) <= 0.1").message())
                .matches(".* is not comparable: projector p \\(its file [0-9a-f]{8} then, [0-9a-f]{8} now\\); .*");
    }

    @Test
    void an_official_file_under_another_name_still_has_its_licence() {
        settings.put(Parameter.PROJECTORS, "p = " + shared("weights/det_500m.onnx") + " output=faces");

        assertThatThrownBy(this::gate)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "det_500m.onnx is under the licence InsightFace non-commercial, which forbids any commercial use; if"
                                + " you keep to that, set acceptLicense=det_500m.onnx.");

        settings.put(Parameter.ACCEPT_LICENSE, "det_500m.onnx");
        assertThat(gate().images()).isEqualTo(3);
    }

    @Test
    void a_file_that_a_laptop_lacks_is_told_without_reading_any() throws IOException {
        assertThat(AeGate.absent(new Settings(base, settings))).isEmpty();
        Files.delete(base.resolve("p.pt"));

        assertThat(AeGate.absent(new Settings(base, settings)))
                .contains("projector p names " + base.resolve("p.pt") + ", where there is nothing");
    }

    @Test
    void evidence_goes_with_the_measurements_that_are_discarded() {
        AeGate gate = gate();
        gate.measure((phase, done, total) -> {});
        assertThat(base.resolve("target/ae-gate/evidence")).isDirectory();

        gate.discardResults();

        assertThat(base.resolve("target/ae-gate/evidence")).doesNotExist();
    }
}
