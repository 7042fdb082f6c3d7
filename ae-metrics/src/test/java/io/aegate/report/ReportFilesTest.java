package io.aegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.gate.ExampleMeasurements;
import io.aegate.gate.Verdict;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;

class ReportFilesTest {

    @Test
    void the_verdict_for_tools_is_what_the_manual_shows() {
        assertThat(VerdictJson.text(ReportExample.FAILED, ReportExample.MEASUREMENTS))
                .isEqualTo("""
                        {
                          "schema" : "ae-gate/verdict/1",
                          "outcome" : "FAIL",
                          "checkpoint" : "7c1e9a2f00000000000000000000000000000000000000000000000000000000",
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
                              "text" : "psnr >= 31.5 dB",
                              "status" : "FAIL",
                              "severity" : "error",
                              "measured" : "30.62",
                              "n" : 6,
                              "message" : "psnr is 30.62 dB, but the budget asks for at least 31.5 dB",
                              "images" : [
                                {
                                  "image" : "a|b`c`<d>\\n::error::e",
                                  "value" : "30.00"
                                },
                                {
                                  "image" : "street/0001",
                                  "value" : "30.25"
                                },
                                {
                                  "image" : "market/0002",
                                  "value" : "30.50"
                                },
                                {
                                  "image" : "street/0003",
                                  "value" : "30.75"
                                },
                                {
                                  "image" : "market/0004",
                                  "value" : "31.00"
                                },
                                {
                                  "image" : "street/0005",
                                  "value" : "31.25"
                                }
                              ]
                            },
                            {
                              "text" : "p01(psnr[faces]) >= 24",
                              "status" : "PASS",
                              "severity" : "error",
                              "measured" : "30.00",
                              "n" : 3,
                              "message" : "p01(psnr[faces]) is 30.00 dB, and the budget asks for at least 24 dB"
                            },
                            {
                              "text" : "share(psnr < 30.5) at most 1%",
                              "status" : "FAIL",
                              "severity" : "error",
                              "measured" : "33.4%",
                              "n" : 6,
                              "message" : "2 of 6 images (33.4%) have psnr < 30.5 dB, but the budget allows at most 1%",
                              "images" : [
                                {
                                  "image" : "a|b`c`<d>\\n::error::e",
                                  "value" : "30.00"
                                },
                                {
                                  "image" : "street/0001",
                                  "value" : "30.25"
                                },
                                {
                                  "image" : "market/0002",
                                  "value" : "30.50"
                                },
                                {
                                  "image" : "street/0003",
                                  "value" : "30.75"
                                },
                                {
                                  "image" : "market/0004",
                                  "value" : "31.00"
                                },
                                {
                                  "image" : "street/0005",
                                  "value" : "31.25"
                                }
                              ]
                            },
                            {
                              "text" : "ssim >= 0.88",
                              "status" : "PASS",
                              "severity" : "error",
                              "measured" : "0.9124",
                              "n" : 6,
                              "message" : "ssim is 0.9124, and the budget asks for at least 0.88"
                            },
                            {
                              "text" : "drift.canny <= 0.10 or warn",
                              "status" : "FAIL",
                              "severity" : "warn",
                              "measured" : "0.1130",
                              "n" : 6,
                              "message" : "drift.canny is 0.1130, but the budget allows at most 0.10",
                              "images" : [
                                {
                                  "image" : "a|b`c`<d>\\n::error::e",
                                  "value" : "0.1130"
                                },
                                {
                                  "image" : "street/0001",
                                  "value" : "0.1130"
                                },
                                {
                                  "image" : "market/0002",
                                  "value" : "0.1130"
                                },
                                {
                                  "image" : "street/0003",
                                  "value" : "0.1130"
                                },
                                {
                                  "image" : "market/0004",
                                  "value" : "0.1130"
                                },
                                {
                                  "image" : "street/0005",
                                  "value" : "0.1130"
                                }
                              ]
                            },
                            {
                              "text" : "rfid at most 1.2",
                              "status" : "PASS",
                              "severity" : "error",
                              "measured" : "1.0000",
                              "n" : 6,
                              "message" : "rfid is 1.0000, and the budget allows at most 1.2"
                            },
                            {
                              "text" : "regression(psnr) <= 0.10 dB",
                              "status" : "NOT_MEASURED",
                              "severity" : "error",
                              "n" : 6,
                              "message" : "regression(psnr) was not measured, because there is no baseline to compare with; accept one with ae-gate:accept, or take the budget out"
                            }
                          ],
                          "warnings" : [
                            "the pairing looks wrong",
                            "p01(psnr[faces]) of 3 images is little more than their minimum; measure 100 images or more"
                          ]
                        }
                        """);
    }

    @Test
    void the_report_for_people_shows_everything() {
        assertThat(MarkdownReport.text(
                        ReportExample.FAILED,
                        ReportExample.MEASUREMENTS,
                        Optional.empty(),
                        "mvn ae-gate:verify",
                        "mvn ae-gate:accept"))
                .isEqualTo("""
                        # ❌ ae-gate: FAIL

                        **models/vae.pt** (`7c1e9a2f`), 6 images, fp32, cpu

                        ## Budgets

                        |  | budget | measured | images |
                        | --- | --- | ---: | ---: |
                        | ❌ FAIL | `psnr >= 31.5 dB` | 30.62 | 6 |
                        | ✅ PASS | `p01(psnr[faces]) >= 24` | 30.00 | 3 |
                        | ❌ FAIL | `share(psnr < 30.5) at most 1%` | 33.4% (2 of 6) | 6 |
                        | ✅ PASS | `ssim >= 0.88` | 0.9124 | 6 |
                        | ⚠️ WARN | `drift.canny <= 0.10 or warn` | 0.1130 | 6 |
                        | ✅ PASS | `rfid at most 1.2` | 1.0000 | 6 |
                        | ❌ NOT\\_MEASURED | `regression(psnr) <= 0.10 dB` | there is no baseline | 6 |

                        - psnr is 30.62 dB, but the budget asks for at least 31.5 dB
                        - 2 of 6 images (33.4%) have psnr &lt; 30.5 dB, but the budget allows at most 1%
                        - drift.canny is 0.1130, but the budget allows at most 0.10
                        - regression(psnr) was not measured, because there is no baseline to compare with; accept one with ae-gate:accept, or take the budget out

                        ## Warnings

                        - the pairing looks wrong
                        - p01(psnr\\[faces\\]) of 3 images is little more than their minimum; measure 100 images or more

                        ## Metrics

                        | metric | value | std | min | p05 | median | p95 | max | n | better |
                        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
                        | `drift.canny` | **0.1130** | 0.0000 | 0.1130 | 0.1130 | 0.1130 | 0.1130 | 0.1130 | 6 | ↓ lower |
                        | `psnr` | **30.62** dB | 0.47 | 30.00 | 30.06 | 30.62 | 31.18 | 31.25 | 6 | ↑ higher |
                        | `rfid` | **1.0000** | – | – | – | – | – | – | 6 | ↓ lower |
                        | `ssim` | **0.9124** | 0.0000 | 0.9124 | 0.9124 | 0.9124 | 0.9124 | 0.9124 | 6 | ↑ higher |

                        ## Slices

                        | slice | metric | value | n |
                        | --- | --- | ---: | ---: |
                        | faces | `drift.canny` | 0.1130 | 3 |
                        | faces | `psnr` | 30.25 dB | 3 |
                        | faces | `ssim` | 0.9124 | 3 |

                        ## Condition drift

                        A floor is what a model on these latents, however good, misses its condition by on average; only the \
                        autoencoder can lower it. A ratio is an image's drift over how far its pixels moved (root mean square); \
                        the largest estimates the projector's Lipschitz constant from below. A rank correlation of 1 means that \
                        the images that lose most quality drift most.

                        | metric | floor | ratio p99 | ratio max | rank with psnr | with ssim | with lpips |
                        | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                        | `drift.canny` | 0.1130 | 4.121 | 4.126 | – | – | – |

                        ## Worst images

                        `psnr >= 31.5 dB`, `share(psnr < 30.5) at most 1%`

                        | image | value |
                        | --- | ---: |
                        | a\\|b\\`c\\`&lt;d&gt;\\\\n::error::e | 30.00 dB |
                        | street/0001 | 30.25 dB |
                        | market/0002 | 30.50 dB |
                        | street/0003 | 30.75 dB |
                        | market/0004 | 31.00 dB |
                        | street/0005 | 31.25 dB |

                        `drift.canny <= 0.10 or warn`

                        | image | value |
                        | --- | ---: |
                        | a\\|b\\`c\\`&lt;d&gt;\\\\n::error::e | 0.1130 |
                        | street/0001 | 0.1130 |
                        | market/0002 | 0.1130 |
                        | street/0003 | 0.1130 |
                        | market/0004 | 0.1130 |
                        | street/0005 | 0.1130 |

                        ## Provenance

                        |  |  |
                        | --- | --- |
                        | checkpoint | models/vae.pt `7c1e9a2f00000000000000000000000000000000000000000000000000000000` |
                        | file | vae.pt `7c1e9a2f00000000000000000000000000000000000000000000000000000000` |
                        | references | 6 images `abababababababababababababababababababababababababababababababab` |
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

    @Test
    void the_test_results_have_a_case_a_budget() {
        assertThat(JUnitXmlReport.text(ReportExample.FAILED, ReportExample.MEASUREMENTS))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd" name="ae-gate" time="12.340" tests="7" errors="1" skipped="0" failures="2">
                          <testcase name="psnr &gt;= 31.5 dB" classname="ae-gate" time="0">
                            <failure message="psnr is 30.62 dB, but the budget asks for at least 31.5 dB" type="FAIL">psnr is 30.62 dB, but the budget asks for at least 31.5 dB
                        worst images:
                          a|b`c`&lt;d&gt;\\n::error::e 30.00 dB
                          street/0001 30.25 dB
                          market/0002 30.50 dB
                          street/0003 30.75 dB
                          market/0004 31.00 dB
                          street/0005 31.25 dB</failure>
                          </testcase>
                          <testcase name="p01(psnr[faces]) &gt;= 24" classname="ae-gate" time="0">
                            <system-out>p01(psnr[faces]) is 30.00 dB, and the budget asks for at least 24 dB</system-out>
                          </testcase>
                          <testcase name="share(psnr &lt; 30.5) at most 1%" classname="ae-gate" time="0">
                            <failure message="2 of 6 images (33.4%) have psnr &lt; 30.5 dB, but the budget allows at most 1%" type="FAIL">2 of 6 images (33.4%) have psnr &lt; 30.5 dB, but the budget allows at most 1%
                        worst images:
                          a|b`c`&lt;d&gt;\\n::error::e 30.00 dB
                          street/0001 30.25 dB
                          market/0002 30.50 dB
                          street/0003 30.75 dB
                          market/0004 31.00 dB
                          street/0005 31.25 dB</failure>
                          </testcase>
                          <testcase name="ssim &gt;= 0.88" classname="ae-gate" time="0">
                            <system-out>ssim is 0.9124, and the budget asks for at least 0.88</system-out>
                          </testcase>
                          <testcase name="drift.canny &lt;= 0.10 or warn" classname="ae-gate" time="0">
                            <system-out>warning: drift.canny is 0.1130, but the budget allows at most 0.10
                        worst images:
                          a|b`c`&lt;d&gt;\\n::error::e 0.1130
                          street/0001 0.1130
                          market/0002 0.1130
                          street/0003 0.1130
                          market/0004 0.1130
                          street/0005 0.1130</system-out>
                          </testcase>
                          <testcase name="rfid at most 1.2" classname="ae-gate" time="0">
                            <system-out>rfid is 1.0000, and the budget allows at most 1.2</system-out>
                          </testcase>
                          <testcase name="regression(psnr) &lt;= 0.10 dB" classname="ae-gate" time="0">
                            <error message="regression(psnr) was not measured, because there is no baseline to compare with; accept one with ae-gate:accept, or take the budget out" type="NOT_MEASURED">regression(psnr) was not measured, because there is no baseline to compare with; accept one with ae-gate:accept, or take the budget out</error>
                          </testcase>
                        </testsuite>
                        """);
    }

    @Test
    void names_of_images_cannot_break_the_test_results() throws XMLStreamException {
        Verdict verdict = new ExampleMeasurements()
                .named("]]>\u001b\u0000<&\uD800", "b")
                .and("psnr", 20, 30)
                .judgedBy("psnr >= 28");
        XMLStreamReader xml = XMLInputFactory.newDefaultFactory()
                .createXMLStreamReader(new StringReader(JUnitXmlReport.text(verdict, ReportExample.MEASUREMENTS)));
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.CHARACTERS) {
                text.append(xml.getText());
            }
        }

        assertThat(text.toString().strip())
                .isEqualTo("psnr is 25.00 dB, but the budget asks for at least 28 dB\nworst images:\n"
                        + "  ]]>\\u001b\\u0000<&\\ud800 20.00 dB\n  b 30.00 dB");
    }

    @Test
    void measurements_without_budgets_have_a_report_too() {
        assertThat(MarkdownReport.text(ReportExample.MEASUREMENTS, "mvn ae-gate:measure"))
                .startsWith("""
                        # ae-gate: measured

                        **models/vae.pt** (`7c1e9a2f`), 6 images, fp32, cpu

                        ## Warnings

                        - the pairing looks wrong

                        ## Metrics
                        """)
                .contains("## Slices", "## Provenance")
                .doesNotContain("## Budgets", "## Worst images")
                .endsWith("    mvn ae-gate:measure\n");
    }
}
