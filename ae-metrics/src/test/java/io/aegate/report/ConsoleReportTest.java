package io.aegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.gate.Budgets;
import io.aegate.gate.ExampleMeasurements;
import io.aegate.gate.Gate;
import io.aegate.gate.Vocabulary;
import io.aegate.report.ConsoleReport.Line;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {

    private static final Path FROM = Path.of("/project");
    private static final String ACCEPT = "mvn ae-gate:accept";
    private static final Path REPORT = Path.of("/project/target/ae-gate/report.md");

    @Test
    void a_failure_reads_as_the_manual_shows() {
        assertThat(logged(ConsoleReport.of(ReportExample.FAILED, ReportExample.MEASUREMENTS, REPORT, FROM, ACCEPT)))
                .isEqualTo("""
                        [ERROR] ae-gate: FAIL  models/vae.pt (7c1e9a2f)   6 images, fp32, cpu
                        [ERROR]   FAIL          psnr >= 31.5 dB                  30.62
                        [ERROR]   FAIL          share(psnr < 30.5) at most 1%    33.4% (2 of 6)
                        [ERROR]   NOT_MEASURED  regression(psnr) <= 0.10 dB      there is no baseline
                        [WARNING] WARN          drift.canny <= 0.10              0.1130
                        [INFO]    PASS          p01(psnr[faces]) >= 24           30.00
                        [INFO]    PASS          ssim >= 0.88                     0.9124
                        [INFO]    PASS          rfid at most 1.2                 1.0000
                        [WARNING] note: the pairing looks wrong
                        [WARNING] note: p01(psnr[faces]) of 3 images is little more than their minimum; measure 100 images or more
                        [ERROR]   worst: a|b`c`<d>\\n::error::e 30.00 dB, street/0001 30.25 dB, ...   report: target/ae-gate/report.md
                        [ERROR]   To make this the first baseline: mvn ae-gate:accept -Dae-gate.reason="..."
                        """);
    }

    @Test
    void a_pass_shows_its_values_too() {
        assertThat(logged(ConsoleReport.of(ReportExample.PASSED, ReportExample.MEASUREMENTS, REPORT, FROM, ACCEPT)))
                .isEqualTo("""
                        [INFO] ae-gate: PASS  models/vae.pt (7c1e9a2f)   6 images, fp32, cpu
                        [WARNING] WARN  drift.canny <= 0.10    0.1130
                        [INFO]    PASS  psnr >= 28             30.62
                        [INFO]    PASS  ssim >= 0.88           0.9124
                        [WARNING] note: the pairing looks wrong
                        [INFO]    report: target/ae-gate/report.md
                        """);
    }

    @Test
    void measurements_without_budgets_show_value_and_spread() {
        assertThat(logged(ConsoleReport.of(ReportExample.MEASUREMENTS, REPORT, FROM)))
                .isEqualTo("""
                        [INFO] ae-gate: measured  models/vae.pt (7c1e9a2f)   6 images, fp32, cpu
                        [INFO]    drift.canny  0.1130      std 0.0000, min 0.1130, median 0.1130, max 0.1130, n 6
                        [INFO]    psnr         30.62 dB    std 0.47, min 30.00, median 30.62, max 31.25, n 6
                        [INFO]    rfid         1.0000      n 6
                        [INFO]    ssim         0.9124      std 0.0000, min 0.9124, median 0.9124, max 0.9124, n 6
                        [WARNING] note: the pairing looks wrong
                        [INFO]    report: target/ae-gate/report.md
                        """);
    }

    @Test
    void long_names_are_shortened_to_the_width_of_a_terminal() {
        String slice = "a slice whose name is far longer than any column can be";
        ExampleMeasurements measured = new ExampleMeasurements()
                .named("folder/".repeat(20) + "image", "folder/".repeat(30) + "image")
                .and("psnr", 10, 20)
                .slice(slice, "folder/".repeat(20) + "image");

        List<Line> lines = ConsoleReport.of(
                Gate.judge(
                        measured.build(),
                        Budgets.parse(
                                List.of("psnr[*] >= 30", "psnr >= 30"),
                                new Vocabulary(ExampleMeasurements.CATALOG, Set.of(slice), Set.of()))),
                measured.build(),
                REPORT,
                FROM,
                ACCEPT);

        assertThat(logged(lines)).isEqualTo("""
                        [ERROR] ae-gate: FAIL  models/vae.pt (7c1e9a2f)   2 images, fp32, cpu
                        [ERROR]   FAIL  psnr[a slice whose name...y column can be] >= 30    10.00
                        [ERROR]   FAIL  psnr >= 30                                          15.00
                        [ERROR]   worst: ...der/folder/folder/folder/folder/image 10.00 dB   report: target/ae-gate/report.md
                        """);
        assertThat(logged(lines).lines()).allMatch(line -> line.length() <= ConsoleReport.WIDTH);
    }

    @Test
    void a_report_outside_of_the_folder_keeps_its_whole_path() {
        List<Line> lines = ConsoleReport.of(
                ReportExample.PASSED, ReportExample.MEASUREMENTS, Path.of("/elsewhere/report.md"), FROM, ACCEPT);

        assertThat(lines.get(lines.size() - 1).text()).isEqualTo("   report: /elsewhere/report.md");
    }

    @Test
    void no_line_commands_a_ci_service() {
        assertThat(new Line(ConsoleReport.Level.INFO, "::error::\u001b##[x]").text())
                .isEqualTo(": :error::\\u001b# #[x]");
    }

    private static String logged(List<Line> lines) {
        return lines.stream()
                .map(line -> switch (line.level()) {
                            case INFO -> "[INFO] ";
                            case WARN -> "[WARNING] ";
                            case ERROR -> "[ERROR] ";
                        }
                        + line.text()
                        + "\n")
                .collect(Collectors.joining());
    }
}
