package io.aegate.evaluation;

import io.aegate.metric.Accumulator;
import io.aegate.metric.FeatureExtractor;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.MetricState;
import io.aegate.metric.Pair;
import io.aegate.metric.PairBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All metrics' accumulators, for several threads.
 *
 * <p>Each batch borrows a set of accumulators that no other thread uses; in the end the sets' states are merged.
 */
final class Measuring {

    private final List<InstanceMetric> metrics;
    private final Map<FeatureKey, FeatureExtractor> extractors;
    private final PairingCheck pairing;
    private final WorstPairs worst;
    private final List<List<Accumulator>> all = new ArrayList<>();
    private final Deque<List<Accumulator>> idle = new ArrayDeque<>();

    Measuring(List<InstanceMetric> metrics, Map<FeatureKey, FeatureExtractor> extractors, int pairs) {
        this.metrics = metrics;
        this.extractors = extractors;
        this.pairing = new PairingCheck(pairs);
        this.worst = new WorstPairs(metrics, extractors);
    }

    void add(List<Pair> pairs) {
        pairs.forEach(pairing::add);
        PairBatch batch = new PairBatch(pairs, extractors);
        List<Accumulator> borrowed = borrow();
        borrowed.forEach(accumulator -> accumulator.add(batch));
        giveBack(borrowed);
        worst.add(batch);
    }

    /** What is seen in the worst pairs. */
    List<Evidence> evidence(List<String> names) {
        return worst.evidence(names);
    }

    Optional<String> pairingWarning() {
        return pairing.warning();
    }

    synchronized Map<InstanceMetric, MetricState> states() {
        Map<InstanceMetric, MetricState> states = new LinkedHashMap<>();
        for (int i = 0; i < metrics.size(); i++) {
            int metric = i;
            MetricState state = all.stream()
                    .map(accumulators -> accumulators.get(metric).state())
                    .reduce(MetricState::merge)
                    .orElseGet(() -> metrics.get(metric).accumulator().state());
            states.put(metrics.get(i), state);
        }
        return states;
    }

    private synchronized List<Accumulator> borrow() {
        List<Accumulator> free = idle.poll();
        if (free != null) {
            return free;
        }
        List<Accumulator> fresh =
                metrics.stream().map(InstanceMetric::accumulator).toList();
        all.add(fresh);
        return fresh;
    }

    private synchronized void giveBack(List<Accumulator> accumulators) {
        idle.push(accumulators);
    }
}
