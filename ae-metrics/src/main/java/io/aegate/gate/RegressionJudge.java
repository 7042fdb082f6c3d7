package io.aegate.gate;

import io.aegate.evaluation.Slices;
import java.util.List;
import java.util.Optional;

/** Judges a budget on a regression by paired values. */
final class RegressionJudge {

    private static final int WORST_IMAGES = 10;

    private RegressionJudge() {}

    /**
     * What becomes of the budget.
     *
     * @param measured values of which {@link Regressions} found no obstacle
     * @param sameCheckpoint whether they are of the checkpoint that the baseline is of
     * @param n the number of images that they are of
     * @param slices that a loss may be found in
     */
    static Outcome judge(Budget budget, Rules rules, Paired measured, boolean sameCheckpoint, int n, Slices slices) {
        boolean unchanged = sameCheckpoint && measured.isUnchanged();
        Paired paired = unchanged ? measured.withoutNoise() : measured;
        Judgement judgement = budget.quantity() instanceof Quantity.Share share
                ? new ShareRegression(budget, share, rules, paired, unchanged).judge()
                : new ValueRegression(budget, rules, paired, unchanged).judge();
        Status status = judgement.status();
        boolean spared = status == Status.INCONCLUSIVE && rules.inconclusiveOnlyWarns();
        String environment =
                sameCheckpoint && !unchanged ? "; the checkpoint is the same, so the environment changed" : "";
        boolean blames = status == Status.FAIL || status == Status.INCONCLUSIVE;
        Scope scope = budget.quantity().subject().scope();
        Regressed regressed = new Regressed(
                budget.quantity().regression().orElseThrow().anchor(),
                judgement.certainty().detectable(),
                (blames ? Explanation.of(paired, scope, slices) : Optional.<String>empty()).map(Visible::of),
                judgement.certainty().improved());
        Judged judged = new Judged(
                budget.text(),
                status,
                spared ? Severity.WARN : budget.severity(),
                judgement.measured(),
                judgement.lower(),
                judgement.upper(),
                n,
                judgement.reading(),
                Visible.of(judgement.message() + environment),
                blames ? paired.worst(judgement.loss(), WORST_IMAGES) : List.of(),
                Optional.of(regressed));
        // A change that is sure already needs no more images, and scatters more than those that a margin is chosen for.
        Optional<String> warning = judgement
                .certainty()
                .warning()
                .filter(any -> status != Status.FAIL && !judgement.certainty().improved());
        return new Outcome(judged, warning);
    }

    /** A judgement, and what to know before relying on the budget, if anything. */
    record Outcome(Judged judged, Optional<String> warning) {}

    /** What a kind of regression comes to, in the terms of {@link Judged}, and the losses that it was judged by. */
    record Judgement(
            Status status,
            Optional<String> measured,
            Optional<String> lower,
            Optional<String> upper,
            String reading,
            String message,
            Loss loss,
            Certainty certainty) {}

    /**
     * What chance leaves to be told.
     *
     * @param detectable the smallest effect that can be told from chance
     * @param warning where the budget's margin is smaller than that
     * @param improved whether it is surely better than before
     */
    record Certainty(Optional<String> detectable, Optional<String> warning, boolean improved) {

        /** Of what was judged as it was measured. */
        static final Certainty NONE = new Certainty(Optional.empty(), Optional.empty(), false);

        static Certainty ofShare(Optional<String> detectable) {
            return new Certainty(detectable, Optional.empty(), false);
        }
    }
}
