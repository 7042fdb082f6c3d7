package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.Settings;
import io.aegate.evaluation.Measurements;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.eclipse.aether.RepositorySystem;

/** Measures the autoencoder and writes what it found; never fails on quality. */
@Mojo(name = "measure", defaultPhase = LifecyclePhase.INTEGRATION_TEST, threadSafe = true, requiresProject = false)
public final class MeasureMojo extends AbstractGateMojo {

    @Inject
    MeasureMojo(RepositorySystem resolver) {
        super(resolver);
    }

    @Override
    void run(Settings settings) throws MojoExecutionException {
        AeGate gate = new AeGate(settings);
        Measurements measurements = measured(gate);
        ConsoleLog.print(getLog(), gate.console(measurements));
    }
}
