package io.aegate;

import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Provenance;
import io.aegate.gate.Baseline;
import io.aegate.gate.Baselines;
import io.aegate.gate.SelfTest;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts a gate's own measurements in the place of its baselines, and damaged ones in that of the checkpoint's. */
final class SelfTesting {

    private final AeGate gate;
    private final Measurements own;
    private final Baselines itself;

    SelfTesting(AeGate gate, Measurements own) {
        this.gate = gate;
        this.own = own;
        Provenance provenance = own.provenance();
        Baseline.Acceptance acceptance =
                new Baseline.Acceptance(provenance.startedAt(), "a self-test", Optional.empty(), Optional.empty());
        Baseline baseline = new Baseline(provenance.checkpoint().hash(), acceptance, own, false);
        Map<String, Baseline> anchors = new TreeMap<>();
        gate.spec().judging().anchors().keySet().forEach(name -> anchors.put(name, baseline));
        itself = new Baselines(Optional.of(baseline), anchors);
    }

    <E extends Exception> SelfTest run(Measuring<E> measuring) throws E {
        if (gate.comparesGeneratedOnly()) {
            throw new RefusedInputException(
                    "selfTest damages reconstructions, but every metric of this gate is of generated"
                            + " images; leave selfTest out, or add a budget on reconstructions.");
        }
        Map<Damage, Verdict> damaged = new EnumMap<>(Damage.class);
        for (Damage kind : Damage.values()) {
            Path folder = gate.spec().outputDirectory().resolve("self-test").resolve(kind.toString());
            Settings settings = gate.settings().with(Map.of(Parameter.OUTPUT_DIRECTORY, folder.toString()));
            Measurements measured = measuring.of(new AeGate(settings, Optional.of(kind)));
            damaged.put(kind, gate.judge(asAnotherCheckpoint(measured, kind), itself));
        }
        return new SelfTest(gate.judge(own, itself), damaged);
    }

    /** Of the same provenance, by which alone it would not be comparable. */
    private Measurements asAnotherCheckpoint(Measurements measured, Damage damage) {
        Provenance.Subject subject = own.provenance().checkpoint();
        Provenance provenance = own.provenance()
                .of(new Provenance.Subject(
                        subject.name() + " with " + damage, Map.of(), subject.hash() + " with " + damage));
        return new Measurements(
                measured.metrics(), measured.images(), measured.slices(), provenance, measured.warnings());
    }
}
