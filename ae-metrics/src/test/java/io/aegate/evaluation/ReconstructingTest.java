package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.TestImages;
import io.aegate.checkpoint.Autoencoder;
import io.aegate.checkpoint.Quantize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a checkpoint gives when it is asked twice. */
class ReconstructingTest {

    private static final RgbImage IMAGE = TestImages.noise(1, 4, 4);

    @Test
    void a_number_that_is_none_the_second_time_is_a_difference() {
        assertRefused(
                0.5f,
                Float.NaN,
                "The checkpoint gave other pixels (values apart by up to Infinity) when the same images were decoded again, so its values would not be reproducible; export it without sampling, decoding the posterior's mode.");
    }

    @Test
    void no_number_at_all_is_told_as_such() {
        assertRefused(
                Float.NaN,
                Float.NaN,
                "The checkpoint gave 48 values of 48 that are NaN or infinite for a, where only finite ones can be measured; check its weights and run it in fp32.");
    }

    private static void assertRefused(float first, float second, String message) {
        Reconstructing reconstructing = new Reconstructing(new Twice(first, second), Quantize.ROUND);
        List<Reconstructing.Read> batch = List.of(new Reconstructing.Read(0, "a", IMAGE, Optional.empty()));

        assertThatThrownBy(() -> reconstructing.complete(batch))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }

    /** Gives one value in every pixel, and another the second time. */
    private static final class Twice implements Autoencoder {

        private final float second;
        private float next;

        Twice(float first, float second) {
            this.next = first;
            this.second = second;
        }

        @Override
        public List<float[]> reconstruct(List<RgbImage> images) {
            float[] planes = new float[IMAGE.pixels().length];
            Arrays.fill(planes, next);
            next = second;
            return List.of(planes);
        }

        @Override
        public void close() {}
    }
}
