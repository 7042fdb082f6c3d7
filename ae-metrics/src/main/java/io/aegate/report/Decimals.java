package io.aegate.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.aegate.metric.MetricInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in files and in tables that no bound stands beside. */
final class Decimals {

    static final String NONE = "–";

    private static final MathContext SMALL = new MathContext(3, RoundingMode.HALF_EVEN);

    private Decimals() {}

    /** The shortest decimal that reads back as the same double, on every Java version; empty for NaN and infinities. */
    static String shortest(double value) {
        return Double.isFinite(value) ? NumberOutput.toString(value, true) : "";
    }

    /** Rounded to the metric's decimals, or to three digits where these would leave only zeros. */
    static String shown(double value, MetricInfo info) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal rounded = exact.setScale(info.decimals(), RoundingMode.HALF_EVEN);
        boolean vanished = rounded.signum() == 0 && exact.signum() != 0;
        return vanished ? exact.round(SMALL).toString() : rounded.toPlainString();
    }
}
