package io.aegate.gate;

import java.math.BigDecimal;

/** How many of how many images a share counted. */
record Hits(int hits, int n) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Whether the share itself meets the budget, as exact fractions. */
    boolean meet(Budget budget) {
        // hits / n against p% without a division: hits · 100 against p · n.
        return budget.bound()
                .isMetBy(
                        BigDecimal.valueOf(hits).multiply(HUNDRED),
                        budget.amount().number().multiply(BigDecimal.valueOf(n)));
    }

    /** The share in per cent, rounded towards failing. */
    String printed(Budget budget) {
        return Printed.share(hits, n, budget.bound(), budget.amount());
    }

    String verb() {
        return hits == 1 ? "has" : "have";
    }

    /** {@code 3 of 256 images}, with the slice that they are of. */
    String ofImages(Scope scope) {
        return hits + " of " + n + " " + Readings.images(n)
                + (scope instanceof Scope.Slice slice ? " of the slice " + slice.name() : "");
    }
}
