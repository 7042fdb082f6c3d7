package io.aegate;

import io.aegate.evaluation.Evaluation;
import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Progress;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Slices;
import io.aegate.evaluation.SlicesFile;
import io.aegate.gate.Budget;
import io.aegate.gate.Budgets;
import io.aegate.gate.Gate;
import io.aegate.gate.Verdict;
import io.aegate.gate.Vocabulary;
import io.aegate.image.ImagePairs;
import io.aegate.image.ImageSet;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import io.aegate.network.Device;
import io.aegate.report.AtomicFiles;
import io.aegate.report.ConsoleReport;
import io.aegate.report.JUnitXmlReport;
import io.aegate.report.MarkdownReport;
import io.aegate.report.MeasurementsFiles;
import io.aegate.report.VerdictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The way in: a gate over one autoencoder, from its configuration to its verdict.
 *
 * <p>Making one reads and checks the configuration and hashes the inputs, all without native code; only {@link #measure} loads natives,
 * in whatever process it is called.
 */
public final class AeGate {

    private static final double NANOS = 1e9;

    /** Of the bounds on what is estimated from the images. */
    private static final double CONFIDENCE = 0.95;

    private static final List<String> VERDICT_FILES =
            List.of(VerdictJson.FILE, JUnitXmlReport.FILE, MarkdownReport.FILE);

    private final GateSpec spec;
    private final MetricCatalog catalog = new MetricCatalog();
    private final Slices slices;
    private final List<Budget> budgets;
    private final SortedSet<MetricId> metrics;
    private final Provenance inputs;

    /**
     * Prepares a gate.
     *
     * @throws RefusedInputException if the images, the slices, the metrics or the budgets are not what they must be
     */
    public AeGate(GateSpec spec) {
        this.spec = spec;
        try (ImagePairs pairs = pairs()) {
            requireOneSubject(pairs);
            this.slices = slices(pairs);
            this.inputs = Inputs.of(spec, pairs);
        }
        this.budgets = spec.budgets().isEmpty()
                ? List.of()
                : Budgets.parse(
                        spec.budgets(),
                        new Vocabulary(catalog.infos(), slices.members().keySet(), Set.of()));
        Budgets.requireEnoughImages(budgets, images(), CONFIDENCE);
        this.metrics = metrics();
    }

    public GateSpec spec() {
        return spec;
    }

    /**
     * What decides the measurements of a gate, by content, so that gates can share them.
     *
     * @param inputs what is going to be measured, with nothing of the measuring itself
     * @param slices named parts of the images
     * @param metrics what is needed
     */
    public record Task(Provenance inputs, Slices slices, SortedSet<MetricId> metrics) {

        /** Whether measurements for this task hold all that another one needs. */
        public boolean answers(Task other) {
            return inputs.equals(other.inputs) && slices.equals(other.slices) && metrics.containsAll(other.metrics);
        }
    }

    public Task task() {
        return new Task(inputs, slices, metrics);
    }

    /** How many images, or pairs of them, there are to measure. */
    public int images() {
        return inputs.references().count();
    }

    /**
     * Refuses a gate without budgets, which would pass whatever was measured.
     *
     * @throws RefusedInputException if there are none
     */
    public void requireBudgets() {
        if (budgets.isEmpty()) {
            Budgets.parse(List.of(), new Vocabulary(catalog.infos(), Set.of(), Set.of()));
        }
    }

    /** The measurements in the output directory, if they are of the present inputs and hold every metric that is needed. */
    public Optional<Measurements> fresh() {
        if (!Files.exists(spec.outputDirectory().resolve(MeasurementsFiles.JSON))) {
            return Optional.empty();
        }
        try {
            Measurements stored = stored();
            boolean usable = stored.provenance().sameInputs(inputs)
                    && stored.metrics().keySet().containsAll(metrics);
            return usable ? Optional.of(named(stored)) : Optional.empty();
        } catch (RefusedInputException e) {
            // Not measurements of ours, or half of them: measuring again replaces them.
            return Optional.empty();
        }
    }

    /** Measurements of the same contents under the names that they have now. */
    private Measurements named(Measurements stored) {
        Provenance then = stored.provenance();
        return new Measurements(
                stored.metrics(),
                stored.images(),
                stored.slices(),
                inputs.measured(then.startedAt(), then.seconds()),
                stored.warnings());
    }

    /**
     * Measures here and now, and writes {@code measurements.json} and {@code per-image.csv}.
     *
     * @throws RefusedInputException if an image or the checkpoint cannot be measured; nothing is written then
     */
    public Measurements measure(Progress progress) {
        Instant started = Instant.now();
        long clock = System.nanoTime();
        Evaluation evaluation = new Evaluation(
                List.copyOf(metrics), Device.parse(spec.device()), spec.threads(), spec.batchSize(), spec.quantize());
        try (ImagePairs pairs = pairs()) {
            if (!Inputs.of(spec, pairs).sameInputs(inputs)) {
                throw new RefusedInputException(
                        "The images or the checkpoint have changed since this run began; run it again when nothing writes them.");
            }
            Evaluation.Result result = evaluation.run(pairs, spec.checkpoint(), progress);
            if (!Inputs.subject(spec, pairs).hash().equals(inputs.checkpoint().hash())) {
                throw new RefusedInputException(
                        "The checkpoint has changed while it was measured; run it again when nothing writes it.");
            }
            double seconds = Math.round((System.nanoTime() - clock) / NANOS * 10) / 10.0;
            Measurements measurements = new Measurements(
                    result.metrics(),
                    result.images(),
                    slices,
                    inputs.measured(started.truncatedTo(ChronoUnit.SECONDS), seconds),
                    result.warnings());
            MeasurementsFiles.write(spec.outputDirectory(), measurements);
            return measurements;
        }
    }

    /**
     * The measurements in the output directory.
     *
     * @throws RefusedInputException if there are none, or they are damaged
     */
    public Measurements stored() {
        return MeasurementsFiles.read(spec.outputDirectory(), catalog.infos(), slices);
    }

    /** Measurements of an equal task with no more metrics than this gate asked for, so that nobody comes to rely on others'. */
    public Measurements narrowed(Measurements wider) {
        Map<MetricId, MetricSummary> summaries = new TreeMap<>(wider.metrics());
        summaries.keySet().retainAll(metrics);
        Map<MetricId, double[]> columns = new TreeMap<>(wider.images().columns());
        columns.keySet().retainAll(metrics);
        ImageTable images =
                new ImageTable(wider.images().images(), wider.images().hashes(), columns);
        return new Measurements(summaries, images, wider.slices(), wider.provenance(), wider.warnings());
    }

    /** Judges measurements by the budgets. */
    public Verdict judge(Measurements measurements) {
        return Gate.judge(measurements, budgets);
    }

    /** Judges measurements by one budget of {@link GateSpec#budgets()}, given by its place there. */
    public Verdict judge(Measurements measurements, int budget) {
        return Gate.judge(measurements, List.of(budgets.get(budget)));
    }

    /** Writes measurements that another gate of the same task has made. */
    public void write(Measurements measurements) {
        MeasurementsFiles.write(spec.outputDirectory(), measurements);
    }

    /**
     * Writes every file of a verdict, and appends the report to {@code $GITHUB_STEP_SUMMARY} where that is set.
     *
     * @param command what repeats this run with the same configuration, for the report
     */
    public void write(Measurements measurements, Verdict verdict, String command) throws IOException {
        write(measurements);
        Path folder = spec.outputDirectory();
        AtomicFiles.write(folder.resolve(JUnitXmlReport.FILE), JUnitXmlReport.text(verdict, measurements));
        String report = MarkdownReport.text(verdict, measurements, command);
        AtomicFiles.write(folder.resolve(MarkdownReport.FILE), report);
        AtomicFiles.write(folder.resolve(VerdictJson.FILE), VerdictJson.text(verdict, measurements));
        Optional<String> summary =
                Optional.ofNullable(System.getenv("GITHUB_STEP_SUMMARY")).filter(path -> !path.isBlank());
        if (summary.isPresent()) {
            Files.writeString(Path.of(summary.get()), report, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /**
     * Removes the verdict that an earlier run wrote, so that nobody takes it for the coming one's; asks no more of the settings than
     * where that is, because the others may be what the coming run fails of.
     */
    public static void discardVerdict(Settings settings) {
        discard(GateSpec.outputDirectory(settings), VERDICT_FILES);
    }

    /** Removes all that an earlier run wrote. */
    public void discardResults() {
        discard(spec.outputDirectory(), VERDICT_FILES);
        discard(spec.outputDirectory(), List.of(MeasurementsFiles.JSON, MeasurementsFiles.CSV));
    }

    private static void discard(Path folder, List<String> files) {
        try {
            for (String file : files) {
                Files.deleteIfExists(folder.resolve(file));
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    "The results of an earlier run in " + folder + " cannot be removed (" + e
                            + "); choose another outputDirectory, or remove them.",
                    e);
        }
    }

    /** The verdict as it is printed. */
    public List<ConsoleReport.Line> console(Measurements measurements, Verdict verdict) {
        return ConsoleReport.of(
                verdict, measurements, spec.outputDirectory().resolve(MarkdownReport.FILE), spec.base());
    }

    /** The measurements as they are printed where nothing is judged. */
    public List<ConsoleReport.Line> console(Measurements measurements) {
        return ConsoleReport.of(measurements, spec.outputDirectory().resolve(MeasurementsFiles.JSON), spec.base());
    }

    private ImagePairs pairs() {
        return spec.reconstructions().isPresent()
                ? ImagePairs.of(spec.references(), spec.reconstructions().get(), spec.resize(), spec.convert())
                : ImagePairs.ofReferences(spec.references(), spec.resize(), spec.convert());
    }

    private void requireOneSubject(ImagePairs pairs) {
        if (spec.checkpoint().isPresent() && pairs.hasReconstructions()) {
            throw new RefusedInputException(
                    "The list file " + spec.references().getFileName()
                            + " names reconstructions, but a checkpoint is set to make them; drop the second column, or the checkpoint.");
        }
        if (spec.checkpoint().isEmpty() && !pairs.hasReconstructions()) {
            throw new RefusedInputException(
                    "The list file " + spec.references().getFileName()
                            + " names references only, and no checkpoint is set; write reference<TAB>reconstruction in each line.");
        }
    }

    private Slices slices(ImagePairs pairs) {
        List<String> images =
                pairs.references().stream().map(ImageSet.Entry::name).toList();
        return spec.slices().map(file -> SlicesFile.read(file, images)).orElse(Slices.NONE);
    }

    private SortedSet<MetricId> metrics() {
        SortedSet<MetricId> needed = new TreeSet<>(Budgets.metrics(budgets));
        Set<MetricId> known = catalog.infos().keySet();
        for (String name : spec.metrics()) {
            MetricId id = known.stream()
                    .filter(metric -> metric.value().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new RefusedInputException("metrics names '" + name + "', which is none of "
                            + RefusedInputException.named(
                                    known.stream().map(MetricId::value).toList()) + "."));
            needed.add(id);
        }
        return needed.isEmpty() ? new TreeSet<>(known) : needed;
    }
}
