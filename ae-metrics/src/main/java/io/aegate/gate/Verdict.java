package io.aegate.gate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the gate says of measurements.
 *
 * @param budgets every budget, in the order in which they were given
 * @param warnings what a reader should know before trusting the judgement, a sentence each
 * @param baselines those that budgets were compared with
 * @param rules by which regressions were judged
 */
public record Verdict(List<Judged> budgets, List<String> warnings, Baselines baselines, Rules rules) {

    public Verdict {
        budgets = List.copyOf(budgets);
        warnings = List.copyOf(warnings);
        if (budgets.isEmpty()) {
            throw new IllegalArgumentException("a verdict on no budget would pass whatever was measured");
        }
    }

    /** The worst status among the budgets that fail the gate, or {@link Status#PASS} if none does. */
    public Status outcome() {
        return violations().stream()
                .map(Judged::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.PASS);
    }

    public boolean passed() {
        return outcome() == Status.PASS;
    }

    /** The budgets that fail the gate. */
    public List<Judged> violations() {
        return budgets.stream().filter(Judged::fails).toList();
    }

    /** How many budgets are met or not, and below it the message of each that fails the gate. */
    public String summary() {
        List<Judged> violations = violations();
        if (violations.isEmpty()) {
            return budgets.size() == 1 ? "the budget is met" : "all " + budgets.size() + " budgets are met";
        }
        String budget = budgets.size() == 1
                ? "the budget is"
                : violations.size() + " of " + budgets.size() + " budgets " + (violations.size() == 1 ? "is" : "are");
        return violations.stream()
                .map(violation -> "\n  " + violation.message())
                .collect(Collectors.joining("", budget + " not met:", ""));
    }
}
