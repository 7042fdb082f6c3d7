package io.aegate.gate;

import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The smallest loss of a value that can be told from chance, beside the margin that the budget leaves.
 *
 * @param budget on the loss of a mean or a quantile
 * @param info the metric
 * @param size above 0, in the unit of the budget's amount
 */
record Effect(Budget budget, MetricInfo info, double size) {

    private static final int DIGITS = 2;
    // The mean of equal doubles is off in its last digits, and so is their spread.
    private static final double NOISE = 1e-12;
    // More than this nobody measures: then the margin is what has to change.
    private static final double MOST_IMAGES = 1e6;

    /**
     * The effect of a loss, or empty if there is no such effect because nothing was left to chance.
     *
     * @param loss as it is compared with the budget's margin
     * @param before the value that was lost from, which a percentage is of
     */
    static Optional<Effect> of(Budget budget, MetricInfo info, double loss, double before) {
        double size = budget.amount().percent() ? 100 * loss / before : loss;
        return loss > NOISE * Math.abs(before) && size > 0 && Double.isFinite(size)
                ? Optional.of(new Effect(budget, info, size))
                : Optional.empty();
    }

    /** With its unit or {@code %}, and rounded up. */
    String printed() {
        boolean percent = budget.amount().percent();
        String number = rounded(size, percent ? info.decimals() - 2 : info.decimals());
        return percent ? number + "%" : number + (info.unit().isEmpty() ? "" : " " + info.unit());
    }

    /** That the margin is too small for so many images, and what to do; empty if it is not. */
    Optional<String> warning(int n) {
        double margin = budget.amount().number().doubleValue();
        if (size <= margin) {
            return Optional.empty();
        }
        double enough = n * Math.pow(size / margin, 2);
        String more = margin > 0 && enough <= MOST_IMAGES
                ? "measure about "
                        + new BigDecimal(enough)
                                .round(new MathContext(DIGITS, RoundingMode.CEILING))
                                .toBigInteger() + " images, or "
                : "";
        return Optional.of(budget.quantity() + " " + budget.bound().symbol() + " "
                + budget.amount().with(info.unit()) + " asks for more than " + n + " " + Readings.images(n)
                + " can tell, which is " + printed() + " with " + Power.IN_WORDS + "; " + more + "widen the margin");
    }

    /**
     * The true share in per cent that fails the budget with the same power, or empty if none does.
     *
     * <p>Rounded to the side on which it fails more often.
     */
    static Optional<String> ofShare(Budget budget, int n, double confidence) {
        OptionalDouble worse = Power.ofShare(budget, n, confidence);
        if (worse.isEmpty()) {
            return Optional.empty();
        }
        String percent = rounded(100 * worse.getAsDouble(), Printed.SHARE_DECIMALS);
        String share = budget.bound() == Bound.AT_MOST
                ? percent
                : BigDecimal.valueOf(100).subtract(new BigDecimal(percent)).toPlainString();
        return Optional.of(share + "%");
    }

    /** With so many decimals, or more where two digits take them, and without the zeros that say nothing. */
    private static String rounded(double value, int decimals) {
        BigDecimal clean = BigDecimal.valueOf(value).round(Printed.WITHOUT_NOISE);
        int digits = Math.max(decimals, DIGITS - clean.precision() + clean.scale());
        return clean.setScale(digits, RoundingMode.CEILING).stripTrailingZeros().toPlainString();
    }
}
