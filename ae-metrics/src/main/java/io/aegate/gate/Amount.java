package io.aegate.gate;

import java.math.BigDecimal;

/**
 * A number in a budget.
 *
 * @param number as written, so 95 for {@code 95%}
 * @param percent whether it was followed by {@code %}
 * @param text its digits as the user wrote them, without {@code %} or unit
 */
public record Amount(BigDecimal number, boolean percent, String text) {

    /** What values are compared with: 0.95 for {@code 95%}. */
    public BigDecimal value() {
        return percent ? number.movePointLeft(2) : number;
    }

    /** As the user wrote it, with the unit whether or not they did. */
    String with(String unit) {
        if (percent) {
            return text + "%";
        }
        return unit.isEmpty() ? text : text + " " + unit;
    }

    @Override
    public String toString() {
        return with("");
    }
}
