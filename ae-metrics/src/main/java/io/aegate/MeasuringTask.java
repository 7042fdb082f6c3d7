package io.aegate;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What decides the measurements of a gate, by content, so that gates can share them.
 *
 * @param inputs what is going to be measured, with nothing of the measuring itself
 * @param slices named parts of the images
 * @param metrics what is needed
 * @param weights the weight files that it is computed with
 * @param standardErrors whether metrics of sets come with standard errors
 * @param exported where the references' mean and covariance are written meanwhile
 */
public record MeasuringTask(
        Provenance inputs,
        Slices slices,
        SortedSet<MetricId> metrics,
        Map<String, Provenance.WeightFile> weights,
        boolean standardErrors,
        Optional<Path> exported) {

    /** Whether measurements for this task hold all that another one needs. */
    public boolean answers(MeasuringTask other) {
        return inputs.equals(other.inputs)
                && slices.equals(other.slices)
                && standardErrors == other.standardErrors
                && (other.exported.isEmpty() || exported.equals(other.exported))
                && metrics.containsAll(other.metrics)
                && weights.entrySet().containsAll(other.weights.entrySet());
    }

    /** Whether measurements that were stored are of the present inputs, and hold all that is needed. */
    boolean isDoneBy(Measurements stored) {
        return stored.provenance().sameInputs(inputs)
                && stored.metrics().keySet().containsAll(metrics)
                && stored.provenance().weights().entrySet().containsAll(weights.entrySet())
                && asManyErrors(stored)
                && exportedWith(stored);
    }

    private boolean asManyErrors(Measurements stored) {
        return stored.metrics().values().stream()
                .filter(summary -> summary.info().kind() == Kind.SET)
                .allMatch(summary -> summary.standardError().isPresent() == standardErrors);
    }

    /** Whether what is to be exported was written by the run that measured, or a later one. */
    private boolean exportedWith(Measurements stored) {
        if (exported.isEmpty()) {
            return true;
        }
        try {
            return !Files.getLastModifiedTime(exported.get())
                    .toInstant()
                    .isBefore(stored.provenance().startedAt());
        } catch (IOException e) {
            // Not there, most likely; measuring again writes it.
            return false;
        }
    }

    /** Stored measurements of the same contents under the names that they have now. */
    Measurements named(Measurements stored) {
        Provenance then = stored.provenance();
        return new Measurements(
                stored.metrics(),
                stored.images(),
                stored.slices(),
                inputs.with(then.weights()).measured(then.startedAt(), then.seconds()),
                stored.warnings());
    }
}
