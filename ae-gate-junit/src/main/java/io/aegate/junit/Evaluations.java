package io.aegate.junit;

import io.aegate.AeGate;
import io.aegate.GateSpec;
import io.aegate.MeasuringTask;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Baselines;
import io.aegate.gate.SelfTest;
import io.aegate.gate.Verdict;
import io.aegate.image.RefusedInputException;
import io.aegate.report.ProgressLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
    private final Map<MeasuringTask, Measurements> measured = new HashMap<>();
    private final Map<MeasuringTask, RefusedInputException> refused = new HashMap<>();
    private final Map<Gate, Evaluated> evaluated = new HashMap<>();
    private final Map<Path, Declared> writers = new HashMap<>();

    /**
     * What is judged and written once.
     *
     * @param spec holds the budgets of a file, too
     * @param task what it finds
     * @param accepted the hashes of the baselines, the usual one's without a name
     */
    private record Gate(GateSpec spec, MeasuringTask task, Map<String, String> accepted) {}

    /** A gate before it is evaluated, and what it compares with. */
    private record Prepared(AeGate gate, Baselines baselines) {

        Gate key() {
            Map<String, String> accepted = new HashMap<>();
            baselines.usual().ifPresent(usual -> accepted.put("", usual.hash()));
            baselines.anchors().forEach((name, anchor) -> accepted.put(name, anchor.hash()));
            return new Gate(gate.spec(), gate.task(), accepted);
        }
    }

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
        Prepared prepared = prepared(declared.settings());
        AeGate gate = prepared.gate();
        Gate key = prepared.key();
        Evaluated known = evaluated.get(key);
        if (known != null) {
            return known;
        }
        // Whatever comes from here on, nobody takes an earlier verdict for this run's.
        AeGate.discardVerdict(declared.settings());
        declared.notes().forEach(note -> log.accept("[WARNING] ae-gate: " + note));
        Baselines baselines = prepared.baselines();
        Measurements measurements = measurements(gate);
        Optional<AeGate> again = gate.again(baselines, measurements);
        if (again.isPresent()) {
            baselines = baselines.measuredAgain(measurementsBeside(declared, "the baseline", again.get()));
        }
        Evaluated result = gate.spec().budgets().isEmpty()
                ? new Evaluated(gate, baselines, written(gate, measurements), Optional.empty())
                : new Evaluated(
                        gate,
                        baselines,
                        measurements,
                        Optional.of(judged(gate, baselines, measurements, declared.command())));
        evaluated.put(key, result);
        return result;
    }

    /**
     * Tests a gate that was evaluated, and prints what it sees.
     *
     * @throws RefusedInputException if what it is tested with cannot be measured
     */
    synchronized SelfTest selfTest(Declared declared, Evaluated evaluated) {
        AeGate gate = evaluated.gate();
        SelfTest test = gate.selfTest(
                evaluated.measurements(), damaged -> measurementsBeside(declared, "the self-test", damaged));
        gate.console(evaluated.measurements(), test).forEach(line -> log.accept(line.prefixed()));
        return test;
    }

    /** Measurements that a gate needs besides its own; they lie in a folder below its own. */
    private Measurements measurementsBeside(Declared declared, String what, AeGate gate) {
        requireOwnFolder(new Declared(
                what + " of " + declared.name(),
                gate.settings(),
                declared.missing(),
                false,
                List.of(),
                declared.command()));
        return measurements(gate);
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

    /** Reads baselines, too, so that a damaged one is told before anything is measured. */
    private static Prepared prepared(Settings settings) {
        try {
            AeGate gate = new AeGate(settings);
            return new Prepared(gate, gate.baselines());
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
            // The same contents would be refused again, after as long a time; weights that are missing are told at
            // once, and may come.
            if (!gate.lacksWeights()) {
                refused.put(gate.task(), e);
            }
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

    private Verdict judged(AeGate gate, Baselines baselines, Measurements measurements, String command) {
        Verdict verdict = gate.judge(measurements, baselines);
        try {
            gate.write(measurements, verdict, command, gate.settings().command("accept"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gate.console(measurements, verdict, gate.settings().command("accept"))
                .forEach(line -> log.accept(line.prefixed()));
        return verdict;
    }
}
