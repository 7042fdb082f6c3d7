package io.aegate.gate;

import io.aegate.image.RefusedInputException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * That a budget may be missed for a while.
 *
 * @param budget as it is written among the budgets, or over one slice of a budget over every slice
 * @param until the last day on which it may, in UTC
 * @param reason why, for whoever reads the verdict
 */
public record Waiver(String budget, LocalDate until, String reason) {

    /** Of texts that are put on one line each. */
    public Waiver {
        budget = Budgets.oneLine(budget);
        reason = Budgets.oneLine(reason);
        if (budget.isEmpty()) {
            throw new RefusedInputException("a waiver until " + until
                    + " names no budget; write the budget that it waives as the budgets have it");
        }
        if (reason.isEmpty()) {
            throw new RefusedInputException("the waiver of " + Visible.of(budget)
                    + " gives no reason; say why the budget may be missed until " + until);
        }
    }

    /**
     * As it is declared.
     *
     * @throws RefusedInputException if a text is blank, or {@code until} is not a date
     */
    public static Waiver of(String budget, String until, String reason) {
        try {
            return new Waiver(budget, LocalDate.parse(until.strip()), reason);
        } catch (DateTimeParseException e) {
            if (until.isBlank()) {
                throw new RefusedInputException(
                        "the waiver of " + Visible.of(Budgets.oneLine(budget))
                                + " has no until; write the last day on which the budget may be missed, such as 2026-12-31",
                        e);
            }
            throw new RefusedInputException(
                    "the waiver of " + Visible.of(Budgets.oneLine(budget)) + " runs until '" + Visible.of(until)
                            + "'; write a date such as 2026-12-31",
                    e);
        }
    }
}
