package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.metric.ReferencePairs.ReferencePair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However the pairs are split, ordered, batched or shared out, a metric has one value, to the last bit. */
class SplitInvarianceTest {

    private static final Map<FeatureKey, FeatureExtractor> EXTRACTORS = ReferencePairs.extractors();

    private static List<Pair> pairs = List.of();

    @BeforeAll
    static void readPhotos() {
        pairs = ReferencePairs.all().stream()
                .map(ReferencePair::pair)
                .filter(pair -> pair.width() == 256)
                .limit(12)
                .toList();
    }

    static List<InstanceMetric> metrics() {
        return ReferencePairs.metrics();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void any_split_merges_to_the_whole(InstanceMetric metric) {
        MetricState whole = state(metric, pairs, 4);

        for (int split = 0; split <= pairs.size(); split++) {
            MetricState left = state(metric, pairs.subList(0, split), 4);
            MetricState right = state(metric, pairs.subList(split, pairs.size()), 4);
            assertSame(metric, left.merge(right), whole);
            assertSame(metric, right.merge(left), whole);
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void the_order_of_the_pairs_does_not_matter(InstanceMetric metric) {
        List<Pair> reversed = new ArrayList<>(pairs);
        Collections.reverse(reversed);

        assertSame(metric, state(metric, reversed, 4), state(metric, pairs, 4));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void the_batch_size_does_not_matter(InstanceMetric metric) {
        MetricState whole = state(metric, pairs, pairs.size());

        for (int batchSize : new int[] {1, 5, 8}) {
            assertSame(metric, state(metric, pairs, batchSize), whole);
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void threads_that_share_the_extractors_agree_with_one(InstanceMetric metric) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<MetricState>> parts = new ArrayList<>();
            for (Pair pair : pairs) {
                parts.add(threads.submit(() -> state(metric, List.of(pair), 1)));
            }
            assertSame(metric, merged(metric, parts), state(metric, pairs, 4));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void pairs_of_different_sizes_do_not_share_a_batch() {
        Pair small = ReferencePairs.all().get(0).pair();

        assertThatThrownBy(() -> new PairBatch(List.of(small, pairs.get(0)), EXTRACTORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the pairs of a batch have one size");
    }

    @Test
    void a_feature_is_extracted_once_for_all_metrics_that_read_it() {
        List<FeatureKey> extracted = new ArrayList<>();
        FeatureKey key = new FeatureKey("pixel", "errors", "rgb");
        FeatureExtractor counting = new FeatureExtractor() {
            @Override
            public FeatureKey key() {
                return key;
            }

            @Override
            public double[][] extract(PairBatch batch) {
                extracted.add(key);
                return new double[][] {{0.25, 0.125}};
            }
        };
        PairBatch batch = new PairBatch(pairs.subList(0, 1), Map.of(key, counting));

        for (String id : List.of("l1", "mse", "psnr")) {
            ReferencePairs.metric(id).accumulator().add(batch);
        }

        assertThat(extracted).hasSize(1);
    }

    @Test
    void a_feature_that_nothing_extracts_is_an_error() {
        PairBatch batch = new PairBatch(pairs.subList(0, 1), Map.of());
        Accumulator accumulator = ReferencePairs.metric("psnr").accumulator();

        assertThatThrownBy(() -> accumulator.add(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no extractor for FeatureKey[network=pixel, layer=errors, input=rgb]");
    }

    private static MetricState merged(InstanceMetric metric, List<Future<MetricState>> parts)
            throws ExecutionException, InterruptedException {
        MetricState merged = metric.accumulator().state();
        for (Future<MetricState> part : parts) {
            merged = merged.merge(part.get());
        }
        return merged;
    }

    private static MetricState state(InstanceMetric metric, List<Pair> pairs, int batchSize) {
        Accumulator accumulator = metric.accumulator();
        for (int start = 0; start < pairs.size(); start += batchSize) {
            accumulator.add(new PairBatch(pairs.subList(start, Math.min(pairs.size(), start + batchSize)), EXTRACTORS));
        }
        return accumulator.state();
    }

    private static void assertSame(InstanceMetric metric, MetricState actual, MetricState expected) {
        assertThat(actual.count()).isEqualTo(pairs.size());
        assertThat(actual.value()).as(metric.id().value()).isFinite().isEqualTo(expected.value());
        for (Pair pair : pairs) {
            assertThat(((InstanceState) actual).valueOf(pair.index()))
                    .isEqualTo(((InstanceState) expected).valueOf(pair.index()));
        }
    }
}
