package io.aegate.metric.distribution;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.Distribution;
import io.aegate.metric.FeatureRows;

/** What a metric may ask of the two sides that it compares. */
final class Sides {

    private Sides() {}

    /** The features of each reference. */
    static FeatureRows rows(String metric, Distribution references) {
        if (references instanceof FeatureRows rows) {
            return rows;
        }
        throw new RefusedInputException(metric
                + " needs the features of each reference, but a statistics file holds only their mean and covariance; give the folder of"
                + " the references instead.");
    }

    static RefusedInputException tooFew(String metric, int least, Distribution references, FeatureRows subject) {
        return new RefusedInputException(
                "%s needs at least %d images on each side, but there are %s and %s; add images."
                        .formatted(
                                metric,
                                least,
                                counted(references.count(), "reference"),
                                counted(subject.count(), "image") + " to compare"));
    }

    static RefusedInputException tooFew(String metric, int least, FeatureRows subject) {
        return new RefusedInputException("%s needs at least %s to compare, but there %s %d; add images."
                .formatted(metric, counted(least, "image"), subject.count() == 1 ? "is" : "are", subject.count()));
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
