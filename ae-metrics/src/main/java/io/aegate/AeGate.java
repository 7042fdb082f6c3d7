package io.aegate;

import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Evaluation;
import io.aegate.evaluation.ImageTable;
import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.MetricCatalog;
import io.aegate.evaluation.MetricSummary;
import io.aegate.evaluation.Networks;
import io.aegate.evaluation.Progress;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.ReferenceFeatures;
import io.aegate.evaluation.SetOptions;
import io.aegate.evaluation.Slices;
import io.aegate.evaluation.SlicesFile;
import io.aegate.gate.Baseline;
import io.aegate.gate.Baselines;
import io.aegate.gate.Budget;
import io.aegate.gate.Budgets;
import io.aegate.gate.Compared;
import io.aegate.gate.Detectable;
import io.aegate.gate.Gate;
import io.aegate.gate.SelfTest;
import io.aegate.gate.Verdict;
import io.aegate.gate.Vocabulary;
import io.aegate.gate.Waivers;
import io.aegate.image.ImagePairs;
import io.aegate.image.ImageSet;
import io.aegate.image.NearestNames;
import io.aegate.image.RefusedInputException;
import io.aegate.metric.FeatureCache;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.MetricId;
import io.aegate.network.Device;
import io.aegate.report.AcceptanceReport;
import io.aegate.report.BaselineFiles;
import io.aegate.report.ConsoleReport;
import io.aegate.report.EvidenceFiles;
import io.aegate.report.MarkdownReport;
import io.aegate.report.MeasurementsFiles;
import io.aegate.report.ProtocolReport;
import io.aegate.report.SelfTestReport;
import io.aegate.report.VerdictFiles;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.WeightStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The way in: a gate over one autoencoder, from its configuration to its verdict.
 *
 * <p>Making one reads and checks the configuration and hashes the inputs, all without native code; only {@link #measure} loads natives,
 * in whatever process it is called.
 */
public final class AeGate {

    private static final double NANOS = 1e9;

    private final Settings settings;
    private final GateSpec spec;
    private final Optional<Damage> damage;
    private final MetricCatalog catalog;
    private final Slices slices;
    private final List<Budget> budgets;
    private final Waivers waivers;
    private final SortedSet<MetricId> metrics;
    private final Provenance inputs;
    private final GateWeights weights;

    /**
     * Prepares a gate.
     *
     * @throws RefusedInputException if the images, the slices, the metrics or the budgets are not what they must be
     */
    public AeGate(Settings settings) {
        this(settings, Optional.empty());
    }

    /**
     * Prepares a gate whose reconstructions are damaged before they are measured.
     *
     * @param damage what is done to them; empty for what users gate
     */
    AeGate(Settings settings, Optional<Damage> damage) {
        this.settings = settings;
        this.spec = GateSpec.of(settings);
        this.damage = damage;
        this.catalog = new MetricCatalog(spec.projectors().keySet());
        try (ImagePairs pairs = pairs()) {
            boolean paired = Inputs.requireSubject(spec, pairs);
            this.slices = slices(pairs);
            this.budgets = spec.budgets().isEmpty() ? List.of() : Budgets.parse(spec.budgets(), vocabulary());
            this.metrics = new NamedMetrics(catalog).of(spec, budgets, paired);
            this.inputs = inputs(pairs);
        }
        this.waivers = Waivers.of(settings.waivers(), budgets, vocabulary(), LocalDate.now(ZoneOffset.UTC));
        OptionalDouble confidence = spec.judging().rules().confidence();
        if (confidence.isPresent()) {
            Budgets.requireEnoughImages(budgets, images(), confidence.getAsDouble());
        }
        DeclaredProjectors.requireAccepted(inputs.projectors(), GateWeights.store(settings));
        this.weights = new GateWeights(settings, metrics, catalog);
    }

    private Provenance inputs(ImagePairs pairs) {
        boolean onnx = metrics.stream()
                .map(id -> catalog.metric(id).info())
                .anyMatch(info -> DeclaredProjectors.readOnnx(info, spec.projectors()));
        return Inputs.of(spec, damage, pairs, onnx);
    }

    /** The official weight files of this machine that settings let be used, as this process's environment has them. */
    public static WeightStore weightStore(Settings settings) {
        return GateWeights.store(settings);
    }

    /**
     * The official weight files that metrics and budgets ask for, whatever else is set or not.
     *
     * @throws RefusedInputException if they name what is no metric, or name none at all
     */
    public static SortedSet<OfficialWeights> weightsOf(Settings settings) {
        return new NamedMetrics(DeclaredProjectors.catalog(settings)).weights(settings);
    }

    /**
     * What a gate of settings lacks: the thing under test, or weight files; reads none of them.
     *
     * <p>What is wrong with the settings is for the gate itself to say, and nothing is lacking then.
     */
    public static Optional<String> absent(Settings settings) {
        return GateSpec.absent(settings)
                .map(absent -> absent + ", where there is nothing")
                .or(() -> GateWeights.absent(settings));
    }

    /** The official weight files that the metrics of this gate are computed with. */
    public SortedSet<OfficialWeights> weights() {
        return weights.needed();
    }

    /** Whether a weight file is not there without which the metrics of this gate cannot be computed. */
    public boolean lacksWeights() {
        return weights.lacking();
    }

    /** Whether no metric of this gate looks at reconstructions. */
    boolean comparesGeneratedOnly() {
        return metrics.stream().allMatch(id -> catalog.metric(id).ofGenerated());
    }

    public GateSpec spec() {
        return spec;
    }

    public Settings settings() {
        return settings;
    }

    /** What is done to reconstructions before they are measured: nothing, but in a self-test. */
    public Optional<Damage> damage() {
        return damage;
    }

    private Vocabulary vocabulary() {
        return new Vocabulary(
                catalog.infos(),
                slices.members().keySet(),
                spec.judging().anchors().keySet());
    }

    /** What there is to measure. */
    public MeasuringTask task() {
        return task(metrics);
    }

    private MeasuringTask task(SortedSet<MetricId> needed) {
        return new MeasuringTask(
                inputs,
                slices,
                needed,
                weights.toUse(),
                spec.sets().standardErrors(),
                spec.sets().exported());
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
            Budgets.parse(List.of(), vocabulary());
        }
    }

    /** The measurements in the output directory, if they are of the present inputs and hold every metric that is needed. */
    public Optional<Measurements> fresh() {
        return fresh(metrics);
    }

    private Optional<Measurements> fresh(SortedSet<MetricId> needed) {
        if (!Files.exists(spec.outputDirectory().resolve(MeasurementsFiles.JSON))) {
            return Optional.empty();
        }
        try {
            Measurements stored = stored();
            MeasuringTask task = task(needed);
            return task.isDoneBy(stored) ? Optional.of(task.named(stored)) : Optional.empty();
        } catch (RefusedInputException e) {
            // Not measurements of ours, or half of them: measuring again replaces them.
            return Optional.empty();
        }
    }

    /** As {@link #fresh()}; where nothing says which metrics are needed, those that were measured will do. */
    public Optional<Measurements> acceptable() {
        boolean said = !budgets.isEmpty()
                || !spec.metrics().isEmpty()
                || spec.protocol().isPresent();
        return said ? fresh() : fresh(Collections.emptySortedSet());
    }

    /**
     * Measures here and now, and writes {@code measurements.json} and {@code per-image.csv}.
     *
     * @throws RefusedInputException if an image or the checkpoint cannot be measured; nothing is written then
     */
    public Measurements measure(Progress progress) {
        Instant started = Instant.now();
        long clock = System.nanoTime();
        Networks networks = weights.networks(spec.precision());
        Map<String, Provenance.WeightFile> used = weights.toUse();
        List<String> unofficial = weights.warnings();
        Evaluation evaluation = new Evaluation(
                List.copyOf(metrics),
                Device.parse(spec.device()),
                networks,
                sets(used),
                spec.threads(),
                spec.batchSize(),
                spec.quantize(),
                damage);
        try (ImagePairs pairs = pairs()) {
            if (!inputs(pairs).sameInputs(inputs)) {
                throw new RefusedInputException(
                        "The images or the checkpoint have changed since this run began; run it again when nothing writes them.");
            }
            Evaluation.Result result = evaluated(evaluation, pairs, progress);
            if (!Inputs.subject(spec, pairs).hash().equals(inputs.checkpoint().hash())) {
                throw new RefusedInputException(
                        "The checkpoint has changed while it was measured; run it again when nothing writes it.");
            }
            if (!DeclaredProjectors.facts(spec.projectors()).equals(inputs.projectors())) {
                throw new RefusedInputException(
                        "The projectors' files have changed while they were used; run it again when nothing writes them.");
            }
            if (!weights.toUse().equals(used)) {
                throw new RefusedInputException(
                        "The weight files have changed while they were used; run it again when nothing writes them.");
            }
            double seconds = Math.round((System.nanoTime() - clock) / NANOS * 10) / 10.0;
            Measurements measurements = new Measurements(
                    result.metrics(),
                    result.images(),
                    slices,
                    inputs.with(used).measured(started.truncatedTo(ChronoUnit.SECONDS), seconds),
                    Stream.concat(result.warnings().stream(), unofficial.stream())
                            .toList());
            EvidenceFiles.write(spec.outputDirectory(), result.evidence());
            MeasurementsFiles.write(spec.outputDirectory(), measurements);
            return measurements;
        }
    }

    private Evaluation.Result evaluated(Evaluation evaluation, ImagePairs pairs, Progress progress) {
        Optional<Path> generated = spec.sets().generated();
        if (generated.isEmpty()) {
            return evaluation.run(pairs, spec.checkpoint(), Optional.empty(), progress);
        }
        try (ImagePairs images = ImagePairs.ofReferences(generated.get(), spec.resize(), spec.convert())) {
            return evaluation.run(pairs, spec.checkpoint(), Optional.of(images), progress);
        }
    }

    /** The files, and what declares them, of the network that gives some features. */
    private List<String> decidedBy(FeatureKey features, Map<String, Provenance.WeightFile> used) {
        return metrics.stream()
                .map(catalog::metric)
                .filter(metric -> metric.features().equals(features))
                .flatMap(metric -> Stream.concat(
                        metric.info().weights().stream().map(file -> file + " " + used.get(file.fileName())),
                        metric.info().projector().stream()
                                .map(name -> name + " " + inputs.projectors().get(name))))
                .distinct()
                .sorted()
                .toList();
    }

    private SetOptions sets(Map<String, Provenance.WeightFile> used) {
        List<String> identity = new ArrayList<>(List.of(
                inputs.references().fingerprint(),
                spec.resize().toString(),
                Boolean.toString(spec.convert()),
                spec.precision().toString(),
                Device.parse(spec.device()).isCuda() ? "cuda" : "cpu"));
        inputs.versions().forEach((library, version) -> identity.addAll(List.of(library, version)));
        return new SetOptions(
                Optional.of(new ReferenceFeatures(
                        new FeatureCache(weights.features(), FeatureCache.DEFAULT_BOUND),
                        identity,
                        features -> decidedBy(features, used))),
                spec.sets().statistics(),
                spec.sets().exported(),
                spec.sets().standardErrors());
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

    /**
     * The baselines that the budgets compare with, of those that are there.
     *
     * @throws RefusedInputException if a file is damaged, or was changed after it was accepted
     */
    public Baselines baselines() {
        Compared compared = Budgets.comparisons(budgets);
        Map<String, Baseline> anchors = new TreeMap<>();
        for (String name : compared.anchors()) {
            accepted(spec.judging().anchor(spec.base(), name)).ifPresent(anchor -> anchors.put(name, anchor));
        }
        return new Baselines(compared.usual() ? accepted(spec.judging().baseline()) : Optional.empty(), anchors);
    }

    /**
     * The gate that measures the baseline's checkpoint here and now, where the baseline was measured in another environment and {@code
     * baselineCheckpoint} says what of.
     *
     * @throws RefusedInputException if what it says is not what the baseline was measured of
     */
    public Optional<AeGate> again(Baselines baselines, Measurements now) {
        return new Remeasuring(this, metrics).of(baselines, now);
    }

    /** Judges measurements by the budgets. */
    public Verdict judge(Measurements measurements, Baselines baselines) {
        return Gate.judge(measurements, baselines, budgets, spec.judging().rules(), waivers);
    }

    /** Judges measurements by one budget of {@link GateSpec#budgets()}, given by its place there. */
    public Verdict judge(Measurements measurements, Baselines baselines, int budget) {
        return Gate.judge(
                measurements,
                baselines,
                List.of(budgets.get(budget)),
                spec.judging().rules(),
                waivers);
    }

    /**
     * Tests whether this gate can see anything.
     *
     * @param own its measurements
     * @param measuring measures the damaged reconstructions
     */
    public <E extends Exception> SelfTest selfTest(Measurements own, Measuring<E> measuring) throws E {
        return new SelfTesting(this, own).run(measuring);
    }

    /**
     * The baseline in a file, if there is one.
     *
     * @throws RefusedInputException if the file is damaged, or was changed after it was accepted
     */
    public Optional<Baseline> accepted(Path file) {
        return BaselineFiles.read(file, catalog.infos(), slices);
    }

    /**
     * Makes measurements the baseline of a file.
     *
     * @param replaced the baseline that they replace
     * @throws RefusedInputException if the file cannot be written
     */
    public Baseline accept(Measurements measurements, Path file, Optional<Baseline> replaced, String reason) {
        Path report = spec.outputDirectory().resolve(MarkdownReport.FILE);
        Baseline.Acceptance acceptance = new Baseline.Acceptance(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                reason,
                replaced.map(Baseline::hash),
                Files.isRegularFile(report) ? Optional.of(Inputs.sha256(report)) : Optional.empty());
        return BaselineFiles.write(file, acceptance, measurements);
    }

    /** Writes measurements that another gate of the same task has made. */
    public void write(Measurements measurements) {
        if (!liesHere(measurements)) {
            EvidenceFiles.discard(spec.outputDirectory());
        }
        MeasurementsFiles.write(spec.outputDirectory(), measurements);
    }

    /** Whether they are what this gate's own run, or an earlier one, measured into the output directory: of those the evidence is. */
    private boolean liesHere(Measurements measurements) {
        try {
            return stored().provenance().equals(measurements.provenance());
        } catch (RefusedInputException e) {
            // None there, or damaged ones; they are replaced.
            return false;
        }
    }

    /**
     * Writes every file of a verdict, and appends the report to {@code $GITHUB_STEP_SUMMARY} where that is set.
     *
     * @param command what repeats this run with the same configuration, for the report
     * @param accept what makes the measurements the baseline, as far as its reason
     */
    public void write(Measurements measurements, Verdict verdict, String command, String accept) throws IOException {
        write(measurements);
        VerdictFiles.write(spec.outputDirectory(), measurements, verdict, spec.protocol(), command, accept);
    }

    /**
     * Removes the verdict that an earlier run wrote, so that nobody takes it for the coming one's; asks no more of the settings than
     * where that is, because the others may be what the coming run fails of.
     */
    public static void discardVerdict(Settings settings) {
        VerdictFiles.discard(GateSpec.outputDirectory(settings));
    }

    /** Removes all that an earlier run wrote. */
    public void discardResults() {
        VerdictFiles.discardWithMeasurements(spec.outputDirectory());
    }

    /**
     * The verdict as it is printed.
     *
     * @param accept what makes these measurements the baseline
     */
    public List<ConsoleReport.Line> console(Measurements measurements, Verdict verdict, String accept) {
        Path report = spec.outputDirectory().resolve(MarkdownReport.FILE);
        return withProtocol(measurements, ConsoleReport.of(verdict, measurements, report, spec.base(), accept));
    }

    /** The self-test as it is printed. */
    public List<ConsoleReport.Line> console(Measurements measurements, SelfTest test) {
        return SelfTestReport.of(test, measurements);
    }

    /**
     * What accepting measurements would change, as it is printed.
     *
     * @param replaced the baseline that there is
     * @param anchor the name of the anchor that they would be, if they are not the usual baseline
     */
    public List<ConsoleReport.Line> console(
            Measurements measurements, Optional<Baseline> replaced, Optional<String> anchor) {
        return AcceptanceReport.of(measurements, replaced, anchor, detectable(measurements, replaced, anchor));
    }

    private List<Detectable> detectable(
            Measurements measurements, Optional<Baseline> replaced, Optional<String> anchor) {
        Map<String, Baseline> anchors = new TreeMap<>();
        anchor.ifPresent(name -> replaced.ifPresent(before -> anchors.put(name, before)));
        List<Budget> concerned = budgets.stream()
                .filter(budget -> budget.quantity()
                        .regression()
                        .filter(regression -> regression.anchor().equals(anchor))
                        .isPresent())
                .toList();
        Baselines baselines = new Baselines(anchor.isPresent() ? Optional.empty() : replaced, anchors);
        return Gate.detectable(
                measurements, baselines, concerned, spec.judging().rules());
    }

    /** That measurements were accepted, as it is printed. */
    public List<ConsoleReport.Line> console(Baseline accepted, Path file) {
        return AcceptanceReport.of(accepted, spec.display(file));
    }

    /**
     * The file of the usual baseline, or of an anchor.
     *
     * @throws RefusedInputException if there are configured anchors, and the name is none of theirs
     */
    public Path acceptedFile(Optional<String> anchor) {
        Set<String> anchors = spec.judging().anchors().keySet();
        if (anchor.isPresent() && !anchors.isEmpty() && !anchors.contains(anchor.get())) {
            throw new RefusedInputException("anchor is '" + anchor.get() + "', which anchors does not name; "
                    + NearestNames.hint(anchor.get(), anchors) + ", so correct it, or add it to anchors first.");
        }
        return anchor.map(name -> spec.judging().anchor(spec.base(), name))
                .orElse(spec.judging().baseline());
    }

    /** Packs the baseline of a file into one, to be deployed as an artifact. */
    public void zip(Path accepted, Path zip) {
        BaselineFiles.zip(zip, accepted);
    }

    /** The measurements as they are printed where nothing is judged. */
    public List<ConsoleReport.Line> console(Measurements measurements) {
        Path report = spec.outputDirectory().resolve(MeasurementsFiles.JSON);
        return withProtocol(measurements, ConsoleReport.of(measurements, report, spec.base()));
    }

    private List<ConsoleReport.Line> withProtocol(Measurements measurements, List<ConsoleReport.Line> lines) {
        return Stream.concat(
                        lines.stream(),
                        spec.protocol().stream()
                                .flatMap(protocol -> ProtocolReport.of(protocol, measurements).stream()))
                .toList();
    }

    private ImagePairs pairs() {
        return spec.reconstructions().isPresent()
                ? ImagePairs.of(spec.references(), spec.reconstructions().get(), spec.resize(), spec.convert())
                : ImagePairs.ofReferences(spec.references(), spec.resize(), spec.convert());
    }

    private Slices slices(ImagePairs pairs) {
        List<String> images =
                pairs.references().stream().map(ImageSet.Entry::name).toList();
        return spec.slices().map(file -> SlicesFile.read(file, images)).orElse(Slices.NONE);
    }
}
