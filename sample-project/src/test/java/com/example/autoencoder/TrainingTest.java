package com.example.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.example.scenes.Picture;
import com.example.scenes.Scenes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TrainingTest {

    private static final List<Picture> PICTURES = Crops.rendered(new Scenes(3), 4);

    @Test
    void the_loss_falls() {
        try (Training training = new Training(PICTURES, 400, 1)) {
            double[] losses = DoubleStream.generate(() -> training.step().loss())
                    .limit(50)
                    .toArray();

            double first = DoubleStream.of(losses).limit(10).sum();
            double last = DoubleStream.of(losses).skip(40).sum();
            assertThat(last).isLessThan(0.5 * first);
        }
    }

    @Test
    void a_seed_gives_the_same_weights_again() {
        assertThat(trained(1)).isEqualTo(trained(1)).isNotEqualTo(trained(2));
    }

    @Test
    void no_weight_is_left_out_of_the_training() {
        try (Training training = new Training(PICTURES, 400, 1)) {
            Map<String, List<Float>> before = weights(training);
            training.step();
            training.step();

            Map<String, List<Float>> after = weights(training);
            assertThat(before)
                    .allSatisfy((name, values) -> assertThat(after.get(name)).isNotEqualTo(values));
        }
    }

    @Test
    void psnr_is_that_of_the_mean_squared_error() {
        assertThat(new Training.Step(0.02f, 0.001f).psnr()).isCloseTo(30, within(1e-4));
    }

    private static Map<String, List<Float>> trained(int seed) {
        try (Training training = new Training(PICTURES, 400, seed)) {
            training.step();
            training.step();
            return weights(training);
        }
    }

    private static Map<String, List<Float>> weights(Training training) {
        Map<String, List<Float>> values = new TreeMap<>();
        for (Map.Entry<String, NDArray> weight : training.network().weights().entrySet()) {
            Number[] numbers = weight.getValue().toArray();
            values.put(
                    weight.getKey(),
                    List.of(numbers).stream().map(Number::floatValue).toList());
        }
        return values;
    }
}
