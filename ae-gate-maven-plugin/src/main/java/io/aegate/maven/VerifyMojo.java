package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.Settings;
import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Baselines;
import io.aegate.gate.SelfTest;
import io.aegate.gate.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;

/** Measures the autoencoder, unless nothing has changed since it was measured, and fails the build if a budget is not met. */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true, requiresProject = false)
public final class VerifyMojo extends AbstractGateMojo {

    /** Whether to test the gate as well: it must pass the checkpoint against itself, and fail it once it is damaged. */
    @Parameter(property = "ae-gate.selfTest", defaultValue = "false")
    private boolean selfTest;

    @Inject
    VerifyMojo(RepositorySystem resolver) {
        super(resolver);
    }

    @Override
    void run(Settings settings) throws IOException, MojoExecutionException, MojoFailureException {
        AeGate gate = gate(settings);
        gate.requireBudgets();
        // Before anything is measured: a damaged baseline is told at once.
        Baselines baselines = gate.baselines();
        Measurements measurements = measured(gate);
        Optional<AeGate> again = gate.again(baselines, measurements);
        if (again.isPresent()) {
            getLog().info("The baseline is of another environment: " + environment(baselines, measurements)
                    + "; what it was measured of is measured here as well.");
            baselines = baselines.measuredAgain(measured(again.get()));
        }
        Verdict verdict = gate.judge(measurements, baselines);
        gate.write(measurements, verdict, command(), command("accept"));
        ConsoleLog.print(getLog(), gate.console(measurements, verdict, command("accept")));
        List<String> failures = new ArrayList<>();
        if (!verdict.passed()) {
            failures.add(verdict.summary());
        }
        if (selfTest) {
            getLog().info("The self-test measures the reconstructions " + Damage.values().length + " times more, with "
                    + Damage.SHARE + " damaged.");
            SelfTest test = gate.selfTest(measurements, this::measured);
            ConsoleLog.print(getLog(), gate.console(measurements, test));
            if (!test.passed()) {
                failures.add(test.summary());
            }
        }
        if (!failures.isEmpty()) {
            throw new MojoFailureException(String.join("\n", failures));
        }
    }

    private static String environment(Baselines baselines, Measurements now) {
        return baselines
                .usual()
                .flatMap(baseline -> baseline.onlyEnvironmentDiffersFrom(now))
                .orElseThrow();
    }
}
