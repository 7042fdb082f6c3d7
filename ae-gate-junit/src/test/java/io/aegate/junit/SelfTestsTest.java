package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Provenance;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.opentest4j.AssertionFailedError;

/** Gates that are tested themselves. */
class SelfTestsTest extends RegressionRuns {

    @BeforeEach
    void askForIt() {
        properties.put("ae-gate.selfTest", "true");
    }

    @Test
    void a_gate_that_sees_damage_has_one_more_case_that_passes() {
        Launched run = run(RegressionExamples.Seeing.class);

        assertThat(run.cases())
                .containsOnly(
                        Map.entry("psnr >= 32", "PASS"),
                        Map.entry("self-test", "PASS"),
                        Map.entry("regression(psnr) <= 0.10 dB", run.message("regression(psnr) <= 0.10 dB")),
                        Map.entry("junit-jupiter: sees(Measurements)", "PASS"));
        assertThat(run.entry("self-test"))
                .isEqualTo(
                        Map.of(
                                "ae-gate.status",
                                "PASS",
                                "ae-gate.message",
                                "the self-test is passed: the gate passes the checkpoint against itself, and fails each damage"));
    }

    @Test
    void a_gate_that_is_blind_fails_and_names_what_it_does_not_see() {
        Launched run = run(RegressionExamples.Blind.class);

        assertThat(run.message("psnr >= 5")).isEqualTo("PASS");
        assertThat(run.failure("self-test")).isInstanceOfSatisfying(AssertionFailedError.class, failure -> {
            assertThat(failure).hasMessage("""
                    the self-test is not passed:
                      the gate does not see blur (gaussian blur of 1.5 pixels): psnr >= 5 is blind to it; tighten one, or add one that sees it
                      the gate does not see channel-shift (16 of 255 more red): psnr >= 5 is blind to it; tighten one, or add one that sees it
                      the gate does not see dropped-rows (every 16th row black): psnr >= 5 is blind to it; tighten one, or add one that sees it""");
            assertThat(failure.getStackTrace()).isEmpty();
        });
        assertThat(run.identifier("self-test").getSource())
                .contains(MethodSource.from(RegressionExamples.Blind.class.getName(), "self-test"));
    }

    @Test
    void what_it_sees_is_printed() {
        Declared declared = declared(RegressionExamples.Seeing.class);
        Evaluated evaluated = evaluations.of(declared);
        log.clear();

        assertThat(evaluations.selfTest(declared, evaluated).passed()).isTrue();

        Provenance.Subject subject = evaluated.measurements().provenance().checkpoint();
        assertThat(log)
                .containsExactly(
                        "[INFO] ae-gate: self-test PASS  " + subject.name() + " ("
                                + subject.hash().substring(0, 8) + ")   40 images, fp32, cpu",
                        "[INFO]    PASS  itself           passes, as it has to",
                        "[INFO]    PASS  blur             gaussian blur of 1.5 pixels: seen by psnr >= 32",
                        "[INFO]    PASS  channel-shift    16 of 255 more red: seen by psnr >= 32",
                        "[INFO]    PASS  dropped-rows     every 16th row black: seen by psnr >= 32");
    }

    @Test
    void gates_of_the_same_images_share_what_they_are_tested_with() {
        Declared seeing = declared(RegressionExamples.Seeing.class);
        Declared blind = declared(RegressionExamples.Blind.class);

        assertThat(evaluations.selfTest(seeing, evaluations.of(seeing)).passed())
                .isTrue();
        assertThat(evaluations.selfTest(blind, evaluations.of(blind)).passed()).isFalse();

        assertThat(measured).hasValue(1 + Damage.values().length);
    }

    @Test
    void it_can_be_run_alone() {
        String type = RegressionExamples.Seeing.class.getName();
        String id = "[engine:ae-gate]/[class:" + RegressionExamples.class.getName() + "]/[class:" + type + "]";

        Launched ofClass = alone(selectMethod(type, "self-test"));
        Launched ofMethod = alone(selectMethod(type, "compares: self-test"));
        Launched byId = alone(selectUniqueId(id + "/[method:compares()]/[self-test:self-test]"));

        assertThat(ofClass.cases()).containsExactly(Map.entry("self-test", "PASS"));
        assertThat(ofMethod.cases()).containsExactly(Map.entry("self-test", "PASS"));
        assertThat(ofMethod.identifier("self-test").getSource())
                .contains(MethodSource.from(type, "compares: self-test"));
        assertThat(byId.identifier("self-test").getUniqueId())
                .isEqualTo(ofMethod.identifier("self-test").getUniqueId());
    }

    /** By this engine: some versions of Jupiter do not bear to be asked for a method that is none. */
    private Launched alone(DiscoverySelector selector) {
        Filter<?>[] filters = {EngineFilter.includeEngines(BudgetTests.ENGINE)};
        return Launched.filtered(properties, filters, selector);
    }

    @Test
    void it_is_skipped_where_its_gate_is() {
        properties.remove("ae-gate.reconstructions");

        Launched run = run(RegressionExamples.Skipping.class);

        assertThat(run.cases()).isEmpty();
        assertThat(run.skipped()).containsOnlyKeys("psnr >= 20", "self-test");
        assertThat(run.skipped().get("self-test")).isEqualTo(run.skipped().get("psnr >= 20"));
    }

    @Test
    void nobody_has_it_who_did_not_ask() {
        properties.put("ae-gate.selfTest", "FALSE");
        assertThat(run(RegressionExamples.Blind.class).cases()).containsOnlyKeys("psnr >= 5");

        properties.remove("ae-gate.selfTest");
        assertThat(run(RegressionExamples.Blind.class).cases()).containsOnlyKeys("psnr >= 5");
    }

    @Test
    void who_asks_with_another_word_fails() {
        properties.put("ae-gate.selfTest", "yes");

        assertThat(run(RegressionExamples.Blind.class).message("RegressionExamples > Blind"))
                .isEqualTo("The property ae-gate.selfTest is 'yes'; use true or false.");
    }
}
