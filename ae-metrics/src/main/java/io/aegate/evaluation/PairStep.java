package io.aegate.evaluation;

import io.aegate.evaluation.Reconstructing.Read;
import io.aegate.metric.Pair;
import java.util.List;

/**
 * Completes pairs, damages some where that is asked for, and measures them.
 *
 * @param sets takes the features of single images
 */
record PairStep(Reconstructing reconstructing, Damaging damaging, Measuring measuring, SetMeasuring sets)
        implements Pass.Step {

    @Override
    public int atOnce() {
        return reconstructing.atOnce();
    }

    @Override
    public Runnable take(List<Read> batch) {
        List<Pair> complete = reconstructing.complete(batch);
        return () -> {
            List<Pair> pairs = damaging.apply(complete);
            measuring.add(pairs);
            sets.add(pairs);
        };
    }
}
