package io.aegate.gate;

import io.aegate.metric.Direction;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Sample;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A metric's values in the baseline and now, image by image; of a set metric its one value. */
final class Paired {

    // Another thread count or processor moves values by less.
    private static final double NOISE = 1e-5;

    private final MetricInfo info;
    private final List<String> images;
    private final double[] before;
    private final double[] after;

    /** Values in the order of the images; a set metric has one value and no images. */
    Paired(MetricInfo info, List<String> images, double[] before, double[] after) {
        this.info = info;
        this.images = List.copyOf(images);
        this.before = before.clone();
        this.after = after.clone();
    }

    MetricInfo info() {
        return info;
    }

    List<String> images() {
        return images;
    }

    boolean ofSet() {
        return info.kind() == Kind.SET;
    }

    int size() {
        return before.length;
    }

    double before(Aggregate aggregate) {
        return ofSet() ? before[0] : aggregate.of(Sample.of(before));
    }

    double after(Aggregate aggregate) {
        return ofSet() ? after[0] : aggregate.of(Sample.of(after));
    }

    double smallestBefore() {
        return Sample.of(before).min();
    }

    /** Whether no value moved by more than what a repetition moves it. */
    boolean isUnchanged() {
        return IntStream.range(0, size())
                .allMatch(i ->
                        Math.abs(after[i] - before[i]) <= NOISE * Math.max(Math.abs(before[i]), Math.abs(after[i])));
    }

    /** The same with the values now set to those of the baseline. */
    Paired withoutNoise() {
        return new Paired(info, images, before, before);
    }

    List<BigDecimal> losses(Loss loss) {
        return IntStream.range(0, size())
                .mapToObj(i -> loss.of(before[i], after[i]))
                .toList();
    }

    PairedBootstrap bootstrap() {
        return new PairedBootstrap(before, after);
    }

    /** The images that became worse by the most, first, with their change. */
    List<WorstImage> worst(Loss loss, int limit) {
        List<BigDecimal> losses = losses(loss);
        Stream<Integer> worse = IntStream.range(0, images.size())
                .filter(i -> info.direction() == Direction.HIGHER ? after[i] < before[i] : after[i] > before[i])
                .boxed();
        return worse.sorted((a, b) -> losses.get(b).compareTo(losses.get(a)))
                .limit(limit)
                .map(i -> new WorstImage(
                        images.get(i),
                        WorstImage.Figure.CHANGE,
                        Printed.change(change(i), info, loss.amount()),
                        info.unit()))
                .toList();
    }

    private BigDecimal change(int image) {
        return BigDecimal.valueOf(after[image]).subtract(BigDecimal.valueOf(before[image]));
    }
}
