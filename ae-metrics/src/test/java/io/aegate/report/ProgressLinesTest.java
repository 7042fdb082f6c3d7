package io.aegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final List<String> log = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3));
    private final ProgressLines lines = new ProgressLines(log::add, clock::get);

    @Test
    void what_is_quick_has_one_line() {
        lines.at("measuring", 0, 3);
        after(1).at("measuring", 0, 3);
        after(0).at("measuring", 2, 3);
        after(9).at("measuring", 3, 3);

        assertThat(log).containsExactly("ae-gate: measuring 3 images");
    }

    @Test
    void what_takes_longer_has_a_line_after_two_seconds_and_then_every_five() {
        lines.at("measuring", 0, 100);
        after(1).at("measuring", 5, 100);
        after(1).at("measuring", 10, 100);
        after(4).at("measuring", 30, 100);
        after(1).at("measuring", 35, 100);
        after(4).at("measuring", 50, 100);

        assertThat(log)
                .containsExactly(
                        "ae-gate: measuring 100 images",
                        "ae-gate: measuring 10 of 100 images, about 18 s left",
                        "ae-gate: measuring 35 of 100 images, about 13 s left");
    }

    @Test
    void what_it_takes_to_begin_does_not_count_for_what_is_left() {
        lines.at("measuring", 0, 100);
        after(20).at("measuring", 1, 100);
        after(5).at("measuring", 51, 100);

        assertThat(log)
                .containsExactly(
                        "ae-gate: measuring 100 images",
                        "ae-gate: measuring 1 of 100 images",
                        "ae-gate: measuring 51 of 100 images, about 4 s left");
    }

    @Test
    void what_has_not_begun_promises_no_end() {
        lines.at("measuring", 0, 1);
        after(60).at("measuring", 0, 1);

        assertThat(log).containsExactly("ae-gate: measuring 1 image");
    }

    @Test
    void each_phase_begins_anew_and_one_that_counts_nothing_is_named_if_it_comes_late() {
        lines.at("measuring", 0, 100);
        lines.at("comparing the sets", 0, 0);
        after(3).at("measuring generated", 0, 50);
        after(4).at("measuring generated", 10, 50);
        after(20).at("comparing the sets", 0, 0);
        lines.at("comparing the sets", 0, 0);

        assertThat(log)
                .containsExactly(
                        "ae-gate: measuring 100 images",
                        "ae-gate: measuring generated 50 images",
                        "ae-gate: measuring generated 10 of 50 images",
                        "ae-gate: comparing the sets");
    }

    private ProgressLines after(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        return lines;
    }
}
