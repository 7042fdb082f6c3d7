package io.aegate.junit;

import io.aegate.AeGate;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Baselines;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import java.util.List;
import java.util.Optional;

/**
 * A gate and what came of it.
 *
 * @param baselines what its regressions were compared with
 * @param verdict absent where there are no budgets
 */
record Evaluated(AeGate gate, Baselines baselines, Measurements measurements, Optional<Verdict> verdict) {

    /** What became of one budget, of which there may be several judgements: one a slice. */
    Verdict judged(String budget) {
        List<String> budgets =
                gate.spec().budgets().stream().map(Declared::plain).toList();
        int place = budgets.indexOf(budget);
        if (place < 0) {
            throw new RefusedInputException(
                    "The budgets file has changed since the tests were listed; run them again when nothing writes it.");
        }
        return gate.judge(measurements, baselines, place);
    }
}
