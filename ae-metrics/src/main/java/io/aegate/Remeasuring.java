package io.aegate;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Baseline;
import io.aegate.gate.Baselines;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds what measures the checkpoint of a gate's baseline here and now, where only the environment differs. */
final class Remeasuring {

    private static final int SHORT_HASH = 8;

    private final AeGate gate;
    private final Set<MetricId> metrics;

    Remeasuring(AeGate gate, Set<MetricId> metrics) {
        this.gate = gate;
        this.metrics = metrics;
    }

    Optional<AeGate> of(Baselines baselines, Measurements now) {
        Optional<String> checkpoint = gate.spec().judging().baselineCheckpoint();
        Optional<Baseline> baseline = baselines
                .usual()
                .filter(usual -> usual.onlyEnvironmentDiffersFrom(now).isPresent());
        if (checkpoint.isEmpty() || baseline.isEmpty()) {
            return Optional.empty();
        }
        Measurements accepted = baseline.get().measurements();
        // What was never accepted is not compared with because somebody measures it now.
        Set<MetricId> comparable = new TreeSet<>(metrics);
        comparable.retainAll(accepted.metrics().keySet());
        if (!accepted.provenance().generated().equals(now.provenance().generated())) {
            // What the baseline's are no longer at hand for would be compared with itself.
            comparable.removeIf(this::isOfGenerated);
        }
        if (comparable.isEmpty()) {
            return Optional.empty();
        }
        AeGate again = prepared(checkpoint.get(), comparable);
        String found = again.task().inputs().checkpoint().hash();
        String expected = accepted.provenance().checkpoint().hash();
        if (!found.equals(expected)) {
            throw new RefusedInputException("baselineCheckpoint is " + checkpoint.get() + " (" + shortened(found)
                    + "), but the baseline was measured of " + shortened(expected)
                    + "; name the file that it was measured of, or drop the setting.");
        }
        return Optional.of(again);
    }

    private boolean isOfGenerated(MetricId metric) {
        return DeclaredProjectors.catalog(gate.settings()).metric(metric).ofGenerated();
    }

    private AeGate prepared(String checkpoint, Set<MetricId> comparable) {
        Settings changed = gate.settings().ofBaseline(checkpoint, gate.spec().outputDirectory(), comparable);
        try {
            return new AeGate(changed, gate.damage());
        } catch (RefusedInputException e) {
            // It speaks of a parameter that nobody has set.
            throw new RefusedInputException(
                    "baselineCheckpoint is " + checkpoint + ", which cannot be measured again: " + e.getMessage(), e);
        }
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }
}
