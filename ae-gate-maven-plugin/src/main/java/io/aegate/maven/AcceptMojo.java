package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Baseline;
import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** Makes what was measured last the baseline that regressions compare with, or an anchor; it never runs by itself. */
@Mojo(name = "accept", threadSafe = true, requiresProject = false)
public final class AcceptMojo extends AbstractGateMojo {

    /** Why these measurements are to be the standard; it is kept in the baseline. */
    @Parameter(property = "ae-gate.reason")
    private @Nullable String reason;

    /** The name of the anchor to write, in the place of the usual baseline. */
    @Parameter(property = "ae-gate.anchor")
    private @Nullable String anchor;

    /** Whether to accept even where the environment variable CI is set. */
    @Parameter(property = "ae-gate.allowInCi", defaultValue = "false")
    private boolean allowInCi;

    /** Whether to attach the baseline to the project as a zip, so that deploy publishes it. */
    @Parameter(property = "ae-gate.attach", defaultValue = "false")
    private boolean attach;

    private final MavenProjectHelper projects;

    @Inject
    AcceptMojo(RepositorySystem resolver, MavenProjectHelper projects) {
        super(resolver);
        this.projects = projects;
    }

    /** What is accepted is what the verdict was on. */
    @Override
    boolean keepsVerdict() {
        return true;
    }

    @Override
    void run(Settings settings) throws MojoExecutionException {
        String why = requireReason();
        refuseInCi();
        refuseUnsaidGate();
        refuseToAttachToNothing();
        AeGate gate = new AeGate(settings);
        Optional<String> name = Optional.ofNullable(anchor);
        Path file = gate.acceptedFile(name);
        Measurements measurements = gate.acceptable().orElseThrow(() -> notMeasured(gate));
        Optional<Path> artifact = name.isPresent() ? Optional.empty() : artifact();
        Optional<Baseline> replaced = gate.accepted(artifact.orElse(file));
        ConsoleLog.print(getLog(), gate.console(measurements, replaced, name));
        Baseline accepted = gate.accept(measurements, file, replaced, why);
        ConsoleLog.print(getLog(), gate.console(accepted, file));
        if (name.isPresent() && gate.spec().judging().anchors().isEmpty()) {
            getLog().warn("No budget can name " + name.get() + " yet; write <anchors>" + name.get()
                    + "</anchors> into the configuration.");
        }
        if (artifact.isPresent()) {
            getLog().warn(
                            "baselineArtifact still names the one before, which budgets are held to; deploy this one, and name its"
                                    + " version there.");
        }
        if (attach) {
            attach(gate, file);
        }
    }

    private String requireReason() {
        if (reason == null || reason.isBlank()) {
            throw new RefusedInputException("A baseline is accepted for a reason, which is kept in it; say it:"
                    + " -Dae-gate.reason=\"trained on the new crops\".");
        }
        return reason.strip();
    }

    /** A job that writes the standard that it is held to holds itself to nothing. */
    private void refuseInCi() {
        String ci = System.getenv("CI");
        if (ci != null && !ci.isBlank() && !ci.equalsIgnoreCase("false") && !allowInCi) {
            throw new RefusedInputException("The environment variable CI is '" + ci
                    + "', and a baseline is accepted by people; accept it on your machine and commit it, or set"
                    + " -Dae-gate.allowInCi.");
        }
    }

    private void refuseUnsaidGate() {
        if (isOfCommandLine() && gates().size() > 1 && !namesBaseline()) {
            throw new RefusedInputException("The POM has several gates (" + String.join(", ", gates())
                    + "); say of which to accept: mvn ae-gate:accept@" + gates().get(0)
                    + " -Dae-gate.reason=\"...\".");
        }
    }

    private void refuseToAttachToNothing() {
        if (attach && project().getFile() == null) {
            throw new RefusedInputException(
                    "attach is set, but there is no project to attach the baseline to; run it where the POM is.");
        }
    }

    private RefusedInputException notMeasured(AeGate gate) {
        String folder = gate.spec().display(gate.spec().outputDirectory());
        return new RefusedInputException("The measurements in " + folder
                + " are missing, or not of the present inputs, or lack a metric; run "
                + command(gate.spec().budgets().isEmpty() ? "measure" : "verify")
                + ", read its report, and accept then.");
    }

    private void attach(AeGate gate, Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        Path zip = gate.spec().outputDirectory().resolve(name + ".zip");
        gate.zip(file, zip);
        String classifier = name.equals("baseline") ? "ae-gate" : "ae-gate-" + name.replaceFirst("^baseline-", "");
        projects.attachArtifact(project(), "zip", classifier, zip.toFile());
        getLog().info("Attached as " + project().getGroupId() + ":" + project().getArtifactId() + ":zip:" + classifier
                + ":" + project().getVersion() + "; deploy in the same build publishes it.");
    }
}
