package io.aegate.metric.distribution;

import static io.aegate.metric.distribution.ReferenceFeatures.tiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegate.metric.Direction;
import io.aegate.metric.FeatureRows;
import io.aegate.metric.Jackknife;
import io.aegate.metric.SetMetric;
import io.aegate.metric.SetMetric.Subject;
import io.aegate.network.Device;
import io.aegate.network.LinearAlgebra;
import io.aegate.weights.OfficialWeights;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionMetricsTest {

    @Test
    void reconstructions_and_generated_images_have_the_same_metrics_under_other_names() {
        assertThat(names(Subject.RECONSTRUCTIONS))
                .containsExactly(
                        "rfid",
                        "rfid-tf",
                        "rfid-clean",
                        "rsfid",
                        "kid",
                        "is",
                        "precision",
                        "recall",
                        "density",
                        "coverage");
        assertThat(names(Subject.GENERATED))
                .containsExactly(
                        "gfid",
                        "gfid-tf",
                        "gfid-clean",
                        "gsfid",
                        "gkid",
                        "gis",
                        "gprecision",
                        "grecall",
                        "gdensity",
                        "gcoverage");
    }

    @Test
    void distances_improve_downwards_and_the_rest_upwards() {
        for (SetMetric metric : DistributionMetrics.metrics()) {
            boolean distance = metric.id().value().matches(".*(fid|kid).*");

            assertThat(metric.info().direction()).isEqualTo(distance ? Direction.LOWER : Direction.HIGHER);
            assertThat(metric.info().weights()).containsExactly(OfficialWeights.INCEPTION);
        }
    }

    @Test
    void each_metric_reads_the_features_of_its_convention() {
        assertThat(DistributionMetrics.metrics().stream()
                        .filter(metric -> metric.subject() == Subject.RECONSTRUCTIONS)
                        .map(metric -> metric.id() + " " + metric.features().layer() + " "
                                + metric.features().input()))
                .containsExactly(
                        "rfid 2048 pf",
                        "rfid-tf 2048 tf",
                        "rfid-clean 2048 clean",
                        "rsfid spatial tf",
                        "kid 2048 tf",
                        "is logits tf",
                        "precision 2048 tf",
                        "recall 2048 tf",
                        "density 2048 tf",
                        "coverage 2048 tf");
    }

    @Test
    void few_images_are_warned_of_with_their_rank() {
        assertThat(DistributionMetrics.smallSample(metric("rfid"), 40))
                .hasValue("rfid is of 40 images, so that its covariances of 2048 features have rank 39 at most and its"
                        + " value is biased upwards; compare it only with values of as many images, or use at least"
                        + " 2048.");
        assertThat(DistributionMetrics.smallSample(metric("gsfid"), 2040))
                .hasValueSatisfying(warning -> assertThat(warning).contains("of 2023 features have rank 2023 at most"));
    }

    @Test
    void enough_images_and_metrics_without_a_covariance_are_not_warned_of() {
        assertThat(DistributionMetrics.smallSample(metric("rfid"), 2048)).isEmpty();
        assertThat(DistributionMetrics.smallSample(metric("kid"), 40)).isEmpty();
    }

    @Test
    void the_standard_error_of_a_metric_is_that_of_leaving_out_copies() {
        FeatureRows references = tiles("ref", "pf2048");
        FeatureRows subject = tiles("taef2", "pf2048");
        SetMetric rfid = metric("rfid");
        try (LinearAlgebra algebra = LinearAlgebra.on(Device.CPU)) {
            double error = Jackknife.standardError(rfid.statistic(), references, subject, algebra, true);

            double[] left = new double[10];
            double mean = 0;
            for (int block = 0; block < 10; block++) {
                left[block] = rfid.statistic()
                        .of(copyWithout(references, block * 4), copyWithout(subject, block * 4), algebra);
                mean += left[block] / 10;
            }
            double squares = 0;
            for (double value : left) {
                squares += (value - mean) * (value - mean);
            }
            assertThat(error).isPositive().isCloseTo(Math.sqrt(0.9 * squares), within(1e-10));
        }
    }

    private static FeatureRows copyWithout(FeatureRows rows, int from) {
        FeatureRows copy = FeatureRows.create(36, rows.width());
        for (int image = 0; image < 36; image++) {
            copy.put(image, rows.row(image < from ? image : image + 4));
        }
        return copy;
    }

    private static List<String> names(Subject subject) {
        return DistributionMetrics.metrics().stream()
                .filter(metric -> metric.subject() == subject)
                .map(metric -> metric.id().value())
                .toList();
    }

    private static SetMetric metric(String name) {
        return DistributionMetrics.metrics().stream()
                .filter(metric -> metric.id().value().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
