package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgingTest {

    @TempDir
    private Path base;

    private final Map<Parameter, String> settings = new EnumMap<>(Parameter.class);

    @ParameterizedTest
    @CsvSource({
        "ae-gate/baseline.json, release=ae-gate/baseline.json, release, ae-gate/baseline.json",
        "ae-gate/release.json, release, release, ae-gate/release.json",
        "ae-gate/baseline.json, Baseline, Baseline, ae-gate/Baseline.json",
    })
    void an_anchor_in_the_place_of_the_baseline_is_refused(String baseline, String anchors, String name, String file) {
        settings.put(Parameter.BASELINE, baseline);
        settings.put(Parameter.ANCHORS, anchors);

        refuses("The anchor " + name + " is " + base.resolve(file)
                + ", which is the baseline; give it another name or file.");
    }

    @Test
    void an_anchor_that_is_not_configured_is_not_accepted_over_the_baseline_either() {
        settings.put(Parameter.BASELINE, "ae-gate/release.json");
        Judging judging = judging();

        assertThatThrownBy(() -> judging.anchor(base, "release"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("The anchor release is " + base.resolve("ae-gate/release.json")
                        + ", which is the baseline; give it another name or file.");
        assertThat(judging.anchor(base, "v1")).isEqualTo(base.resolve("ae-gate/v1.json"));
    }

    @Test
    void a_file_that_can_be_no_baseline_is_refused() {
        String other = ", but it is a .json that ae-gate:accept wrote, or a .zip of one; correct the name.";
        settings.put(Parameter.BASELINE, "/");
        refuses("baseline is " + Path.of("/").toAbsolutePath() + other);

        settings.put(Parameter.BASELINE, "models/vae.pt");
        refuses("baseline is " + base.resolve("models/vae.pt") + other);

        settings.remove(Parameter.BASELINE);
        settings.put(Parameter.ANCHORS, "release=");
        refuses("the anchor release is " + base + other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "..", "a/b", "baseline"})
    void a_name_that_no_budget_could_say_is_refused(String name) {
        settings.put(Parameter.ANCHORS, name);

        refuses("An anchor is called '" + name
                + "'; begin with a letter, use letters, digits, '.', '-' and '@', and another name than baseline.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ae-gate/baseline-b.json | release,first=first.json",
                "baseline.json | release,first=first.json",
                "models/old.json | release=ae-gate/release-b.json,first=first.json",
                "baselines/old.json | release=ae-gate/release-b.json,first=first.json",
                "baseline.zip | release=ae-gate/release-b.json,first=first.json",
                " | release=ae-gate/release-b.json,first=first.json",
            })
    void of_several_gates_each_has_anchors_of_its_own(String baseline, String expected) {
        assertThat(Judging.anchorsOf("b", "release, first=first.json", Optional.ofNullable(baseline))
                        .replace(" ", ""))
                .isEqualTo(expected);
    }

    private void refuses(String message) {
        assertThatThrownBy(this::judging)
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    private Judging judging() {
        return Judging.of(new Settings(base, settings));
    }
}
