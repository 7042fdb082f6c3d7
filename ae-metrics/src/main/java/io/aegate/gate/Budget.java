package io.aegate.gate;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound on a quantity, as {@link Budgets#parse} reads it.
 *
 * @param text what the user wrote, on one line
 * @param quantity what is bounded
 * @param bound on which side
 * @param amount by how much
 * @param severity whether a violation fails the gate
 */
public record Budget(String text, Quantity quantity, Bound bound, Amount amount, Severity severity) {

    private static final Pattern STAR = Pattern.compile("\\[ ?\\* ?]");

    /** A budget over every slice becomes one for each; where there is none it stays, as others do. */
    List<Budget> overEach(Set<String> slices) {
        if (!(quantity.subject().scope() instanceof Scope.EverySlice) || slices.isEmpty()) {
            return List.of(this);
        }
        return slices.stream().map(slice -> over(new Scope.Slice(slice))).toList();
    }

    /** This budget over one slice, in place of every slice. */
    Budget over(Scope.Slice slice) {
        String narrowed = STAR.matcher(text).replaceFirst(Matcher.quoteReplacement(slice.toString()));
        return new Budget(narrowed, quantity.over(slice), bound, amount, severity);
    }

    /** The end of a sentence on what was measured: what the budget asks for, and whether that is met. */
    String demand(boolean met, String unit) {
        return (met ? ", and" : ", but") + " the budget " + bound.demand() + " " + amount.with(unit);
    }

    /** Whether both ask the same, however they are written; a warning beside an error of the same bound says nothing more. */
    boolean asksTheSameAs(Budget other) {
        return quantity.toString().equals(other.quantity.toString())
                && bound == other.bound
                && amount.percent() == other.amount.percent()
                && amount.number().compareTo(other.amount.number()) == 0;
    }
}
