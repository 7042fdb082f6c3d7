package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import io.aegate.metric.MetricInfo;
import io.aegate.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedMetricsTest {

    private static final MetricId PSNR = new MetricId("psnr");
    private static final MetricId LPIPS = new MetricId("lpips");
    private static final MetricId RFID = new MetricId("rfid");
    private static final Map<MetricId, MetricInfo> INFOS = Stream.of(
                    new MetricInfo(PSNR, Kind.INSTANCE, Direction.HIGHER, "dB", "without networks"),
                    new MetricInfo(
                            LPIPS,
                            Kind.INSTANCE,
                            Direction.LOWER,
                            "",
                            "of AlexNet",
                            Set.of(OfficialWeights.ALEXNET, OfficialWeights.LPIPS_ALEX)),
                    new MetricInfo(
                            RFID, Kind.SET, Direction.LOWER, "", "of Inception", Set.of(OfficialWeights.INCEPTION)))
            .collect(Collectors.toMap(MetricInfo::id, info -> info));

    @TempDir
    private Path base;

    @Test
    void metrics_are_named_by_themselves_and_by_budgets_wherever_these_stand() throws IOException {
        Files.writeString(base.resolve("budgets.txt"), "rfid <= 2\n");

        assertThat(NamedMetrics.of(settings("metrics=psnr"), INFOS)).containsExactly(PSNR);
        assertThat(NamedMetrics.of(settings("budgets=psnr >= 30; rfid <= 3", "metrics=lpips"), INFOS))
                .containsExactly(LPIPS, PSNR, RFID);
        assertThat(NamedMetrics.of(settings("budgetsFile=budgets.txt"), INFOS)).containsExactly(RFID);
    }

    @Test
    void slices_and_anchors_of_budgets_need_not_be_known() {
        assertThat(NamedMetrics.of(
                        settings("budgets=lpips[faces at night] <= 0.1; lpips[*] <= 0.2;"
                                + " regression(psnr vs release) <= 0.1; share(regression(lpips vs v1.0 ) > 0.1) <= 2%"),
                        INFOS))
                .containsExactly(LPIPS, PSNR);
    }

    @Test
    void a_name_that_is_no_metric_is_refused() {
        assertThatThrownBy(() -> NamedMetrics.of(settings("metrics=lpipz"), INFOS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("metrics names 'lpipz', which is no metric; the nearest is lpips.");
        assertThatThrownBy(() -> NamedMetrics.of(settings("budgets=lpipz <= 0.1"), INFOS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageContaining("expected a metric, but \"lpipz\" is not known; the nearest is lpips");
    }

    @Test
    void settings_that_name_nothing_are_refused() {
        assertThatThrownBy(() -> NamedMetrics.of(settings("references=eval"), INFOS))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "Neither metrics nor budgets are set, so nothing says which weights are needed; set metrics, for example"
                                + " -Dae-gate.metrics=lpips,rfid, or name the execution of the POM that has them (mvn"
                                + " ae-gate:weights@EXECUTION).");
    }

    @Test
    void metrics_without_networks_need_no_weights() {
        assertThat(AeGate.weightsOf(settings("metrics=psnr,ssim"))).isEmpty();
    }

    private Settings settings(String... settings) {
        Map<Parameter, String> values = new EnumMap<>(Parameter.class);
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            values.put(
                    Arrays.stream(Parameter.values())
                            .filter(parameter -> parameter.key().equals(parts[0]))
                            .findFirst()
                            .orElseThrow(),
                    parts[1]);
        }
        return new Settings(base, values);
    }
}
