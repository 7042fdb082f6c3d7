package io.aegate.gate;

import java.math.BigDecimal;

/** Two one-sided confidence bounds. */
record Interval(double lower, double upper) {

    boolean isFinite() {
        return Double.isFinite(lower) && Double.isFinite(upper);
    }

    /** Met where both bounds meet the limit, not met where neither does, and otherwise open. */
    Status status(Bound bound, BigDecimal limit) {
        boolean low = bound.isMetBy(BigDecimal.valueOf(lower), limit);
        boolean high = bound.isMetBy(BigDecimal.valueOf(upper), limit);
        if (low && high) {
            return Status.PASS;
        }
        return low || high ? Status.INCONCLUSIVE : Status.FAIL;
    }
}
