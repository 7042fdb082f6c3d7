package io.aegate.metric.drift;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegate.TestImages;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.KeptRows;
import io.aegate.metric.MetricId;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ProjectorSpec;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftMetricsTest {

    private static final double PRINTED_TO_FOUR_DECIMALS = 1e-4;

    private static InstanceMetric metric(String id) {
        return DriftMetrics.metrics().stream()
                .filter(metric -> metric.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What a projector gives is made up here; what is made of it is the metric's. */
    private record Fixed(FeatureKey key, double... row) implements FeatureExtractor {

        @Override
        public double[][] extract(PairBatch batch) {
            return new double[][] {row};
        }
    }

    private static double spatial(double canny, double depth, double segmentation) {
        InstanceMetric metric = metric("drift.spatial");
        FeatureExtractor mean = DriftMetrics.extractors(
                        List.of(metric), Device.CPU, Precision.FP32, Map.of(), Map.of(), key -> KeptRows.NONE)
                .get(0);
        RgbImage image = TestImages.noise(1, 8, 8);
        PairBatch batch = new PairBatch(
                List.of(Pair.of(0, image, image)),
                Map.of(
                        mean.key(),
                        mean,
                        DriftMetrics.CANNY,
                        new Fixed(DriftMetrics.CANNY, canny, 0, 0),
                        metric("drift.depth").features(),
                        new Fixed(metric("drift.depth").features(), depth),
                        metric("drift.segmentation").features(),
                        new Fixed(metric("drift.segmentation").features(), segmentation, 0.9)));
        return metric.score().applyAsDouble(batch.features(metric.features())[0]);
    }

    /** The table's own numbers are rounded, so its mean may be off by one in the fourth decimal. */
    @Test
    void the_spatial_drift_is_the_mean_in_every_row_of_the_papers_table() throws IOException {
        List<String> lines = Files.readAllLines(shared("data/tilted_seesaw_table5.csv"));
        List<String> header = Arrays.asList(lines.get(0).split(",", -1));
        List<String> rows =
                lines.stream().skip(1).filter(line -> !line.isBlank()).toList();

        assertThat(rows).hasSize(33);
        for (String row : rows) {
            String[] cells = row.split(",", -1);
            assertThat(spatial(
                            number(cells, header, "Canny"),
                            number(cells, header, "Depth"),
                            number(cells, header, "Seg")))
                    .as(row)
                    .isCloseTo(number(cells, header, "Spatial"), within(PRINTED_TO_FOUR_DECIMALS));
        }
    }

    private static double number(String[] cells, List<String> header, String column) {
        return Double.parseDouble(cells[header.indexOf(column)]);
    }

    @Test
    void the_spatial_drift_names_its_parts() {
        assertThat(DriftMetrics.parts(new MetricId("drift.spatial")))
                .extracting(MetricId::value)
                .containsExactly("drift.canny", "drift.depth", "drift.segmentation");
        assertThat(DriftMetrics.parts(new MetricId("drift.canny"))).isEmpty();
    }

    @Test
    void each_metric_has_an_id_of_its_own() {
        Set<MetricId> ids = new HashSet<>();

        assertThat(DriftMetrics.metrics()).allMatch(metric -> ids.add(metric.id()));
    }

    @Test
    void a_declared_projector_has_a_metric_of_its_name() {
        InstanceMetric metric = DriftMetrics.metric(ProjectorSpec.parse("lines = lines.onnx"));

        assertThat(metric.id()).hasToString("drift.lines");
        assertThat(metric.info().projector()).contains("lines");
        assertThat(metric.info().definition())
                .startsWith("drift by the declared projector lines = lines.onnx resize=none");
        assertThat(DriftMetrics.isDrift(metric.info())).isTrue();
    }

    @Test
    void a_declared_projector_may_read_an_official_file() {
        assertThat(DriftMetrics.metric(ProjectorSpec.parse("clip-l2 = ViT-B-32.pt output=embedding distance=l2"))
                        .info()
                        .weights())
                .extracting(file -> file.fileName())
                .containsExactly("ViT-B-32.pt");
    }

    @Test
    void a_declared_projector_must_not_take_a_metrics_name() {
        assertThatThrownBy(() -> DriftMetrics.metric(ProjectorSpec.parse("canny = canny.onnx")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "projectors declares canny, but drift.canny is a metric that there is already; choose another name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "dinov2"})
    void a_declared_projector_must_not_be_taken_for_a_bundled_one(String name) {
        assertThatThrownBy(() -> DriftMetrics.metric(ProjectorSpec.parse(name + " = mine.onnx output=embedding")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("projectors declares " + name
                        + ", which is the name of a bundled projector; choose another name.");
    }

    @Test
    void an_official_file_of_another_kind_is_no_projector() {
        assertThatThrownBy(() -> DriftMetrics.metric(ProjectorSpec.parse("alex = alexnet-owt-7be5be79.pth")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith(
                        "The projector alex names alexnet-owt-7be5be79.pth, which is no projector's network; use one"
                                + " of ")
                .hasMessageEndingWith(", or a file of your own.");
    }
}
