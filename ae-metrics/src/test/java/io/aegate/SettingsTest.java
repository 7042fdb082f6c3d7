package io.aegate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @ParameterizedTest
    @CsvSource({"selfTest, yes", "attach, 1", "allowInCi, on", "skip, ''", "selfTest, ' true'"})
    void a_switch_that_is_neither_on_nor_off_is_refused(String name, String text) {
        assertThatThrownBy(() -> Settings.refuseUnclear(Map.of(name, text)::get))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(name + " is '" + text + "'; use true or false.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "TRUE", "${skipTests}"})
    void a_switch_is_true_or_false_or_what_maven_makes_of_an_expression(String text) {
        assertThatCode(() -> Settings.refuseUnclear(Map.of("selfTest", text)::get))
                .doesNotThrowAnyException();
    }

    @Test
    void a_switch_that_is_not_given_is_off() {
        assertThatCode(() -> Settings.refuseUnclear(Map.<String, String>of()::get))
                .doesNotThrowAnyException();
    }
}
