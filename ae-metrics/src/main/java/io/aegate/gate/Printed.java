package io.aegate.gate;

import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as they are printed beside a bound.
 *
 * <p>They have at least the decimals of the bound and are rounded towards failing. So the bound itself is one of the numbers that
 * can be printed: what fails prints strictly beyond it, and what passes never does.
 */
final class Printed {

    /** Decimals of a share in per cent. */
    static final int SHARE_DECIMALS = 1;
    // A mean is off in its last digits: without this, the mean of many times 0.113 would print as 0.1131.
    static final MathContext WITHOUT_NOISE = new MathContext(12, RoundingMode.HALF_EVEN);

    private Printed() {}

    /** A value beside its bound, with {@code %} where the bound has it, and without its unit. */
    static String value(double value, MetricInfo info, Bound bound, Amount limit) {
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal clean = exact.round(WITHOUT_NOISE);
        boolean same = bound.isMetBy(exact, limit.value()) == bound.isMetBy(clean, limit.value());
        return rounded(same ? clean : exact, info, limit, bound.towardsFailing());
    }

    /** A single image's value, with as many decimals as the amount that it is read beside, rounded towards the worse. */
    static String ofImage(double value, MetricInfo info, Amount beside) {
        BigDecimal clean = BigDecimal.valueOf(value).round(WITHOUT_NOISE);
        return rounded(clean, info, beside, Bound.of(info.direction()).towardsFailing());
    }

    /** A standard error beside a value, with as many decimals, rounded up. */
    static String error(double error, MetricInfo info, Amount beside) {
        return rounded(BigDecimal.valueOf(error).round(WITHOUT_NOISE), info, beside, RoundingMode.CEILING);
    }

    /** A share of images in per cent. */
    static String share(int hits, int n, Bound bound, Amount limit) {
        int decimals = Math.max(SHARE_DECIMALS, limit.number().scale());
        return BigDecimal.valueOf(100L * hits)
                        .divide(BigDecimal.valueOf(n), decimals, bound.towardsFailing())
                        .toPlainString()
                + "%";
    }

    /**
     * A loss or a confidence bound beside a limit, both in the same unit, with more decimals where it would else print on the other
     * side of the limit.
     */
    static String end(BigDecimal end, int decimals, RoundingMode rounding, Bound bound, BigDecimal limit) {
        boolean met = bound.isMetBy(end, limit);
        BigDecimal clean = end.round(WITHOUT_NOISE);
        BigDecimal value = bound.isMetBy(clean, limit) == met ? clean : end;
        int digits = Math.max(decimals, limit.scale());
        BigDecimal printed = value.setScale(digits, rounding);
        while (bound.isMetBy(printed, limit) != met) {
            digits++;
            printed = value.setScale(digits, rounding);
        }
        return printed.toPlainString();
    }

    /** A value beside which a loss is printed, rounded towards the worse as everywhere, in the metric's own unit. */
    static String plain(double value, MetricInfo info, Amount loss) {
        int decimals =
                Math.max(info.decimals(), loss.percent() ? 0 : loss.number().scale());
        return BigDecimal.valueOf(value)
                .round(WITHOUT_NOISE)
                .setScale(decimals, Bound.of(info.direction()).towardsFailing())
                .toPlainString();
    }

    /** A change of a single image's value, with its sign, rounded towards the worse. */
    static String change(BigDecimal change, MetricInfo info, Amount beside) {
        int decimals =
                Math.max(info.decimals(), beside.percent() ? 0 : beside.number().scale());
        BigDecimal printed = change.round(WITHOUT_NOISE)
                .setScale(decimals, Bound.of(info.direction()).towardsFailing());
        return (printed.signum() > 0 ? "+" : "") + printed.toPlainString();
    }

    private static String rounded(BigDecimal value, MetricInfo info, Amount beside, RoundingMode rounding) {
        BigDecimal shown = beside.percent() ? value.movePointRight(2) : value;
        int decimals = beside.percent() ? info.decimals() - 2 : info.decimals();
        return shown.setScale(Math.max(decimals, beside.number().scale()), rounding)
                        .toPlainString()
                + (beside.percent() ? "%" : "");
    }
}
