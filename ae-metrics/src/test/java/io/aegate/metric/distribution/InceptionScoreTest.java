package io.aegate.metric.distribution;

import static io.aegate.metric.distribution.ReferenceFeatures.integers;
import static io.aegate.metric.distribution.ReferenceFeatures.json;
import static io.aegate.metric.distribution.ReferenceFeatures.range;
import static io.aegate.metric.distribution.ReferenceFeatures.rows;
import static io.aegate.metric.distribution.ReferenceFeatures.tiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureRows;
import org.junit.jupiter.api.Test;

class InceptionScoreTest {

    private static final JsonNode KNOWN = json("fid.json").at("/isc/tiles_ref");

    private final FeatureRows logits = tiles("ref", "tflogits_unbiased");

    @Test
    void the_score_in_one_split_is_that_of_the_reference() {
        assertThat(InceptionScore.of("is", logits))
                .isCloseTo(
                        KNOWN.get("ADM one split f64 = exp(mean KL), logits without bias")
                                .doubleValue(),
                        within(1e-12));
    }

    @Test
    void the_mean_of_the_scores_of_ten_splits_is_that_of_the_reference() {
        assertThat(meanOfTenSplits(logits)).isCloseTo(known("torch_fidelity splits=10 shuffle=False"), within(1e-6));
        assertThat(meanOfTenSplits(logits.select(integers(KNOWN.get("perm_seed2020")))))
                .isCloseTo(known("torch_fidelity splits=10 shuffle=True"), within(1e-6));
    }

    @Test
    void the_order_does_not_matter() {
        assertThat(InceptionScore.of("is", logits.select(new NumpyRandom(1).permutation(40))))
                .isCloseTo(InceptionScore.of("is", logits), within(1e-12));
    }

    @Test
    void images_of_one_class_each_score_the_number_of_classes() {
        assertThat(InceptionScore.of("is", rows(new float[] {900, 0, 0, 0, 900, 0, 0, 0, 900}, 3)))
                .isCloseTo(3, within(1e-12));
    }

    @Test
    void images_that_are_all_alike_score_one() {
        assertThat(InceptionScore.of("is", rows(new float[] {1, 2, 1, 2}, 2))).isCloseTo(1, within(1e-12));
    }

    @Test
    void an_empty_set_is_refused() {
        assertThatThrownBy(() -> InceptionScore.of("is", FeatureRows.create(0, 1008)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("is needs at least 1 image to compare, but there are 0; add images.");
    }

    private static double known(String name) {
        return KNOWN.get(name).get("inception_score_mean").doubleValue();
    }

    private static double meanOfTenSplits(FeatureRows logits) {
        double sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += InceptionScore.of("is", logits.select(range(i * 4, i * 4 + 4)));
        }
        return sum / 10;
    }
}
