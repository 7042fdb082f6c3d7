package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegate.evaluation.Measurements;
import io.aegate.evaluation.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Budgets on made up measurements, against a baseline that is made up, too. */
final class RegressionExamples {

    static final Rules POINTS = new Rules(OptionalDouble.empty(), 30, false);

    private RegressionExamples() {}

    static Judged judge(String budget, ExampleMeasurements before, ExampleMeasurements after) {
        return judge(Rules.DEFAULT, budget, before, after);
    }

    static Judged judge(Rules rules, String budget, ExampleMeasurements before, ExampleMeasurements after) {
        Measurements other =
                before.provenance(RegressionExamples::ofAnotherCheckpoint).build();
        return only(verdict(rules, budget, other, after.build()));
    }

    static Judged judgeSameCheckpoint(
            Rules rules, String budget, ExampleMeasurements before, ExampleMeasurements after) {
        return only(verdict(rules, budget, before.build(), after.build()));
    }

    static Verdict verdict(Rules rules, String budget, Measurements before, Measurements after) {
        return Gate.judge(
                after,
                new Baselines(Optional.of(accepted(before)), Map.of()),
                Budgets.parse(List.of(budget), ExampleMeasurements.VOCABULARY),
                rules,
                Waivers.NONE);
    }

    static Baseline accepted(Measurements measurements) {
        Baseline.Acceptance acceptance = new Baseline.Acceptance(
                Instant.parse("2026-09-03T23:59:00Z"), "an example", Optional.empty(), Optional.empty());
        return new Baseline("b41f".repeat(16), acceptance, measurements, false);
    }

    static Provenance ofAnotherCheckpoint(Provenance facts) {
        return of(facts, "e0".repeat(32));
    }

    static Provenance of(Provenance facts, String checkpoint) {
        return new Provenance(
                new Provenance.Subject("models/vae.pt", Map.of(), checkpoint),
                facts.references(),
                facts.reconstructions(),
                facts.generated(),
                facts.weights(),
                facts.projectors(),
                facts.inputRules(),
                facts.device(),
                facts.precision(),
                facts.versions(),
                facts.startedAt(),
                facts.seconds());
    }

    static double[] constant(int n, double value) {
        return DoubleStream.generate(() -> value).limit(n).toArray();
    }

    /** The value, by turns less and more by as much. */
    static double[] alternating(int n, double value, double by) {
        return IntStream.range(0, n)
                .mapToDouble(i -> i % 2 == 0 ? value - by : value + by)
                .toArray();
    }

    /** The value, and the other one for as many images. */
    static double[] mixed(int n, double value, int others, double other) {
        return IntStream.range(0, n)
                .mapToDouble(i -> i < others ? other : value)
                .toArray();
    }

    static Judged only(Verdict verdict) {
        assertThat(verdict.budgets()).hasSize(1);
        return verdict.budgets().get(0);
    }
}
