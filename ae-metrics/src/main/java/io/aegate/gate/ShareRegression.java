package io.aegate.gate;

import io.aegate.gate.RegressionJudge.Certainty;
import io.aegate.gate.RegressionJudge.Judgement;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges the share of images that regressed by more, or by less, than a threshold. */
final class ShareRegression {

    private final Budget budget;
    private final Quantity.Share share;
    private final Rules rules;
    private final Paired paired;
    private final boolean unchanged;

    ShareRegression(Budget budget, Quantity.Share share, Rules rules, Paired paired, boolean unchanged) {
        this.budget = budget;
        this.share = share;
        this.rules = rules;
        this.paired = paired;
        this.unchanged = unchanged;
    }

    Judgement judge() {
        Loss loss = new Loss(paired.info().direction(), share.threshold());
        int count = (int) paired.losses(loss).stream()
                .filter(each -> share.comparison().holds(each, loss.limit()))
                .count();
        Hits hits = new Hits(count, paired.size());
        if (unchanged || rules.confidence().isEmpty()) {
            return byPoint(hits, loss);
        }
        Interval interval =
                BinomialBounds.of(count, hits.n(), rules.confidence().orElseThrow());
        Status status = interval.status(budget.bound(), budget.amount().value());
        String lower = printed(interval.lower());
        String upper = printed(interval.upper());
        // The bound that decides is the one on the far side of the limit.
        boolean least = (status == Status.FAIL) == (budget.bound() == Bound.AT_MOST);
        String sure = status == Status.INCONCLUSIVE
                ? "between " + lower + " and " + upper
                : rules.sure() + (least ? " at least " + lower : " at most " + upper);
        String message = status == Status.INCONCLUSIVE
                ? said(hits, "") + ", which shows no more than that the share is between " + lower + " and " + upper
                        + " (" + rules.sure() + " of each bound) and leaves the " + budget.amount()
                        + " of the budget open; " + remedy(hits.n())
                : said(hits, ", " + sure) + budget.demand(status == Status.PASS, "");
        return new Judgement(
                status,
                Optional.of(hits.printed(budget)),
                Optional.of(lower),
                Optional.of(upper),
                hits.printed(budget) + " (" + count + " of " + hits.n() + "; " + sure + ")",
                message,
                loss,
                Certainty.ofShare(
                        Effect.ofShare(budget, hits.n(), rules.confidence().orElseThrow())));
    }

    private Judgement byPoint(Hits hits, Loss loss) {
        boolean met = hits.meet(budget);
        return new Judgement(
                met ? Status.PASS : Status.FAIL,
                Optional.of(hits.printed(budget)),
                Optional.empty(),
                Optional.empty(),
                hits.printed(budget) + " (" + hits.hits() + " of " + hits.n() + (unchanged ? "; unchanged)" : ")"),
                said(hits, unchanged ? ", unchanged with the same checkpoint" : "") + budget.demand(met, ""),
                loss,
                Certainty.NONE);
    }

    private String said(Hits hits, String more) {
        return hits.ofImages(share.subject().scope()) + " (" + hits.printed(budget) + more + ") " + hits.verb() + " "
                + share.counted().over(new Scope.WholeSet()) + " "
                + share.comparison().symbol() + " "
                + share.threshold().with(paired.info().unit());
    }

    private String printed(double end) {
        BigDecimal percent = BigDecimal.valueOf(end).movePointRight(2);
        return Printed.end(
                        percent,
                        Printed.SHARE_DECIMALS,
                        RoundingMode.HALF_EVEN,
                        budget.bound(),
                        budget.amount().number())
                + "%";
    }

    private String remedy(int n) {
        OptionalLong needed = Budgets.imagesNeeded(budget, rules.confidence().orElseThrow());
        if (needed.isEmpty()) {
            return "no number of images can show " + budget.amount()
                    + ", so widen the margin, or set confidence to none";
        }
        return n < needed.getAsLong()
                ? "measure at least " + needed.getAsLong() + " images, or widen the margin"
                : "measure more images, or widen the margin";
    }
}
