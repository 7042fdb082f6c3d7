package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Verdict;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.eclipse.aether.RepositorySystem;

/** Measures the autoencoder, unless nothing has changed since it was measured, and fails the build if a budget is not met. */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true, requiresProject = false)
public final class VerifyMojo extends AbstractGateMojo {

    @Inject
    VerifyMojo(RepositorySystem resolver) {
        super(resolver);
    }

    @Override
    void run(Settings settings, AeGate gate) throws IOException, MojoExecutionException, MojoFailureException {
        gate.requireBudgets();
        Measurements measurements = measured(settings, gate);
        Verdict verdict = gate.judge(measurements);
        gate.write(measurements, verdict, command());
        ConsoleLog.print(getLog(), gate.console(measurements, verdict));
        if (!verdict.passed()) {
            throw new MojoFailureException(verdict.summary());
        }
    }
}
