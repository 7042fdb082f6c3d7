package io.aegate.gate;

import io.aegate.image.RefusedInputException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Waivers of budgets, as of some day.
 *
 * <p>Through its last day a waiver keeps a budget that was measured from failing the gate; after it the budget counts as it is
 * written. A waiver over one slice goes before one over every slice.
 */
public final class Waivers {

    /** Nothing is waived. */
    public static final Waivers NONE = new Waivers(List.of(), LocalDate.MIN);

    private final List<Waived> waived;
    private final LocalDate today;

    private Waivers(List<Waived> waived, LocalDate today) {
        this.waived = List.copyOf(waived);
        this.today = today;
    }

    /**
     * The waivers of budgets.
     *
     * @param budgets that are going to be judged
     * @param vocabulary that they were parsed with
     * @param today the day by which waivers run or have expired
     * @throws RefusedInputException if the budget of a waiver cannot be parsed, is none of the budgets, nor one of them over a slice, or
     *     is waived twice
     */
    public static Waivers of(List<Waiver> waivers, List<Budget> budgets, Vocabulary vocabulary, LocalDate today) {
        List<Waived> waived = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Waiver waiver : waivers) {
            try {
                waived.add(new Waived(waiver, BudgetParser.parse(waiver.budget(), vocabulary)));
            } catch (BudgetRefusal refusal) {
                refused.add(refusal.shownIn(waiver.budget()));
            }
        }
        Budgets.refuse("waiver", refused, waivers.size());
        for (int i = 0; i < waived.size(); i++) {
            Budget budget = waived.get(i).budget();
            if (budgets.stream().noneMatch(declared -> covers(declared, budget))) {
                throw new RefusedInputException("the waiver of " + Visible.of(budget.text())
                        + " matches no budget; write it as the budget is written, or take it out");
            }
            if (waived.subList(0, i).stream().anyMatch(earlier -> budget.asksTheSameAs(earlier.budget()))) {
                throw new RefusedInputException(
                        "the budget " + Visible.of(budget.text()) + " is waived twice; keep one of its waivers");
            }
        }
        return new Waivers(waived, today);
    }

    private static boolean covers(Budget declared, Budget budget) {
        boolean ofEach = declared.quantity().subject().scope() instanceof Scope.EverySlice;
        return declared.asksTheSameAs(budget)
                || (ofEach
                        && budget.quantity().subject().scope() instanceof Scope.Slice slice
                        && declared.over(slice).asksTheSameAs(budget));
    }

    /** The judgements, with what they owe to waivers. */
    List<Judged> applied(List<Judgement> judgements) {
        return judgements.stream()
                .map(judgement -> waiving(judgement)
                        .map(waiver -> applied(waiver.waiver(), judgement.judged()))
                        .orElse(judgement.judged()))
                .toList();
    }

    private Judged applied(Waiver waiver, Judged judged) {
        if (judged.status() == Status.PASS) {
            return judged;
        }
        String reason = Visible.of(waiver.reason());
        if (!runs(waiver)) {
            return judged.with(judged.severity(), "; its waiver expired on " + waiver.until() + " (" + reason + ")");
        }
        return judged.status() == Status.NOT_MEASURED
                ? judged
                : judged.with(Severity.WAIVED, "; waived until " + waiver.until() + ": " + reason);
    }

    /** Which waivers can be taken out, a sentence each. */
    List<String> warnings(List<Judgement> judgements) {
        return waived.stream()
                .filter(each -> isMet(each, judgements))
                .map(Waived::waiver)
                .map(waiver -> "the waiver of " + waiver.budget()
                        + (runs(waiver) ? " is not needed: the budget is met" : " expired on " + waiver.until())
                        + "; take it out")
                .toList();
    }

    private boolean isMet(Waived each, List<Judgement> judgements) {
        List<Judgement> covered = judgements.stream()
                .filter(judgement -> waiving(judgement).filter(each::equals).isPresent())
                .toList();
        return !covered.isEmpty()
                && covered.stream().allMatch(judgement -> judgement.judged().status() == Status.PASS);
    }

    private Optional<Waived> waiving(Judgement judgement) {
        return waivedAs(judgement.budget()).or(() -> waivedAs(judgement.declared()));
    }

    private Optional<Waived> waivedAs(Budget budget) {
        return waived.stream()
                .filter(each -> each.budget().asksTheSameAs(budget))
                .findFirst();
    }

    private boolean runs(Waiver waiver) {
        return !today.isAfter(waiver.until());
    }

    /** A waiver, and the budget that it names. */
    private record Waived(Waiver waiver, Budget budget) {}

    /**
     * What became of a budget.
     *
     * @param declared as it was declared
     * @param budget the same, or over one of the slices
     * @param judged what became of it
     */
    record Judgement(Budget declared, Budget budget, Judged judged) {}
}
