package io.aegate.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.aegate.metric.Direction;
import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in files and in tables that no bound stands beside. */
final class Decimals {

    static final String NONE = "–";

    private static final MathContext SMALL = new MathContext(3, RoundingMode.HALF_EVEN);
    private static final MathContext WITHOUT_NOISE = new MathContext(12, RoundingMode.HALF_EVEN);
    private static final BigDecimal NOISE = new BigDecimal("1e-12");

    private Decimals() {}

    /** The shortest decimal that reads back as the same double, on every Java version; empty for NaN and infinities. */
    static String shortest(double value) {
        return Double.isFinite(value) ? NumberOutput.toString(value, true) : "";
    }

    /** A value of a metric, rounded towards the worse as beside a budget. */
    static String value(double value, MetricInfo info) {
        return shown(value, info, info.direction() == Direction.HIGHER ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    /** The size of a gain, or of a loss below 0, rounded towards the worse. */
    static String change(double gain, MetricInfo info) {
        return shown(Math.abs(gain), info, gain > 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    /** How far values of a metric spread. */
    static String spread(double value, MetricInfo info) {
        return shown(value, info, RoundingMode.HALF_EVEN);
    }

    /** With the metric's decimals, or with three digits where these would leave only zeros. */
    private static String shown(double value, MetricInfo info, RoundingMode rounding) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        BigDecimal clean = BigDecimal.valueOf(value).round(WITHOUT_NOISE);
        boolean vanishes = clean.setScale(info.decimals(), RoundingMode.DOWN).signum() == 0;
        return vanishes && clean.abs().compareTo(NOISE) > 0
                ? clean.round(SMALL).toString()
                : (vanishes ? BigDecimal.ZERO : clean)
                        .setScale(info.decimals(), rounding)
                        .toPlainString();
    }
}
