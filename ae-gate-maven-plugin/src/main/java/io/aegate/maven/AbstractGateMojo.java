package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.DriverQuery;
import io.aegate.GateSpec;
import io.aegate.Parameter;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
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

    /** How images are brought to size: none, center-crop:N or adm:N. Default: none. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.resize")
    private @Nullable String resize;

    /** Whether 16-bit and CMYK images are converted instead of refused. Default: false. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.convert")
    private @Nullable String convert;

    /** How a checkpoint's floats become pixels: round, truncate or none. Default: round. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.quantize")
    private @Nullable String quantize;

    /** Where networks run: cpu, cuda, cuda:N, or auto (the first CUDA device that the driver shows). Default: cpu. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.device")
    private @Nullable String device;

    /** The precision of networks: fp32. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.precision")
    private @Nullable String precision;

    /** Images of one size that go through a network together; 0 for as many as make half a million pixels. Default: 0. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.batchSize")
    private @Nullable String batchSize;

    /** Threads of the CPU; 0 for one a core. Default: 0. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.threads")
    private @Nullable String threads;

    /** Where measurements, verdict and reports are written. Default: target/ae-gate. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.outputDirectory")
    private @Nullable String outputDirectory;

    /** The heap of the worker process, as java's -Xmx takes it; networks need memory beside it. */
    @org.apache.maven.plugins.annotations.Parameter(property = "ae-gate.workerMemory", defaultValue = "1g")
    private String workerMemory = "1g";

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
            // First of all: whatever comes from here on, nobody takes an earlier verdict for this run's.
            AeGate.discardVerdict(settings);
            if (skip) {
                getLog().info("Skipping ae-gate because ae-gate.skip is set.");
                return;
            }
            requireMemory();
            requireKnownNames();
            run(settings, new AeGate(GateSpec.of(settings)));
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
        Plugin declared = given(project).getPlugin(given(execution).getPlugin().getKey());
        if (declared != null) {
            refuseUnknown(declared.getConfiguration());
            declared.getExecutions().forEach(each -> refuseUnknown(each.getConfiguration()));
        }
    }

    private static void refuseUnknown(@Nullable Object configuration) {
        if (configuration instanceof Xpp3Dom elements) {
            Settings.refuseUnknown(
                    Arrays.stream(elements.getChildren()).map(Xpp3Dom::getName).toList());
        }
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

    abstract void run(Settings settings, AeGate gate) throws IOException, MojoExecutionException, MojoFailureException;

    /** The measurements of the present inputs: those at hand if nothing has changed since, otherwise fresh ones from a worker. */
    final Measurements measured(Settings settings, AeGate gate) throws IOException, MojoExecutionException {
        Optional<Measurements> fresh = gate.fresh();
        if (fresh.isPresent()) {
            getLog().info("Nothing has changed since "
                    + gate.spec().display(gate.spec().outputDirectory())
                    + "/measurements.json was written, so it is judged as it is.");
            return fresh.get();
        }
        Platform platform = Platform.current();
        WorkerClassPath classPath = new WorkerClassPath(resolver, given(repositories), remotes);
        List<Path> jars = classPath.resolve(platform, gate.spec().device());
        boolean interactive =
                given(session).getRequest().isInteractiveMode() && getLog().isInfoEnabled() && Terminal.attached();
        return WorkerLock.holding(getLog(), () -> {
            gate.discardResults();
            try (ProgressDisplay display = ProgressDisplay.of(interactive, getLog())) {
                // Before the worker is there to say so: starting it may take seconds.
                display.at("measuring", 0, gate.images());
                new WorkerProcess(jars, workerMemory, gate.spec(), display).run(settings);
            }
            return gate.fresh()
                    .orElseThrow(
                            () -> new RefusedInputException(
                                    "What the worker wrote is not of the inputs that this build began with; run it again when nothing writes them."));
        });
    }

    /** What to type to get this execution again. */
    final String command() {
        if (given(project).getFile() == null) {
            StringBuilder command =
                    new StringBuilder("mvn " + given(execution).getPlugin().getId() + ":"
                            + given(execution).getGoal());
            settings()
                    .values()
                    .forEach((parameter, text) -> command.append(" -D")
                            .append(Settings.PREFIX)
                            .append(parameter.key())
                            .append("='")
                            .append(text)
                            .append('\''));
            return command.toString();
        }
        String id = given(execution).getExecutionId();
        return "mvn ae-gate:" + given(execution).getGoal() + (id.equals("default-cli") ? "" : "@" + id);
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
        put(values, Parameter.METRICS, metrics);
        put(values, Parameter.BUDGETS, budgets);
        put(values, Parameter.BUDGETS_FILE, budgetsFile);
        put(values, Parameter.SLICES, slices);
        put(values, Parameter.RESIZE, resize);
        put(values, Parameter.CONVERT, convert);
        put(values, Parameter.QUANTIZE, quantize);
        put(values, Parameter.DEVICE, DriverQuery.resolve(device == null ? "cpu" : device));
        put(values, Parameter.PRECISION, precision);
        put(values, Parameter.BATCH_SIZE, batchSize);
        put(values, Parameter.THREADS, threads);
        put(
                values,
                Parameter.OUTPUT_DIRECTORY,
                outputDirectory == null ? defaultOutput().toString() : outputDirectory);
        return new Settings(base(), values);
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
        // Several executions of a goal in one POM must not overwrite each other's files.
        return siblings() > 1 ? folder.resolve(given(execution).getExecutionId()) : folder;
    }

    private long siblings() {
        String plugin = given(execution).getPlugin().getKey();
        String goal = given(execution).getGoal();
        return given(project).getBuildPlugins().stream()
                .filter(candidate -> candidate.getKey().equals(plugin))
                .flatMap(candidate -> candidate.getExecutions().stream())
                .filter(candidate -> candidate.getGoals().contains(goal))
                .count();
    }

    private static <T> T given(@Nullable T injected) {
        if (injected == null) {
            throw new IllegalStateException("Maven did not inject what the goal needs");
        }
        return injected;
    }
}
