package io.aegate.gate;

import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers as they are printed beside a bound.
 *
 * <p>They have at least the decimals of the bound and are rounded towards failing. So the bound itself is one of the numbers that
 * can be printed: what fails prints strictly beyond it, and what passes never does.
 */
final class Printed {

    private static final int SHARE_DECIMALS = 1;

    private Printed() {}

    /** A value beside a bound, with {@code %} where the bound has it, and without its unit. */
    static String value(double value, MetricInfo info, Amount bound, RoundingMode rounding) {
        BigDecimal exact = BigDecimal.valueOf(value);
        if (bound.percent()) {
            return rounded(exact.movePointRight(2), info.decimals() - 2, bound, rounding) + "%";
        }
        return rounded(exact, info.decimals(), bound, rounding);
    }

    /** A share of images in per cent. */
    static String share(int hits, int n, Amount bound, RoundingMode rounding) {
        int decimals = Math.max(SHARE_DECIMALS, bound.number().scale());
        return BigDecimal.valueOf(100L * hits)
                        .divide(BigDecimal.valueOf(n), decimals, rounding)
                        .toPlainString()
                + "%";
    }

    private static String rounded(BigDecimal exact, int decimals, Amount bound, RoundingMode rounding) {
        return exact.setScale(Math.max(decimals, bound.number().scale()), rounding)
                .toPlainString();
    }
}
