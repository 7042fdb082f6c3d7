package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.TestImages;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Jupiter tests are handed. */
class AeQualityExtensionTest extends ExampleRuns {

    @Test
    void numbers_are_of_the_files_as_they_are_when_a_test_asks() throws IOException {
        Examples.INJECTED.clear();
        Examples.changing = output.resolve("changing");
        for (int i = 0; i < 3; i++) {
            TestImages.write(Examples.changing.resolve(i + ".png"), TestImages.noise(i, SIDE, SIDE));
        }
        properties.put("ae-gate.reconstructions", Examples.changing.toString());

        Launched run = Launched.classes(properties, Examples.Changing.class);

        assertThat(run.cases().values()).containsOnly("PASS");
        assertThat(Examples.INJECTED)
                .extracting(measured -> measured.provenance().checkpoint().hash())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void a_constructor_is_handed_what_holds_for_the_test() {
        assertThat(Launched.classes(properties, Examples.Constructed.class).cases())
                .containsOnly(Map.entry("junit-jupiter: isOfTheMethod(Measurements)", "PASS"));
    }

    @Test
    void both_engines_share_one_evaluation() {
        Examples.INJECTED.clear();

        Launched run = Launched.classes(properties, Examples.Outer.class);

        assertThat(run.cases().values()).containsOnly("PASS");
        assertThat(run.cases().keySet())
                .contains("psnr >= 20", "ms-ssim >= 0.5", "ssim >= 0.5", "junit-jupiter: sees(Measurements, Verdict)");
        assertThat(Examples.INJECTED).hasSize(2).containsOnly(Examples.INJECTED.get(0));
        assertThat(Examples.INJECTED.get(1)).isSameAs(Examples.INJECTED.get(0));
    }

    @Test
    void tests_that_run_at_the_same_time_share_one_evaluation() {
        Examples.INJECTED.clear();
        properties.put("junit.jupiter.execution.parallel.enabled", "true");
        properties.put("junit.jupiter.execution.parallel.mode.default", "concurrent");
        properties.put("junit.jupiter.execution.parallel.config.strategy", "fixed");
        properties.put("junit.jupiter.execution.parallel.config.fixed.parallelism", "8");

        Launched run = Launched.classes(properties, Examples.Crowd.class, Examples.OtherCrowd.class);

        assertThat(run.cases().values()).containsOnly("PASS");
        assertThat(Examples.INJECTED)
                .hasSize(16)
                .allSatisfy(measured -> assertThat(measured).isSameAs(Examples.INJECTED.get(0)));
    }

    @Test
    void measurements_are_injected_everywhere_and_a_verdict_only_where_there_are_budgets() {
        Launched run = Launched.classes(properties, Examples.NumbersOnly.class);

        assertThat(run.message("junit-jupiter: areTheSameEverywhere(Measurements)"))
                .isEqualTo("PASS");
        assertThat(run.message("junit-jupiter: haveNoVerdict(Verdict)"))
                .isEqualTo("There is no verdict without budgets; give @AeQuality some, or take Measurements instead.");
        assertThat(run.cases()).hasSize(2);
    }
}
