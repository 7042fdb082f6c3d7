package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.DriverQuery;
import io.aegate.Judging;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;
import org.jspecify.annotations.Nullable;

/** What the goals share: the parameters, and the worker that measures. */
abstract class AbstractGateMojo extends AbstractMojo {

    private static final String COMMAND_LINE = "default-cli";
    private static final String USUAL_MEMORY = "1g";
    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,8}[kKmMgG]");

    /** The images that go in: a folder, an .npz (uint8 NHWC), or a list file with a reference and a reconstruction a line. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.references")
    private @Nullable String references;

    /** The images that came out, where no checkpoint is run: a folder or an .npz. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.reconstructions")
    private @Nullable String reconstructions;

    /** The autoencoder under test: a TorchScript file with encode and decode, or with forward. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.checkpoint")
    private @Nullable String checkpoint;

    /** A known architecture whose official weights are under test: taesd. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.architecture")
    private @Nullable String architecture;

    /** The weights of the architecture's encoder, .pth or .safetensors. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.encoder")
    private @Nullable String encoder;

    /** The weights of the architecture's decoder, .pth or .safetensors. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.decoder")
    private @Nullable String decoder;

    /** The range of the pixels that the checkpoint takes and gives: [0,1] or [-1,1]. Default: [0,1]. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.range")
    private @Nullable String range;

    /** What the checkpoint's encode returns: tensor, or moments (mean and log-variance over channels). Default: tensor. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.latent")
    private @Nullable String latent;

    /** Generated images, which belong to no reference, for gfid and its like: a folder or an .npz. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.generated")
    private @Nullable String generated;

    /**
     * Networks of your own that drift is measured by, separated by ; or line breaks, each NAME = FILE key=value ...; the metric of one is
     * drift.NAME.
     */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.projectors")
    private @Nullable String projectors;

    /** What to measure besides the metrics that budgets name, separated by commas. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.metrics")
    private @Nullable String metrics;

    /** What must hold, separated by semicolons or line breaks, for example: psnr at least 30; ssim at least 0.9. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.budgets")
    private @Nullable String budgets;

    /** A file of budgets, one a line; # begins a comment. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.budgetsFile")
    private @Nullable String budgetsFile;

    /** A CSV file with the columns image and slice, so that budgets can name parts of the set. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.slices")
    private @Nullable String slices;

    /**
     * The accepted measurements that regressions compare with: a .json beside its .csv, or a .zip of both. Default: ae-gate/baseline.json,
     * with several gates in one POM ae-gate/baseline-EXECUTION.json.
     */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.baseline")
    private @Nullable String baseline;

    /** A baseline that was deployed, as an artifact of an exact version: com.acme:model:zip:ae-gate:1.4.0. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.baselineArtifact")
    private @Nullable String baselineArtifact;

    /**
     * What the baseline was measured of, to be measured again where the environment is another: a file, a folder of reconstructions, or
     * ENCODER;DECODER.
     */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.baselineCheckpoint")
    private @Nullable String baselineCheckpoint;

    /** Named baselines that budgets compare with by vs, separated by commas: NAME for ae-gate/NAME.json, or NAME=FILE. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.anchors")
    private @Nullable String anchors;

    /** Of each bound of a regression: over 0.5 and under 1, or none to compare points. Default: 0.95. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.confidence")
    private @Nullable String confidence;

    /** Images below which regressions of means and percentiles stay inconclusive. Default: 30. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.minSamples")
    private @Nullable String minSamples;

    /** Whether a budget that the images leave open will fail or warn. Default: fail. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.onInconclusive")
    private @Nullable String onInconclusive;

    /** Budgets that may be missed until a date, each a waiver with budget, until and reason. Not a property: it is to be reviewed. */
    @org.apache.maven.plugins.annotations.Parameter
    private List<Waiver> waivers = List.of();

    /** How images are brought to size: none, center-crop:N or adm:N. Default: none. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.resize")
    private @Nullable String resize;

    /** Whether 16-bit and CMYK images are converted instead of refused. Default: false. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.convert")
    private @Nullable String convert;

    /** How a checkpoint's floats become pixels: round, truncate or none. Default: round. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.quantize")
    private @Nullable String quantize;

    /** Whose script's numbers to print beside the metrics: lightningdit, rae or vtp. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.protocol")
    private @Nullable String protocol;

    /** An .npz with the mu and sigma that gfid and its like compare with instead of the references'. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.statistics")
    private @Nullable String statistics;

    /** An .npz to be written with the references' mu and sigma. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.exportStatistics")
    private @Nullable String exportStatistics;

    /** Whether metrics of whole sets come with a standard error, by block jackknife. Default: false. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.standardErrors")
    private @Nullable String standardErrors;

    /** Where networks run: cpu, cuda, cuda:N, or auto (the first CUDA device that the driver shows). Default: cpu. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.device")
    private @Nullable String device;

    /** The precision of the metrics' networks: fp32 or bf16. Default: fp32. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.precision")
    private @Nullable String precision;

    /** Images of one size that go through a network together; 0 for as many as make half a million pixels. Default: 0. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.batchSize")
    private @Nullable String batchSize;

    /** Threads of the CPU; 0 for one a core. Default: 0. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.threads")
    private @Nullable String threads;

    /** A folder of official weight files, in which they are looked for first. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.weightsDirectory")
    private @Nullable String weightsDirectory;

    /** Weight files whose licence you accept where it forbids something, or such licences, separated by commas. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.acceptLicense")
    private @Nullable String acceptLicense;

    /** Whether files of weightsDirectory are used that are not the official ones. Default: false. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.allowUnverifiedWeights")
    private @Nullable String allowUnverifiedWeights;

    /** Where measurements, verdict and reports are written. Default: target/ae-gate. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.outputDirectory")
    private @Nullable String outputDirectory;

    /** The address of a folder that has the official weight files, by which they are fetched instead of from their makers. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.weightsMirror")
    private @Nullable String weightsMirror;

    /** The heap of the worker process, as java's -Xmx takes it; networks need memory beside it. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.workerMemory", defaultValue = USUAL_MEMORY)
    private String workerMemory = USUAL_MEMORY;

    /** Leaves the gate out. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.skip", defaultValue = "false")
    private boolean skip;

    @org.apache.maven.plugins.annotations.Parameter(defaultValue = "${project}", readonly = true, required = true)
    private @Nullable MavenProject project;

    @org.apache.maven.plugins.annotations.Parameter(defaultValue = "${session}", readonly = true, required = true)
    private @Nullable MavenSession session;

    @org.apache.maven.plugins.annotations.Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private @Nullable MojoExecution execution;

    @org.apache.maven.plugins.annotations.Parameter(
            defaultValue = "${repositorySystemSession}",
            readonly = true,
            required = true)
    private @Nullable RepositorySystemSession repositories;

    @org.apache.maven.plugins.annotations.Parameter(
            defaultValue = "${project.remotePluginRepositories}",
            readonly = true,
            required = true)
    private List<RemoteRepository> remotes = List.of();

    private final RepositorySystem resolver;

    AbstractGateMojo(RepositorySystem resolver) {
        this.resolver = resolver;
    }

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        try {
            Settings settings = settings();
            if (!keepsVerdict()) {
                // First of all: whatever comes from here on, nobody takes an earlier verdict for this run's.
                AeGate.discardVerdict(settings);
            }
            if (skip) {
                getLog().info("Skipping ae-gate because ae-gate.skip is set.");
                return;
            }
            requireMemory();
            requireKnownNames();
            run(settings);
        } catch (RefusedInputException e) {
            throw withoutCauses(e);
        } catch (IOException | UncheckedIOException e) {
            throw new MojoExecutionException("ae-gate could not read or write a file: " + e, e);
        }
    }

    /** Maven drops what it does not know without a word, and the gate would be another one than was meant. */
    private void requireKnownNames() {
        Properties properties = given(session).getUserProperties();
        Settings.refuseBlank(properties::getProperty);
        Settings.refuseMisspelt(properties.stringPropertyNames());
        Properties ofProject = given(project).getProperties();
        Settings.refuseUnclear(name -> {
            String property = Settings.PREFIX + name;
            return properties.getProperty(property, ofProject.getProperty(property));
        });
        Plugin declared = given(project).getPlugin(given(execution).getPlugin().getKey());
        if (declared != null) {
            refuseUnknown(declared.getConfiguration());
            declared.getExecutions().forEach(each -> refuseUnknown(each.getConfiguration()));
        }
    }

    private static void refuseUnknown(@Nullable Object configuration) {
        List<Xpp3Dom> elements = elements(configuration);
        Settings.refuseUnknown(elements.stream().map(Xpp3Dom::getName).toList());
        Settings.refuseUnclear(name -> elements.stream()
                .filter(element -> element.getName().equals(name))
                .flatMap(element -> Stream.ofNullable(element.getValue()))
                .findFirst()
                .orElse(null));
    }

    private void requireMemory() {
        if (!MEMORY.matcher(workerMemory).matches()) {
            throw new RefusedInputException("workerMemory is '" + workerMemory
                    + "'; use a whole number with k, m or g after it, for example 2g.");
        }
    }

    /** Maven appends what the causes say to a message that is whole already; suppressed ones it shows with -e only. */
    private static MojoExecutionException withoutCauses(RefusedInputException refused) {
        MojoExecutionException exception = new MojoExecutionException(refused.getMessage());
        exception.addSuppressed(refused);
        return exception;
    }

    /** Whether the verdict of an earlier run is still the one of what this goal does. */
    boolean keepsVerdict() {
        return false;
    }

    abstract void run(Settings settings) throws IOException, MojoExecutionException, MojoFailureException;

    /** The gate of settings, whose baseline may have to be fetched. */
    final AeGate gate(Settings settings) throws MojoExecutionException {
        Optional<Path> artifact = artifact();
        return new AeGate(
                artifact.isPresent()
                        ? settings.with(
                                Map.of(Parameter.BASELINE, artifact.get().toString()))
                        : settings);
    }

    /** The file of the baseline that is an artifact, if one is. */
    final Optional<Path> artifact() throws MojoExecutionException {
        if (baselineArtifact == null) {
            return Optional.empty();
        }
        if (baseline != null) {
            throw new RefusedInputException(
                    "Both baseline and baselineArtifact are set, but there is one baseline; drop one of them.");
        }
        return Optional.of(new BaselineArtifact(
                        resolver, given(repositories), given(project).getRemoteProjectRepositories())
                .resolve(baselineArtifact));
    }

    /** The measurements of the present inputs: those at hand if nothing has changed since, otherwise fresh ones from a worker. */
    final Measurements measured(AeGate gate) throws MojoExecutionException {
        try {
            return measuredNow(gate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Measurements measuredNow(AeGate gate) throws IOException, MojoExecutionException {
        Optional<Measurements> fresh = gate.fresh();
        if (fresh.isPresent()) {
            getLog().info("Nothing has changed since "
                    + gate.spec().display(gate.spec().outputDirectory())
                    + "/measurements.json was written, so it is judged as it is.");
            return fresh.get();
        }
        weights(gate.settings()).require(gate.weights(), command("weights"));
        Platform platform = Platform.current();
        WorkerClassPath classPath = new WorkerClassPath(resolver, given(repositories), remotes);
        List<Path> jars = classPath.resolve(platform, gate.spec().device());
        boolean interactive = interactive();
        return WorkerLock.holding(getLog(), () -> {
            gate.discardResults();
            try (ProgressDisplay display = ProgressDisplay.of(interactive, getLog())) {
                // Before the worker is there to say so: starting it may take seconds.
                display.at("measuring", 0, gate.images());
                new WorkerProcess(jars, workerMemory, gate, display).run();
            }
            return gate.fresh()
                    .orElseThrow(
                            () -> new RefusedInputException(
                                    "What the worker wrote is not of the inputs that this build began with; run it again when nothing writes them."));
        });
    }

    private boolean interactive() {
        return given(session).getRequest().isInteractiveMode() && getLog().isInfoEnabled() && Terminal.attached();
    }

    /** What fetches weight files into this machine's store, or says which are lacking where Maven is offline. */
    final WeightFiles weights(Settings settings) {
        MavenProxies proxies = new MavenProxies(given(repositories));
        return new WeightFiles(
                AeGate.weightStore(settings),
                () -> proxies.route(Optional.ofNullable(weightsMirror)),
                given(session).isOffline(),
                interactive(),
                getLog());
    }

    /** What to type to get this execution again. */
    final String command() {
        return command(given(execution).getGoal());
    }

    /** What to type to have another goal done with this execution's configuration. */
    final String command(String goal) {
        if (given(project).getFile() == null) {
            return settings().command(goal)
                    + said("baselineArtifact", baselineArtifact)
                    + said("weightsMirror", weightsMirror)
                    + (workerMemory.equals(USUAL_MEMORY) ? "" : said("workerMemory", workerMemory));
        }
        String id = given(execution).getExecutionId();
        boolean known = id.equals(COMMAND_LINE)
                || (!goal.equals(given(execution).getGoal()) && gates().size() < 2 && isConfiguredAsPlugin(id));
        return "mvn" + module() + " ae-gate:" + goal + (known ? "" : "@" + id);
    }

    private static String said(String name, @Nullable String text) {
        return text == null ? "" : " -D" + Settings.PREFIX + name + "='" + text + "'";
    }

    /** Whether goals of the command line, which read the plugin's own configuration, have that of an execution. */
    private boolean isConfiguredAsPlugin(String id) {
        Plugin declared = given(project).getPlugin(given(execution).getPlugin().getKey());
        PluginExecution own =
                declared == null ? null : declared.getExecutionsAsMap().get(id);
        return own == null || elements(own.getConfiguration()).equals(elements(declared.getConfiguration()));
    }

    private static List<Xpp3Dom> elements(@Nullable Object configuration) {
        return configuration instanceof Xpp3Dom elements ? List.of(elements.getChildren()) : List.of();
    }

    /** Where the project is one of several, which one: the others need not have this plugin. */
    private String module() {
        Path root = Path.of(given(session).getExecutionRootDirectory());
        String path = root.relativize(base()).toString().replace('\\', '/');
        return path.isEmpty() ? "" : " -f " + (path.contains(" ") ? '"' + path + '"' : path);
    }

    /** What Maven put into the fields. */
    final Settings settings() {
        Map<Parameter, String> values = new EnumMap<>(Parameter.class);
        put(values, Parameter.REFERENCES, references);
        put(values, Parameter.RECONSTRUCTIONS, reconstructions);
        put(values, Parameter.CHECKPOINT, checkpoint);
        put(values, Parameter.ARCHITECTURE, architecture);
        put(values, Parameter.ENCODER, encoder);
        put(values, Parameter.DECODER, decoder);
        put(values, Parameter.RANGE, range);
        put(values, Parameter.LATENT, latent);
        put(values, Parameter.GENERATED, generated);
        put(values, Parameter.METRICS, metrics);
        put(values, Parameter.PROJECTORS, projectors);
        put(values, Parameter.BUDGETS, budgets);
        put(values, Parameter.BUDGETS_FILE, budgetsFile);
        put(values, Parameter.SLICES, slices);
        put(values, Parameter.BASELINE, baseline == null ? ownBaseline() : baseline);
        put(values, Parameter.BASELINE_CHECKPOINT, baselineCheckpoint);
        put(values, Parameter.ANCHORS, anchors == null ? null : ownAnchors(anchors));
        put(values, Parameter.CONFIDENCE, confidence);
        put(values, Parameter.MIN_SAMPLES, minSamples);
        put(values, Parameter.ON_INCONCLUSIVE, onInconclusive);
        put(values, Parameter.RESIZE, resize);
        put(values, Parameter.CONVERT, convert);
        put(values, Parameter.QUANTIZE, quantize);
        put(values, Parameter.PROTOCOL, protocol);
        put(values, Parameter.STATISTICS, statistics);
        put(values, Parameter.EXPORT_STATISTICS, exportStatistics);
        put(values, Parameter.STANDARD_ERRORS, standardErrors);
        put(values, Parameter.DEVICE, DriverQuery.resolve(device == null ? "cpu" : device));
        put(values, Parameter.PRECISION, precision);
        put(values, Parameter.BATCH_SIZE, batchSize);
        put(values, Parameter.THREADS, threads);
        put(values, Parameter.WEIGHTS_DIRECTORY, weightsDirectory);
        put(values, Parameter.ACCEPT_LICENSE, acceptLicense);
        put(values, Parameter.ALLOW_UNVERIFIED_WEIGHTS, allowUnverifiedWeights);
        put(
                values,
                Parameter.OUTPUT_DIRECTORY,
                outputDirectory == null ? defaultOutput().toString() : outputDirectory);
        return new Settings(
                base(), values, waivers.stream().map(Waiver::declared).toList());
    }

    private static void put(Map<Parameter, String> values, Parameter parameter, @Nullable String text) {
        if (text != null) {
            values.put(parameter, text);
        }
    }

    /** Where relative paths start: the module's folder, or without a POM the folder in which Maven was called. */
    private Path base() {
        java.io.File folder = given(project).getBasedir();
        return folder == null ? Path.of(given(session).getExecutionRootDirectory()) : folder.toPath();
    }

    /** Computed here, because without a POM Maven leaves expressions such as ${project.basedir} as they stand. */
    private Path defaultOutput() {
        Path build = given(project).getBasedir() == null
                ? base().resolve("target")
                : Path.of(given(project).getBuild().getDirectory());
        Path folder = build.resolve("ae-gate");
        // Several gates in one POM must not overwrite each other's files.
        return gates().size() > 1 ? folder.resolve(given(execution).getExecutionId()) : folder;
    }

    /** The baseline of this of several gates; null where there is one, whose default the facade knows. */
    private @Nullable String ownBaseline() {
        return gates().size() > 1
                ? Judging.FOLDER + "/baseline-" + given(execution).getExecutionId() + ".json"
                : null;
    }

    /** The anchors of this of several gates, which must not be another's where the baseline is an artifact or a file of any name. */
    private String ownAnchors(String names) {
        Optional<String> file = baselineArtifact == null
                ? Optional.ofNullable(baseline == null ? ownBaseline() : baseline)
                : Optional.empty();
        return gates().size() > 1 ? Judging.anchorsOf(given(execution).getExecutionId(), names, file) : names;
    }

    /** The executions of the POM that do what this goal does; of accept those that it accepts of. */
    final List<String> gates() {
        String plugin = given(execution).getPlugin().getKey();
        String goal = given(execution).getGoal().equals("accept")
                ? "verify"
                : given(execution).getGoal();
        return given(project).getBuildPlugins().stream()
                .filter(candidate -> candidate.getKey().equals(plugin))
                .flatMap(candidate -> candidate.getExecutions().stream())
                .filter(candidate -> candidate.getGoals().contains(goal))
                .map(PluginExecution::getId)
                .toList();
    }

    /** Whether this execution is of the command line alone, and not one of the POM. */
    final boolean isOfCommandLine() {
        return given(execution).getExecutionId().equals(COMMAND_LINE);
    }

    /** Whether the configuration says where the baseline is. */
    final boolean namesBaseline() {
        return baseline != null;
    }

    final MavenProject project() {
        return given(project);
    }

    private static <T> T given(@Nullable T injected) {
        if (injected == null) {
            throw new IllegalStateException("Maven did not inject what the goal needs");
        }
        return injected;
    }
}
