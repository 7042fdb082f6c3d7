package io.aegate.gate;

import io.aegate.metric.Direction;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The side on which a budget bounds its quantity. */
public enum Bound {
    AT_LEAST(">=", "at least", "asks for at least"),
    AT_MOST("<=", "at most", "allows at most");

    private final String symbol;
    private final String words;
    private final String demand;

    Bound(String symbol, String words, String demand) {
        this.symbol = symbol;
        this.words = words;
        this.demand = demand;
    }

    /** The bound that a quantity of this direction can have. */
    static Bound of(Direction direction) {
        return direction == Direction.HIGHER ? AT_LEAST : AT_MOST;
    }

    public String symbol() {
        return symbol;
    }

    /** {@code at least} or {@code at most}. */
    public String words() {
        return words;
    }

    /** What a budget does with this bound, for sentences: {@code asks for at least} or {@code allows at most}. */
    String demand() {
        return demand;
    }

    boolean isMetBy(BigDecimal value, BigDecimal limit) {
        int order = value.compareTo(limit);
        return this == AT_LEAST ? order >= 0 : order <= 0;
    }

    /** How a value is rounded for print, so that what fails never prints as the limit. */
    RoundingMode towardsFailing() {
        return this == AT_LEAST ? RoundingMode.FLOOR : RoundingMode.CEILING;
    }
}
