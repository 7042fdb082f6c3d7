package io.aegate.junit;

import io.aegate.AeGate;
import io.aegate.GateSpec;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import io.aegate.report.ProgressLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The evaluations of this JVM: each distinct thing is measured once, whoever asks first, and shared by the engine and by Jupiter tests.
 *
 * <p>What is distinct is told by content: images, checkpoint, slices, rules and metrics. One evaluation runs at a time, because each
 * uses all cores.
 */
final class Evaluations {

    /** The one place that engine and extension have in common: the platform makes them apart from each other. */
    static final Evaluations OF_THIS_JVM = new Evaluations(Evaluations::measured, line -> System.out.println(line));

    private final BiFunction<AeGate, Consumer<String>, Measurements> measure;
    private final Consumer<String> log;
    private final Map<AeGate.Task, Measurements> measured = new HashMap<>();
    private final Map<AeGate.Task, RefusedInputException> refused = new HashMap<>();
    private final Map<Gate, Evaluated> evaluated = new HashMap<>();
    private final Map<Path, Declared> writers = new HashMap<>();

    /** What is judged and written once: a spec, which holds the budgets of a file, too, and what it finds. */
    private record Gate(GateSpec spec, AeGate.Task task) {}

    Evaluations(BiFunction<AeGate, Consumer<String>, Measurements> measure, Consumer<String> log) {
        this.measure = measure;
        this.log = log;
    }

    /**
     * Evaluates what is declared, writes its files, and prints the verdict.
     *
     * @throws RefusedInputException if it cannot be evaluated
     */
    synchronized Evaluated of(Declared declared) {
        requireOwnFolder(declared);
        AeGate gate = prepared(declared.settings());
        Gate key = new Gate(gate.spec(), gate.task());
        Evaluated known = evaluated.get(key);
        if (known != null) {
            return known;
        }
        // Whatever comes from here on, nobody takes an earlier verdict for this run's.
        AeGate.discardVerdict(declared.settings());
        declared.notes().forEach(note -> log.accept("[WARNING] ae-gate: " + note));
        Measurements measurements = measurements(gate);
        Evaluated result = gate.spec().budgets().isEmpty()
                ? new Evaluated(gate, written(gate, measurements), Optional.empty())
                : new Evaluated(gate, measurements, Optional.of(judged(gate, measurements, declared.command())));
        evaluated.put(key, result);
        return result;
    }

    /** Removes what an earlier run says of a gate, unless this one has judged it already. */
    synchronized void discardEarlierVerdict(Declared declared) {
        if (writers.containsValue(declared)) {
            return;
        }
        try {
            AeGate.discardVerdict(declared.settings());
        } catch (RefusedInputException e) {
            log.accept("[WARNING] ae-gate: " + e.getMessage());
        }
    }

    /** Two gates that write to one folder would leave the files of whichever came last. */
    private void requireOwnFolder(Declared declared) {
        // Some file systems do not tell Scales from scales.
        Path folder =
                Path.of(GateSpec.outputDirectory(declared.settings()).toString().toLowerCase(Locale.ROOT));
        Declared writer = writers.putIfAbsent(folder, declared);
        if (writer != null && !writer.settings().equals(declared.settings())) {
            throw new RefusedInputException(writer.name() + " and " + declared.name() + " both write to "
                    + GateSpec.outputDirectory(declared.settings()) + "; give each an outputDirectory of its own.");
        }
    }

    private Measurements written(AeGate gate, Measurements measurements) {
        gate.write(measurements);
        gate.console(measurements).forEach(line -> log.accept(line.prefixed()));
        return measurements;
    }

    private static AeGate prepared(Settings settings) {
        try {
            return new AeGate(GateSpec.of(settings));
        } catch (RefusedInputException e) {
            AeGate.discardVerdict(settings);
            throw e;
        }
    }

    private Measurements measurements(AeGate gate) {
        RefusedInputException refusal = refused.get(gate.task());
        if (refusal != null) {
            throw refusal;
        }
        try {
            Measurements own = measured.get(gate.task());
            if (own == null) {
                Optional<Measurements> wider = measured.entrySet().stream()
                        .filter(entry -> entry.getKey().answers(gate.task()))
                        .map(Map.Entry::getValue)
                        .findFirst();
                own = gate.narrowed(wider.orElseGet(() -> measure.apply(gate, log)));
                measured.put(gate.task(), own);
            }
            return own;
        } catch (RefusedInputException e) {
            // The same contents would be refused again, after as long a time.
            refused.put(gate.task(), e);
            throw e;
        }
    }

    /** The measurements at hand if nothing has changed since they were written, otherwise new ones. */
    static Measurements measured(AeGate gate, Consumer<String> log) {
        Optional<Measurements> fresh = gate.fresh();
        fresh.ifPresent(measurements -> log.accept("ae-gate: nothing has changed since "
                + gate.spec().display(gate.spec().outputDirectory())
                + "/measurements.json was written, so it is judged as it is"));
        return fresh.orElseGet(() -> gate.measure(new ProgressLines(log)));
    }

    private Verdict judged(AeGate gate, Measurements measurements, String command) {
        Verdict verdict = gate.judge(measurements);
        try {
            gate.write(measurements, verdict, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gate.console(measurements, verdict).forEach(line -> log.accept(line.prefixed()));
        return verdict;
    }
}
