package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DownloadDisplayTest {

    private static final long MEBIBYTE = 1 << 20;

    private final AtomicLong now = new AtomicLong();
    private final WrittenLog log = new WrittenLog();

    @Test
    void a_log_gets_a_line_every_ten_seconds_and_none_at_the_end() {
        try (DownloadDisplay.Lines display = new DownloadDisplay.Lines("vgg16.pth", log, now::get)) {
            display.at(MEBIBYTE, 528 * MEBIBYTE);
            now.set(TimeUnit.SECONDS.toNanos(10));
            display.at(100 * MEBIBYTE, 528 * MEBIBYTE);
            display.at(101 * MEBIBYTE, 528 * MEBIBYTE);
            now.set(TimeUnit.SECONDS.toNanos(20));
            display.at(200 * MEBIBYTE, 528 * MEBIBYTE);
            now.set(TimeUnit.SECONDS.toNanos(60));
            display.at(528 * MEBIBYTE, 528 * MEBIBYTE);
        }

        assertThat(log.lines()).containsExactly("vgg16.pth: 100 of 528 MiB", "vgg16.pth: 200 of 528 MiB");
    }

    @Test
    void whoever_waits_is_told_what_for() {
        try (DownloadDisplay.Lines display = new DownloadDisplay.Lines("vgg16.pth", log, now::get)) {
            display.waiting();
        }

        assertThat(log.lines()).containsExactly("Waiting for another ae-gate on this machine that fetches vgg16.pth.");
    }
}
