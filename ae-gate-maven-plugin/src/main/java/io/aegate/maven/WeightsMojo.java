package io.aegate.maven;

import io.aegate.AeGate;
import io.aegate.Settings;
import io.aegate.weights.OfficialWeights;
import java.util.SortedSet;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.eclipse.aether.RepositorySystem;

/** Fetches and verifies the weight files that the configured metrics and budgets need, so that the other goals run offline after. */
@Mojo(name = "weights", threadSafe = true, requiresProject = false)
public final class WeightsMojo extends AbstractGateMojo {

    @Inject
    WeightsMojo(RepositorySystem resolver) {
        super(resolver);
    }

    @Override
    boolean keepsVerdict() {
        return true;
    }

    @Override
    void run(Settings settings) {
        SortedSet<OfficialWeights> needed = AeGate.weightsOf(settings);
        if (needed.isEmpty()) {
            getLog().info("The configured metrics need no weight files.");
            return;
        }
        WeightFiles files = weights(settings);
        files.require(needed, command());
        files.print(needed);
    }
}
