package io.aegate.metric.drift;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.Direction;
import io.aegate.metric.InstanceMetric;
import io.aegate.metric.Kind;
import io.aegate.metric.MetricInfo;
import io.aegate.metric.Presence;
import io.aegate.metric.ProjectorSpec;
import io.aegate.metric.ProjectorSpec.Output;
import io.aegate.weights.OfficialWeights;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The metrics of projectors that users declare. */
final class Declared {

    private Declared() {}

    static InstanceMetric metric(ProjectorSpec spec) {
        if (DriftMetrics.metrics().stream().anyMatch(known -> known.id().equals(spec.metric()))) {
            throw new RefusedInputException("projectors declares " + spec.name() + ", but " + spec.metric()
                    + " is a metric that there is already; choose another name.");
        }
        // Features are told apart by name, and those would be taken for the bundled network's.
        if (Bundled.named(spec.name())) {
            throw new RefusedInputException("projectors declares " + spec.name()
                    + ", which is the name of a bundled projector; choose another name.");
        }
        boolean faces = spec.output() == Output.FACES;
        String what = faces ? "share of references with a face whose reconstruction has none" : "drift";
        MetricInfo info = new MetricInfo(
                spec.metric(),
                Kind.INSTANCE,
                Direction.LOWER,
                "",
                what + " by the declared projector " + spec,
                official(spec).map(Set::of).orElse(Set.of()),
                Optional.of(spec.name()),
                faces ? new Presence("a face in the reference", 1) : Presence.EVERYWHERE);
        return DriftMetrics.metric(info, spec.features(), faces ? row -> 1 - row[1] : row -> row[0]);
    }

    /**
     * The official weight file that a declaration names instead of a file of the user's.
     *
     * @throws RefusedInputException if it is of a network that is no projector's
     */
    static Optional<OfficialWeights> official(ProjectorSpec spec) {
        Optional<OfficialWeights> named = Arrays.stream(OfficialWeights.values())
                .filter(file -> file.fileName().equals(spec.network()))
                .findFirst();
        if (named.isPresent() && !OfficialNetworks.ARE_PROJECTORS.contains(named.get())) {
            throw new RefusedInputException("The projector " + spec.name() + " names " + spec.network()
                    + ", which is no projector's network; use one of "
                    + OfficialNetworks.ARE_PROJECTORS.stream()
                            .map(OfficialWeights::fileName)
                            .collect(Collectors.joining(", "))
                    + ", or a file of your own.");
        }
        return named;
    }
}
