package io.aegate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.TestImages;
import io.aegate.image.ImagePairs;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Resize;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.PairBatch;
import io.aegate.metric.ReferencePairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong on a thread of the pool is thrown where the pass was started. */
class PassTest {

    private static final FeatureKey KEY = new FeatureKey("test", "failing", "rgb");
    private static final int IMAGES = 12;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() {
        for (int i = 0; i < IMAGES; i++) {
            TestImages.write(folder.resolve("references/%02d.png".formatted(i)), TestImages.noise(i, 16, 16));
            TestImages.write(folder.resolve("reconstructions/%02d.png".formatted(i)), TestImages.noise(i, 16, 16));
        }
    }

    @Test
    void an_exception_while_measuring_surfaces() {
        assertThatThrownBy(() -> run(new Failing(new IllegalStateException("no such kernel"), null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no such kernel");
    }

    @Test
    void an_error_while_measuring_surfaces() {
        assertThatThrownBy(() -> run(new Failing(null, new UnsatisfiedLinkError("no jnilibtorch"))))
                .isInstanceOf(UnsatisfiedLinkError.class)
                .hasMessage("no jnilibtorch");
    }

    @Test
    void files_that_vanish_during_the_pass_are_all_named() {
        List<Integer> heard = new ArrayList<>();

        assertThatThrownBy(() -> {
                    try (ImagePairs pairs = pairs()) {
                        pairs.inspect();
                        Files.delete(folder.resolve("references/03.png"));
                        Files.delete(folder.resolve("reconstructions/08.png"));
                        run(pairs, new Failing(null, null), heard);
                    }
                })
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        folder.resolve("references") + ": 03.png cannot be used: not readable; replace or remove it, "
                                + folder.resolve("reconstructions")
                                + ": 08.png cannot be used: not readable; replace or remove it");
        assertThat(heard).doesNotContain(IMAGES);
    }

    private void run(Failing extractor) {
        try (ImagePairs pairs = pairs()) {
            run(pairs, extractor, new ArrayList<>());
        }
    }

    private static void run(ImagePairs pairs, Failing extractor, List<Integer> heard) {
        InstanceMetric metric = new InstanceMetric(ReferencePairs.metric("l1").info(), 1, KEY, features -> features[0]);
        Measuring measuring = new Measuring(List.of(metric), Map.of(KEY, extractor), pairs.size());
        PairStep step = new PairStep(
                Reconstructing.NOTHING,
                Damaging.NOTHING,
                measuring,
                new SetMeasuring(List.of(), List.of(), SetOptions.NONE, 0, 0));
        try (Pass pass = new Pass(pairs, step, 2, 2)) {
            pass.run("measuring", (phase, done, total) -> heard.add(done));
        }
    }

    private ImagePairs pairs() {
        return ImagePairs.of(folder.resolve("references"), folder.resolve("reconstructions"), Resize.none(), false);
    }

    private record Failing(
            @Nullable RuntimeException exception, @Nullable Error error) implements FeatureExtractor {

        @Override
        public FeatureKey key() {
            return KEY;
        }

        @Override
        public double[][] extract(PairBatch batch) {
            if (exception != null) {
                throw exception;
            }
            if (error != null) {
                throw error;
            }
            return new double[batch.pairs().size()][1];
        }
    }
}
