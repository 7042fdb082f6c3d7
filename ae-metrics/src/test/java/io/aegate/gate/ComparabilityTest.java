package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.gate.RegressionExamples.POINTS;
import static io.aegate.gate.RegressionExamples.accepted;
import static io.aegate.gate.RegressionExamples.only;
import static io.aegate.gate.RegressionExamples.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Provenance.ImageSetFacts;
import io.aegate.evaluation.Provenance.WeightFile;
import io.aegate.metric.MetricId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparabilityTest {

    private static final Map<String, String> RULES = Map.of("resize", "none", "quantize", "round");
    private static final Map<String, WeightFile> WEIGHTS =
            Map.of("alexnet-owt-7be5be79.pth", new WeightFile("7be5".repeat(16), true));
    private static final Map<String, String> VERSIONS = Map.of("ae-gate", "0.1.0", "pytorch", "2.5.1");

    @ParameterizedTest
    @CsvSource({
        "cuda:0, fp32, 'device (cuda then, cpu now)'",
        "cpu, bf16, 'precision (bf16 then, fp32 now)'",
        "cuda:1, bf16, 'device (cuda then, cpu now), precision (bf16 then, fp32 now)'"
    })
    void another_device_or_precision_is_no_pass(String device, String precision, String differences) {
        Provenance then = provenance("ab", RULES, WEIGHTS, device, precision, VERSIONS);

        assertThat(message(measured("psnr", 30, 31).provenance(facts -> then).build()))
                .isEqualTo(notComparable(differences));
    }

    @Test
    void devices_of_one_class_are_comparable() {
        Provenance first = provenance("ab", RULES, WEIGHTS, "cuda:0", "fp32", VERSIONS);
        Provenance second = provenance("ab", RULES, WEIGHTS, "cuda:1", "fp32", VERSIONS);

        assertThat(verdict(
                                POINTS,
                                "regression(psnr) <= 1",
                                measured("psnr", 30, 31)
                                        .provenance(facts -> first)
                                        .build(),
                                measured("psnr", 30, 31)
                                        .provenance(facts -> second)
                                        .build())
                        .outcome())
                .isEqualTo(Status.PASS);
    }

    @Test
    void other_input_rules_are_no_pass() {
        Map<String, String> rules = Map.of("resize", "center-crop:256", "quantize", "round", "range", "-1..1");

        assertThat(message(measured("psnr", 30, 31)
                        .provenance(facts -> provenance("ab", rules, WEIGHTS, "cpu", "fp32", VERSIONS))
                        .build()))
                .isEqualTo(notComparable("range (-1..1 then, absent now), resize (center-crop:256 then, none now)"));
    }

    @Test
    void other_weights_of_a_metric_are_no_pass_of_it_and_leave_the_others_alone() {
        Map<String, WeightFile> weights =
                Map.of("alexnet-owt-7be5be79.pth", new WeightFile("7be5".repeat(15) + "0000", true));
        Measurements then = measured("psnr", 30, 31)
                .and("lpips", 0.1, 0.1)
                .provenance(facts -> provenance("ab", RULES, weights, "cpu", "fp32", VERSIONS))
                .build();
        Measurements now = measured("psnr", 30, 31).and("lpips", 0.1, 0.1).build();

        assertThat(verdict(POINTS, "regression(psnr) <= 1", then, now).outcome())
                .isEqualTo(Status.PASS);
        Verdict lpips = verdict(POINTS, "regression(lpips) <= 1", then, now);
        assertThat(lpips.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(only(lpips).message())
                .isEqualTo("regression(lpips) was not measured, because the baseline of 2026-09-03 is not comparable:"
                        + " alexnet-owt-7be5be79.pth (7be57be5 then, 7be57be5 now); measure as it was measured, or"
                        + " accept a new one");
    }

    @Test
    void weights_that_only_one_side_names_are_no_pass() {
        Measurements then = measured("lpips", 0.1, 0.1)
                .provenance(facts -> provenance("ab", RULES, Map.of(), "cpu", "fp32", VERSIONS))
                .build();

        Verdict verdict = verdict(
                POINTS,
                "regression(lpips) <= 1",
                then,
                measured("lpips", 0.1, 0.1).build());

        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(only(verdict).message()).contains("alexnet-owt-7be5be79.pth (absent then, 7be57be5 now)");
    }

    @Test
    void a_set_of_another_number_of_images_is_no_pass() {
        Measurements then = measured("psnr", 30, 31).andSet("rfid", 9.5, 1000).build();
        Measurements now = measured("psnr", 30, 31).andSet("rfid", 4.5, 50_000).build();

        Verdict verdict = verdict(POINTS, "regression(rfid) <= 0.1", then, now);

        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
        assertThat(only(verdict).message())
                .isEqualTo(
                        "regression(rfid) was not measured, because the baseline of 2026-09-03 has rfid of 1000 images,"
                                + " not of 50000; measure as many, or accept a new one");
    }

    @Test
    void other_references_are_no_pass() {
        Provenance then = provenance("cd", RULES, WEIGHTS, "cpu", "fp32", VERSIONS);

        assertThat(message(measured("psnr", 30, 31).provenance(facts -> then).build()))
                .isEqualTo(notComparable("references (cdcdcdcd then, abababab now)"));
    }

    @Test
    void images_that_are_missing_new_or_changed_are_named() {
        Measurements example = measured("psnr", 30, 31).build();
        Measurements then = new Measurements(
                example.metrics(),
                new ImageTable(
                        List.of("0001", "0002", "0003"),
                        List.of("00", "11", "22"),
                        Map.of(new MetricId("psnr"), new double[] {30, 31, 32})),
                example.slices(),
                example.provenance(),
                List.of());

        assertThat(message(then))
                .isEqualTo(notComparable("references (2 missing: 0002, 0003, 1 new: 0000, 1 changed: 0001)"));
    }

    @Test
    void other_versions_warn() {
        Provenance then =
                provenance("ab", RULES, WEIGHTS, "cpu", "fp32", Map.of("ae-gate", "0.1.0", "pytorch", "2.4.0"));
        Verdict verdict = verdict(
                POINTS,
                "regression(psnr) <= 1",
                measured("psnr", 30, 31).provenance(facts -> then).build(),
                measured("psnr", 30, 31).build());

        assertThat(verdict.outcome()).isEqualTo(Status.PASS);
        assertThat(verdict.warnings())
                .containsExactly("the baseline of 2026-09-03 was measured with other versions, which may have moved"
                        + " values: pytorch (2.4.0 then, 2.5.1 now)");
    }

    @ParameterizedTest
    @CsvSource({
        "cuda:0, fp32, 0.1.0, 'device (cuda then, cpu now)'",
        "cpu, bf16, 0.1.0, 'precision (bf16 then, fp32 now)'",
        "cuda:1, bf16, 0.0.9, 'device (cuda then, cpu now), precision (bf16 then, fp32 now), ae-gate (0.0.9 then, 0.1.0 now)'"
    })
    void another_environment_alone_can_be_measured_again(
            String device, String precision, String version, String differences) {
        Map<String, String> versions = Map.of("ae-gate", version, "pytorch", "2.5.1");

        assertThat(onlyEnvironment(provenance("ab", RULES, WEIGHTS, device, precision, versions)))
                .contains(differences);
    }

    @Test
    void other_weights_alone_can_be_measured_again() {
        Map<String, WeightFile> weights = Map.of("alexnet-owt-7be5be79.pth", new WeightFile("11".repeat(32), true));

        assertThat(onlyEnvironment(provenance("ab", RULES, weights, "cpu", "fp32", VERSIONS)))
                .contains("alexnet-owt-7be5be79.pth (11111111 then, 7be57be5 now)");
    }

    @Test
    void what_differs_in_its_inputs_or_in_nothing_is_not_for_measuring_again() {
        Map<String, String> rules = Map.of("resize", "center-crop:256", "quantize", "round");

        assertThat(onlyEnvironment(provenance("ab", RULES, WEIGHTS, "cpu", "fp32", VERSIONS)))
                .isEmpty();
        assertThat(onlyEnvironment(provenance("cd", RULES, WEIGHTS, "cuda:0", "fp32", VERSIONS)))
                .isEmpty();
        assertThat(onlyEnvironment(provenance("ab", rules, WEIGHTS, "cuda:0", "fp32", VERSIONS)))
                .isEmpty();
    }

    private static Optional<String> onlyEnvironment(Provenance then) {
        Measurements before =
                measured("lpips", 0.1, 0.2).provenance(facts -> then).build();
        return accepted(before)
                .onlyEnvironmentDiffersFrom(measured("lpips", 0.1, 0.2).build());
    }

    @Test
    void a_metric_that_the_baseline_lacks_is_no_pass() {
        assertThat(message(measured("lpips", 0.1, 0.1).build()))
                .isEqualTo("regression(psnr) was not measured, because the baseline of 2026-09-03 has no psnr; accept a"
                        + " new one");
    }

    @Test
    void an_image_without_a_value_in_the_baseline_is_no_pass() {
        assertThat(message(measured("psnr", 30, Double.NaN).build()))
                .isEqualTo("regression(psnr) was not measured, because the baseline of 2026-09-03 has no value of psnr"
                        + " for 1 of 2 images (0001); accept a new one");
    }

    @Test
    void a_set_metric_without_a_value_in_the_baseline_is_no_pass() {
        assertThat(only(verdict(
                                POINTS,
                                "regression(rfid) <= 1 or warn",
                                measured("psnr", 30)
                                        .andSet("rfid", Double.NaN, 1)
                                        .build(),
                                measured("psnr", 30).andSet("rfid", 1, 1).build()))
                        .message())
                .isEqualTo("regression(rfid) was not measured, because the baseline of 2026-09-03 has no value of rfid;"
                        + " accept a new one");
    }

    private static String message(Measurements then) {
        Verdict verdict = verdict(
                POINTS,
                "regression(psnr) <= 1 or warn",
                then,
                measured("psnr", 30, 31).build());
        assertThat(verdict.outcome()).isEqualTo(Status.NOT_MEASURED);
        return only(verdict).message();
    }

    private static String notComparable(String differences) {
        return "regression(psnr) was not measured, because the baseline of 2026-09-03 is not comparable: " + differences
                + "; measure as it was measured, or accept a new one";
    }

    private static Provenance provenance(
            String fingerprint,
            Map<String, String> rules,
            Map<String, WeightFile> weights,
            String device,
            String precision,
            Map<String, String> versions) {
        Provenance facts = ExampleMeasurements.provenance(2);
        return new Provenance(
                facts.checkpoint(),
                new ImageSetFacts(2, fingerprint.repeat(32)),
                facts.reconstructions(),
                facts.generated(),
                weights,
                facts.projectors(),
                rules,
                device,
                precision,
                versions,
                facts.startedAt(),
                facts.seconds());
    }
}
