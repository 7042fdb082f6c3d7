package io.aegate.report;

import static io.aegate.gate.ExampleMeasurements.CATALOG;
import static io.aegate.gate.ExampleMeasurements.measured;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Slices;
import io.aegate.gate.Baseline;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A small baseline, and what tests do to its files. */
final class BaselineExample {

    static final Baseline.Acceptance ACCEPTED = accepted("first release");
    static final Measurements MEASUREMENTS = measured("psnr", 20.5, 30)
            .and("ssim", 0.91, Double.NaN)
            .andSet("rfid", 1.5, 2)
            .build();

    private BaselineExample() {}

    static Baseline.Acceptance accepted(String reason) {
        return new Baseline.Acceptance(
                Instant.parse("2026-09-03T12:00:00Z"), reason, Optional.empty(), Optional.empty());
    }

    static Optional<Baseline> read(Path file) {
        return BaselineFiles.read(file, CATALOG, Slices.NONE);
    }

    static void edit(Path file, UnaryOperator<String> change) {
        try {
            String text = Files.readString(file);
            String edited = change.apply(text);
            assertThat(edited).isNotEqualTo(text);
            Files.writeString(file, edited);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the JSON and gives it the hash that it then ought to have, as somebody who writes baselines himself would. */
    static void forge(Path json, Path csv, Consumer<ObjectNode> change) {
        edit(json, text -> {
            try {
                ObjectNode root = (ObjectNode) Json.MAPPER.readTree(text);
                change.accept(root);
                root.put("hash", BaselineHash.of(root, PerImageCsv.canonical(Files.readString(csv))));
                return Json.text(root);
            } catch (JsonProcessingException | PerImageCsv.Malformed e) {
                throw new IllegalArgumentException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static void assertSame(Baseline read, Baseline written) {
        assertThat(read.hash()).isEqualTo(written.hash());
        assertThat(read.acceptance()).isEqualTo(written.acceptance());
        assertThat(read.measuredAgain()).isFalse();
        Measurements here = read.measurements();
        Measurements there = written.measurements();
        assertThat(here.metrics()).isEqualTo(there.metrics());
        assertThat(here.provenance()).isEqualTo(there.provenance());
        assertThat(here.warnings()).isEqualTo(there.warnings());
        assertThat(here.images().images()).isEqualTo(there.images().images());
        assertThat(here.images().hashes()).isEqualTo(there.images().hashes());
        assertThat(here.images().columns().keySet())
                .isEqualTo(there.images().columns().keySet());
        for (MetricId metric : here.images().columns().keySet()) {
            assertThat(here.images().columns().get(metric))
                    .isEqualTo(there.images().columns().get(metric));
        }
    }
}
