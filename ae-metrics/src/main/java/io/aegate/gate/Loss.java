package io.aegate.gate;

import io.aegate.metric.Direction;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How much worse a value became, as an amount measures it.
 *
 * <pre>
 *   amount a      d = before − after where higher is better, after − before where lower is      against a
 *   amount m %    d = (1 − m) · before − after,              after − (1 + m) · before           against 0
 * </pre>
 *
 * <p>Exact in the decimals that values print as in full.
 *
 * @param direction the metric's
 * @param amount the margin that is allowed
 */
record Loss(Direction direction, Amount amount) {

    /** The whole of what was lost. */
    static Loss withoutMargin(Direction direction) {
        return new Loss(direction, new Amount(BigDecimal.ZERO, false, "0"));
    }

    BigDecimal of(double before, double after) {
        BigDecimal was = BigDecimal.valueOf(before);
        BigDecimal is = BigDecimal.valueOf(after);
        BigDecimal allowed = amount.percent() ? was.multiply(amount.value()) : BigDecimal.ZERO;
        BigDecimal worse = direction == Direction.HIGHER ? was.subtract(is) : is.subtract(was);
        return worse.subtract(allowed);
    }

    /** What a loss must not exceed. */
    BigDecimal limit() {
        return amount.percent() ? BigDecimal.ZERO : amount.value();
    }

    /** A loss in the unit that the amount is written in: per cent of the value before, if it is relative. */
    BigDecimal inUnitOfAmount(BigDecimal loss, double before) {
        if (!amount.percent()) {
            return loss;
        }
        BigDecimal share = loss.divide(BigDecimal.valueOf(before), MathContext.DECIMAL128);
        return share.movePointRight(2).add(amount.number());
    }
}
