package io.aegate.metric.drift;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdePaletteTest {

    @Test
    void the_colours_are_those_of_the_reference() throws IOException {
        JsonNode reference = new ObjectMapper()
                .readTree(shared("reference/projectors/ade20k_palette.json").toFile())
                .get("palette_rgb");

        assertThat(reference).hasSize(AdePalette.CLASSES);
        for (int label = 0; label < AdePalette.CLASSES; label++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(AdePalette.colour(label, channel))
                        .as("channel %d of class %d", channel, label)
                        .isEqualTo(reference.get(label).get(channel).asInt());
            }
        }
    }

    @Test
    void maps_are_as_far_apart_as_their_colours_in_the_mean() {
        // Wall is (120, 120, 120), building (180, 120, 120), sky (6, 230, 230).
        assertThat(AdePalette.distance(new float[] {0, 1, 2}, new float[] {0, 1, 2}))
                .isZero();
        assertThat(AdePalette.distance(new float[] {0, 2}, new float[] {1, 1}))
                .isCloseTo((60 + 174 + 110 + 110) / 255.0 / 6, within(1e-15));
    }
}
