package io.aegate.metric;

import java.util.regex.Pattern;

/**
 * The name of one exact variant of a metric, for example {@code psnr} or {@code drift.canny}; what differs gets another id.
 *
 * @param value letters, digits, {@code .}, {@code -} and {@code @}, beginning with a letter
 */
public record MetricId(String value) implements Comparable<MetricId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9.@-]*");

    public MetricId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a metric's id is letters, digits, '.', '-' and '@', not '" + value + "'");
        }
    }

    @Override
    public int compareTo(MetricId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
