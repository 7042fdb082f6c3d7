package io.aegate.gate;

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
     */
    static Judged judge(Budget budget, Rules rules, Paired measured, boolean sameCheckpoint, int n) {
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
        return new Judged(
                budget.text(),
                status,
                spared ? Severity.WARN : budget.severity(),
                judgement.measured(),
                judgement.lower(),
                judgement.upper(),
                n,
                judgement.reading(),
                Visible.of(judgement.message() + environment),
                blames ? paired.worst(judgement.loss(), WORST_IMAGES) : List.of());
    }

    /** What a kind of regression comes to, in the terms of {@link Judged}, and the losses that it was judged by. */
    record Judgement(
            Status status,
            Optional<String> measured,
            Optional<String> lower,
            Optional<String> upper,
            String reading,
            String message,
            Loss loss) {}
}
