package io.aegate.evaluation;

import io.aegate.image.ImagePairs;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Refuses images of sizes that cannot be measured, all at once and before anything is decoded. */
final class SizeCheck {

    private final ImagePairs pairs;
    private final List<String> refusals = new ArrayList<>();

    private SizeCheck(ImagePairs pairs) {
        this.pairs = pairs;
    }

    /**
     * Checks pairs that were inspected.
     *
     * @param factor what both sides must be multiples of
     * @throws RefusedInputException naming every image that is too small for a metric, or that the checkpoint cannot take
     */
    static void refuseUnfit(ImagePairs pairs, List<Metric> metrics, int factor) {
        SizeCheck check = new SizeCheck(pairs);
        for (Metric metric : metrics) {
            check.refuseWhere(
                    size -> size.shorterSide() < metric.minimumSide(),
                    metric.id() + " needs sides of at least " + metric.minimumSide() + " pixels, but smaller are ",
                    "; leave the metric out, or measure larger images.");
        }
        check.refuseWhere(
                size -> size.width() % factor != 0 || size.height() % factor != 0,
                "The checkpoint takes images whose sides are multiples of " + factor + ", but others are ",
                "; set resize=center-crop:N with such an N.");
        if (!check.refusals.isEmpty()) {
            throw new RefusedInputException(String.join("\n", check.refusals));
        }
    }

    private void refuseWhere(Predicate<ImageSize> unfit, String what, String remedy) {
        List<String> images = IntStream.range(0, pairs.size())
                .filter(index -> unfit.test(pairs.sizeOf(index)))
                .mapToObj(index -> pairs.references().get(index).name() + " (" + pairs.sizeOf(index) + ")")
                .toList();
        if (!images.isEmpty()) {
            refusals.add(what + RefusedInputException.named(images) + remedy);
        }
    }
}
