package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.metric.MetricId;
import org.junit.jupiter.api.Test;

/** What this version knows and is made of. */
class MetricCatalogTest {

    private final MetricCatalog catalog = new MetricCatalog();

    @Test
    void the_metrics_of_this_version_are_these() {
        assertThat(catalog.infos().keySet())
                .extracting(MetricId::value)
                .containsExactly(
                        "l1",
                        "mse",
                        "psnr",
                        "psnr-8bit",
                        "ssim",
                        "ssim-full",
                        "ssim-y",
                        "ssim-signed",
                        "ssim-signed-full",
                        "ms-ssim",
                        "lpips",
                        "lpips-vgg",
                        "lpips-squeeze",
                        "rfid",
                        "rfid-tf",
                        "rfid-clean",
                        "rsfid",
                        "kid",
                        "is",
                        "precision",
                        "recall",
                        "density",
                        "coverage",
                        "gfid",
                        "gfid-tf",
                        "gfid-clean",
                        "gsfid",
                        "gkid",
                        "gis",
                        "gprecision",
                        "grecall",
                        "gdensity",
                        "gcoverage",
                        "drift.canny",
                        "drift.depth",
                        "drift.depth-midas",
                        "drift.depth-midas-small",
                        "drift.segmentation",
                        "drift.segmentation-labels",
                        "drift.segmentation-controlnet",
                        "drift.spatial",
                        "identity",
                        "face-recall",
                        "clip",
                        "dinov2");
    }

    @Test
    void every_metric_says_what_it_is() {
        catalog.infos().forEach((id, info) -> {
            assertThat(info.id()).isEqualTo(id);
            assertThat(info.definition()).isNotBlank();
            assertThat(catalog.metric(id).info()).isEqualTo(info);
            assertThat(catalog.metric(id).minimumSide()).isPositive();
        });
    }

    @Test
    void an_unknown_metric_is_a_defect() {
        assertThatThrownBy(() -> catalog.metric(new MetricId("fid")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no metric fid");
    }

    @Test
    void the_build_fills_in_every_version() {
        Versions versions = Versions.read();

        assertThat(versions.all()).containsKeys("ae-gate", "djl", "pytorch", "opencv");
        assertThat(versions.all().values())
                .allSatisfy(version -> assertThat(version).isNotBlank().doesNotContain("$", "@"));
        assertThat(versions.of("pytorch")).startsWith("2.");
    }

    @Test
    void versions_that_decide_values_are_four() {
        assertThat(Versions.read().decidingValues().keySet())
                .containsExactlyInAnyOrder("ae-gate", "djl", "pytorch", "opencv");
    }

    @Test
    void a_version_that_nobody_knows_is_a_defect() {
        assertThatThrownBy(() -> Versions.read().of("tensorflow"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no version of tensorflow is known");
    }
}
