package io.aegate.report;

import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Provenance;
import io.aegate.gate.Baseline;
import io.aegate.gate.Baselines;
import io.aegate.gate.Budget;
import io.aegate.gate.Budgets;
import io.aegate.gate.ExampleMeasurements;
import io.aegate.gate.Gate;
import io.aegate.gate.Rules;
import io.aegate.gate.Verdict;
import io.aegate.gate.Waiver;
import io.aegate.gate.Waivers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of regressions, wherever it is told. */
class RegressionReportTest {

    private static final Path FROM = Path.of("/home/model");
    private static final Path REPORT = FROM.resolve("target/ae-gate/report.md");
    private static final String ACCEPT = "mvn ae-gate:accept";
    private static final int N = 256;

    private static final Measurements BEFORE = measured("psnr", values(0)).build();
    private static final Baseline BASELINE = baseline("b41f03dd", "2026-09-03", BEFORE);

    /** 32.41 dB on the mean, less a loss that scatters by 0.2 dB. */
    private static double[] values(double loss) {
        return IntStream.range(0, N)
                .mapToDouble(i -> 32.41 + (i % 32 - 15.5) / 8 - loss - (loss == 0 ? 0 : (i % 2 == 0 ? 0.2 : -0.2)))
                .toArray();
    }

    private static Baseline baseline(String hash, String day, Measurements measurements) {
        return new Baseline(
                hash + "0".repeat(56),
                new Baseline.Acceptance(
                        Instant.parse(day + "T12:00:00Z"), "the <first> one", Optional.empty(), Optional.empty()),
                measurements,
                false);
    }

    private static Measurements after(double loss) {
        Measurements made = measured("psnr", values(loss)).build();
        Provenance provenance =
                made.provenance().of(new Provenance.Subject("models/vae.pt", Map.of(), "e0".repeat(32)));
        return new Measurements(made.metrics(), made.images(), made.slices(), provenance, made.warnings());
    }

    private static Verdict judged(Measurements after, String... budgets) {
        return judged(new Baselines(Optional.of(BASELINE), Map.of()), Waivers.NONE, after, budgets);
    }

    private static Verdict judged(Baselines baselines, Waivers waivers, Measurements after, String... budgets) {
        return Gate.judge(after, baselines, parsed(budgets), Rules.DEFAULT, waivers);
    }

    private static List<Budget> parsed(String... budgets) {
        return Budgets.parse(List.of(budgets), ExampleMeasurements.VOCABULARY);
    }

    private static String console(Verdict verdict, Measurements measurements) {
        return ConsoleReport.of(verdict, measurements, REPORT, FROM, ACCEPT).stream()
                .map(ConsoleReport.Line::prefixed)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void a_failed_regression_shows_the_change_where_it_is_what_can_be_told_and_how_to_accept_it() {
        Measurements after = after(0.23);

        assertThat(console(judged(after, "regression(psnr) <= 0.10 dB", "psnr >= 31.5 dB"), after))
                .isEqualTo("""
                        [ERROR] ae-gate: FAIL  models/vae.pt (e0e0e0e0) against the baseline of 2026-09-03 (b41f03dd)   256 images, fp32, cpu
                        [ERROR]   FAIL  regression(psnr) <= 0.10 dB    32.41 -> 32.18 dB, worse by 0.23 (95% sure by at least 0.21)
                        [ERROR]                                        spread: half of the loss is in 69 of 256 images (27.0%)
                        [INFO]    PASS  psnr >= 31.5 dB                32.18
                        [INFO]    told from chance with 80% power: 0.032 dB of regression(psnr)
                        [ERROR]   worst: 0014 -0.43 dB, 0046 -0.43 dB, 0078 -0.43 dB, 0110 -0.43 dB, ...   report: target/ae-gate/report.md
                        [ERROR]   Intended? mvn ae-gate:accept -Dae-gate.reason="..."
                        """);
    }

    @Test
    void a_surely_better_checkpoint_passes_and_prints_how_to_hold_it() {
        Measurements after = after(-0.23);

        assertThat(console(judged(after, "regression(psnr) <= 0.10 dB"), after)).isEqualTo("""
                        [INFO] ae-gate: PASS  models/vae.pt (e0e0e0e0) against the baseline of 2026-09-03 (b41f03dd)   256 images, fp32, cpu
                        [INFO]    PASS  regression(psnr) <= 0.10 dB    32.41 -> 32.64 dB, better by 0.23 (95% sure by at least 0.21)
                        [INFO]    told from chance with 80% power: 0.032 dB of regression(psnr)
                        [INFO]    report: target/ae-gate/report.md
                        [INFO]    Better than the baseline; to hold it: mvn ae-gate:accept -Dae-gate.reason="..."
                        """);
    }

    @Test
    void a_command_that_is_too_long_for_a_line_is_left_to_the_report() {
        Measurements after = after(0.23);
        String accept = "mvn io.aegate:ae-gate-maven-plugin:1:accept" + " -Dae-gate.references='eval'".repeat(3);

        assertThat(ConsoleReport.of(judged(after, "regression(psnr) <= 0.10 dB"), after, REPORT, FROM, accept))
                .last()
                .isEqualTo(new ConsoleReport.Line(
                        ConsoleReport.Level.ERROR, "  Intended? the report ends with the command that accepts it"));
    }

    @Test
    void a_waived_budget_says_so_and_fails_nothing() {
        Measurements after = after(0.23);
        String budget = "regression(psnr) <= 0.10 dB";
        Waivers waivers = Waivers.of(
                List.of(Waiver.of(budget, "2026-12-31", "see issue 12")),
                parsed(budget),
                ExampleMeasurements.VOCABULARY,
                LocalDate.parse("2026-11-22"));
        Verdict verdict = judged(new Baselines(Optional.of(BASELINE), Map.of()), waivers, after, budget);

        assertThat(verdict.passed()).isTrue();
        assertThat(console(verdict, after)).isEqualTo("""
                        [INFO] ae-gate: PASS  models/vae.pt (e0e0e0e0) against the baseline of 2026-09-03 (b41f03dd)   256 images, fp32, cpu
                        [WARNING] WAIVED  regression(psnr) <= 0.10 dB    32.41 -> 32.18 dB, worse by 0.23 (95% sure by at least 0.21); waived
                        [WARNING]                                        until 2026-12-31: see issue 12
                        [WARNING]                                        spread: half of the loss is in 69 of 256 images (27.0%)
                        [INFO]    told from chance with 80% power: 0.032 dB of regression(psnr)
                        [INFO]    report: target/ae-gate/report.md
                        """);
        assertThat(MarkdownReport.text(verdict, after, Optional.empty(), "mvn ae-gate:verify", ACCEPT))
                .contains("| ⚠️ WAIVED | `regression(psnr) <= 0.10 dB` |", "waived until 2026-12-31: see issue 12");
    }

    @Test
    void the_verdict_for_tools_names_what_was_compared_with() {
        Measurements after = after(0.23);
        Baselines baselines = new Baselines(
                Optional.of(BASELINE.measuredAgain(BEFORE)),
                Map.of("release", baseline("0123abcd", "2026-01-02", BEFORE)));
        Verdict verdict = judged(
                baselines, Waivers.NONE, after, "regression(psnr) <= 0.10 dB", "regression(psnr vs release) <= 0.3 dB");

        assertThat(VerdictJson.text(verdict, after)).isEqualTo("""
                        {
                          "schema" : "ae-gate/verdict/1",
                          "outcome" : "FAIL",
                          "checkpoint" : "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
                          "baseline" : {
                            "hash" : "b41f03dd00000000000000000000000000000000000000000000000000000000",
                            "acceptedAt" : "2026-09-03",
                            "checkpoint" : "7c1e9a2f00000000000000000000000000000000000000000000000000000000",
                            "measuredAgain" : true
                          },
                          "anchors" : {
                            "release" : {
                              "hash" : "0123abcd00000000000000000000000000000000000000000000000000000000",
                              "acceptedAt" : "2026-01-02",
                              "checkpoint" : "7c1e9a2f00000000000000000000000000000000000000000000000000000000"
                            }
                          },
                          "rules" : {
                            "confidence" : 0.95,
                            "minSamples" : 30,
                            "onInconclusive" : "fail",
                            "bootstrap" : {
                              "resamples" : 2000,
                              "seed" : 20261122
                            }
                          },
                          "budgets" : [
                            {
                              "text" : "regression(psnr) <= 0.10 dB",
                              "status" : "FAIL",
                              "severity" : "error",
                              "measured" : "0.23",
                              "lower" : "0.21",
                              "upper" : "0.25",
                              "n" : 256,
                              "message" : "psnr went from 32.41 to 32.18 dB, worse by 0.23 (95% sure by at least 0.21), but the budget allows at most 0.10 dB",
                              "detectable" : "0.032 dB",
                              "explanation" : "spread: half of the loss is in 69 of 256 images (27.0%)",
                              "images" : [
                                {
                                  "image" : "0014",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0046",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0078",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0110",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0142",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0174",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0206",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0238",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0000",
                                  "change" : "-0.43"
                                },
                                {
                                  "image" : "0002",
                                  "change" : "-0.43"
                                }
                              ]
                            },
                            {
                              "text" : "regression(psnr vs release) <= 0.3 dB",
                              "status" : "PASS",
                              "severity" : "error",
                              "measured" : "0.23",
                              "lower" : "0.21",
                              "upper" : "0.25",
                              "n" : 256,
                              "message" : "psnr against release went from 32.41 to 32.18 dB, worse by 0.23 (95% sure by at most 0.25), and the budget allows at most 0.3 dB",
                              "detectable" : "0.032 dB"
                            }
                          ],
                          "warnings" : [
                            "the baseline of 2026-09-03 was measured again here, because its environment differs"
                          ]
                        }
                        """);
    }

    @Test
    void the_report_for_people_names_what_was_compared_with_and_what_can_be_told() {
        Measurements after = after(0.23);

        assertThat(MarkdownReport.text(
                        judged(after, "regression(psnr) <= 0.10 dB"),
                        after,
                        Optional.empty(),
                        "mvn ae-gate:verify",
                        ACCEPT))
                .isEqualTo("""
                        # ❌ ae-gate: FAIL

                        **models/vae.pt** (`e0e0e0e0`), 256 images, fp32, cpu

                        Against the baseline of 2026-09-03 (`b41f03dd`), models/vae.pt: the &lt;first&gt; one

                        ## Budgets

                        |  | budget | measured | images |
                        | --- | --- | ---: | ---: |
                        | ❌ FAIL | `regression(psnr) <= 0.10 dB` | 32.41 -&gt; 32.18 dB, worse by 0.23 (95% sure by at least 0.21) | 256 |

                        - psnr went from 32.41 to 32.18 dB, worse by 0.23 (95% sure by at least 0.21), but the budget allows at most 0.10 dB \s
                          spread: half of the loss is in 69 of 256 images (27.0%)

                        ## Metrics

                        | metric | value | std | min | p05 | median | p95 | max | n | better |
                        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
                        | `psnr` | **32.18** dB | 1.18 | 30.04 | 30.29 | 32.18 | 34.06 | 34.31 | 256 | ↑ higher |

                        ## Worst images

                        `regression(psnr) <= 0.10 dB`

                        | image | change |
                        | --- | ---: |
                        | 0014 | -0.43 dB |
                        | 0046 | -0.43 dB |
                        | 0078 | -0.43 dB |
                        | 0110 | -0.43 dB |
                        | 0142 | -0.43 dB |
                        | 0174 | -0.43 dB |
                        | 0206 | -0.43 dB |
                        | 0238 | -0.43 dB |
                        | 0000 | -0.43 dB |
                        | 0002 | -0.43 dB |

                        ## Smallest effects told from chance with 80% power

                        | budget | effect |
                        | --- | ---: |
                        | `regression(psnr) <= 0.10 dB` | 0.032 dB |

                        ## Provenance

                        |  |  |
                        | --- | --- |
                        | checkpoint | models/vae.pt `e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0` |
                        | references | 256 images `abababababababababababababababababababababababababababababababab` |
                        | weights | alexnet-owt-7be5be79.pth `7be57be57be57be57be57be57be57be57be57be57be57be57be57be57be57be5` |
                        | input rules | quantize round, resize none |
                        | device | cpu, fp32 |
                        | versions | ae-gate 0.1.0, pytorch 2.5.1 |
                        | measured | 2026-11-22T13:06:00Z in 12.3 s |

                        ## How to reproduce

                        With the same configuration, checkpoint, references and versions as above:

                            mvn ae-gate:verify

                        ## How to accept

                        If these measurements are to be the new baseline:

                            mvn ae-gate:accept -Dae-gate.reason="..."
                        """);
    }
}
