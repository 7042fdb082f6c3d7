package io.aegate.gate;

import io.aegate.metric.Direction;
import java.math.BigDecimal;

/** How a share compares an image's value with its threshold. */
public enum Comparison {
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }

    boolean holds(BigDecimal value, BigDecimal threshold) {
        int order = value.compareTo(threshold);
        return switch (this) {
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    /** Whether this picks the worse side of a quantity that improves in the given direction. */
    boolean picksTheWorse(Direction direction) {
        boolean below = this == LESS || this == AT_MOST;
        return below == (direction == Direction.HIGHER);
    }
}
