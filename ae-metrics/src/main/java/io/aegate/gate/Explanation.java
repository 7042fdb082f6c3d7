package io.aegate.gate;

import io.aegate.evaluation.Slices;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Says in how many images, and in which slice, the loss of a regression is. */
final class Explanation {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int CONCENTRATED_PERCENT = 10;

    private final List<String> images;
    private final List<BigDecimal> lost;
    private final BigDecimal total;

    private Explanation(List<String> images, List<BigDecimal> losses) {
        this.images = images;
        lost = losses.stream().map(BigDecimal.ZERO::max).toList();
        total = lost.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * A few words on where values became worse, whatever the margin; empty if no image did, and of a set metric.
     *
     * @param scope of the budget: only the whole set is divided into its slices
     */
    static Optional<String> of(Paired paired, Scope scope, Slices slices) {
        if (paired.ofSet()) {
            return Optional.empty();
        }
        Loss loss = Loss.withoutMargin(paired.info().direction());
        Explanation explanation = new Explanation(paired.images(), paired.losses(loss));
        if (explanation.total.signum() == 0) {
            return Optional.empty();
        }
        Optional<Part> slice = scope instanceof Scope.WholeSet ? explanation.worst(slices.members()) : Optional.empty();
        return Optional.of(explanation.half()
                + slice.map(part -> "; " + explanation.said(part)).orElse(""));
    }

    private String half() {
        int n = lost.size();
        BigDecimal held = BigDecimal.ZERO;
        int k = 0;
        for (BigDecimal next : lost.stream().sorted(Comparator.reverseOrder()).toList()) {
            if (held.multiply(TWO).compareTo(total) >= 0) {
                break;
            }
            held = held.add(next);
            k++;
        }
        String percent = BigDecimal.valueOf(100L * k)
                .divide(BigDecimal.valueOf(n), Printed.SHARE_DECIMALS, RoundingMode.HALF_EVEN)
                .toPlainString();
        return (100L * k <= (long) CONCENTRATED_PERCENT * n ? "concentrated" : "spread") + ": half of the loss is in "
                + k + " of " + n + " " + Readings.images(n) + " (" + percent + "%)";
    }

    /** The slice with the most loss an image, of those that hold half of the loss and twice their share of it. */
    private Optional<Part> worst(Map<String, Set<String>> slices) {
        return slices.entrySet().stream()
                .map(slice -> part(slice.getKey(), slice.getValue()))
                .filter(part -> part.loss().multiply(TWO).compareTo(total) >= 0)
                .filter(part -> part.loss()
                                .multiply(BigDecimal.valueOf(lost.size()))
                                .compareTo(total.multiply(BigDecimal.valueOf(2L * part.size())))
                        >= 0)
                // Streams keep the first of equals: the one first by name.
                .reduce((best, next) -> next.mean().compareTo(best.mean()) > 0 ? next : best);
    }

    private Part part(String slice, Set<String> members) {
        int[] rows = IntStream.range(0, images.size())
                .filter(row -> members.contains(images.get(row)))
                .toArray();
        BigDecimal loss = IntStream.of(rows).mapToObj(lost::get).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Part(slice, rows.length, loss);
    }

    private String said(Part part) {
        // Rounded down, so that only all of it is 100 %.
        return part.loss().multiply(HUNDRED).divide(total, 0, RoundingMode.DOWN) + "% of it is in the slice "
                + part.slice() + " (" + part.size() + " of " + lost.size() + " " + Readings.images(lost.size()) + ")";
    }

    /** A slice with the loss of its images; one that holds half of the loss is not empty. */
    private record Part(String slice, int size, BigDecimal loss) {
        BigDecimal mean() {
            return loss.divide(BigDecimal.valueOf(size), MathContext.DECIMAL128);
        }
    }
}
