package io.aegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapedTest {

    @Test
    void a_terminal_sees_control_characters_as_text() {
        assertThat(Escaped.terminal("a\u001b[31m\nb\r\tc\u202Ed\u2028e\uD800f\uDB40\uDC01"))
                .isEqualTo("a\\u001b[31m\\nb\\r\\tc\\u202ed\\u2028e\\ud800f\\u{e0001}");
    }

    @Test
    void letters_of_every_script_stay() {
        assertThat(Escaped.terminal("größe/日本語/🙂 é")).isEqualTo("größe/日本語/🙂 é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::error::x",
                "  ::add-mask::x",
                "##[error]x",
                "a ##vso[task]",
                "##teamcity[x]",
                "###[group]",
                ":::x",
                "x\n::error::"
            })
    void a_log_line_commands_nothing(String text) {
        assertThat(Escaped.logLine(text)).doesNotMatch("\\s*::.*").doesNotContain("##", "\n");
    }

    @Test
    void a_harmless_log_line_stays() {
        assertThat(Escaped.logLine("  FAIL  a::b #1  é")).isEqualTo("  FAIL  a::b #1  é");
    }

    @Test
    void markdown_shows_names_as_they_are() {
        assertThat(Escaped.markdown("a|b`c`<img src=x>\n*d* [e](f) @team http://g &amp; h_i"))
                .isEqualTo("a\\|b\\`c\\`&lt;img src=x&gt;\\\\n\\*d\\* \\[e\\](f) &#64;team http&#58;//g"
                        + " &amp;amp; h\\_i");
    }

    @Test
    void code_in_markdown_cannot_be_left() {
        assertThat(Escaped.markdownCode("psnr >= 30")).isEqualTo("`psnr >= 30`");
        assertThat(Escaped.markdownCode("a``b|c`")).isEqualTo("``` a``b|c` ```");
        assertThat(Escaped.markdownCell("a``b|c`")).isEqualTo("``` a``b\\|c` ```");
        assertThat(Escaped.markdownCode("a\n\nb")).isEqualTo("`a\\n\\nb`");
    }

    @Test
    void xml_drops_what_it_cannot_hold() {
        assertThat(Escaped.xml("a\u0000\u001b\uFFFE\uD800b\t\n🙂")).isEqualTo("ab\t\n🙂");
    }
}
