package io.aegate.gate;

import io.aegate.metric.Sample;
import java.util.Comparator;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Confidence bounds of how a quantile changed between two measurements of the same images.
 *
 * <p>Images are drawn with replacement, with both their values, {@value Rules#RESAMPLES} times. The bounds are percentiles of the losses
 * that result. The seed is fixed, and the generator is {@link Random}, whose numbers its documentation prescribes: the same
 * measurements get the same bounds everywhere.
 */
final class PairedBootstrap {

    private final double[] before;
    private final double[] after;
    private final int[] orderBefore;
    private final int[] orderAfter;

    PairedBootstrap(double[] before, double[] after) {
        this.before = before.clone();
        this.after = after.clone();
        orderBefore = order(before);
        orderAfter = order(after);
    }

    private static int[] order(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(image -> values[image]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * The bounds of the loss between two quantiles.
     *
     * @param p which quantile, 0 to 1
     * @param loss of the quantile before and the one after
     */
    Interval of(double p, DoubleBinaryOperator loss, double confidence) {
        return bounds(losses(p, loss), confidence);
    }

    /** The bounds by resampled losses. */
    static Interval bounds(Sample losses, double confidence) {
        return new Interval(losses.quantile(1 - confidence), losses.quantile(confidence));
    }

    /** The losses between the two quantiles of each resample. */
    Sample losses(double p, DoubleBinaryOperator loss) {
        int n = before.length;
        Random random = new Random(Rules.SEED);
        double[] losses = new double[Rules.RESAMPLES];
        for (int resample = 0; resample < Rules.RESAMPLES; resample++) {
            int[] times = new int[n];
            for (int draw = 0; draw < n; draw++) {
                times[random.nextInt(n)]++;
            }
            losses[resample] =
                    loss.applyAsDouble(quantile(before, orderBefore, times, p), quantile(after, orderAfter, times, p));
        }
        return Sample.of(losses);
    }

    /** The quantile of values of which each occurs a number of times, as {@link Sample#quantile} takes it. */
    private static double quantile(double[] values, int[] order, int[] times, double p) {
        double position = p * (order.length - 1);
        int below = (int) Math.floor(position);
        int seen = 0;
        int rank = -1;
        while (seen <= below) {
            rank++;
            seen += times[order[rank]];
        }
        double low = values[order[rank]];
        double fraction = position - below;
        if (fraction == 0 || seen > below + 1) {
            return low;
        }
        do {
            rank++;
        } while (times[order[rank]] == 0);
        return low + fraction * (values[order[rank]] - low);
    }
}
