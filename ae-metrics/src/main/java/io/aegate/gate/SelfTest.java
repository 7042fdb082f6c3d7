package io.aegate.gate;

import io.aegate.evaluation.Damage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a gate can see anything: with the checkpoint's own measurements in the place of its baselines it must pass the checkpoint,
 * and fail it once a quarter of its reconstructions were damaged by a known amount.
 *
 * <p>Damage is seen where at least one budget fails for it; a budget that is left open has not seen it.
 *
 * @param itself the verdict on the checkpoint against itself
 * @param damaged the verdict on each damage
 */
public record SelfTest(Verdict itself, Map<Damage, Verdict> damaged) {

    public SelfTest {
        damaged = new EnumMap<>(damaged);
    }

    public boolean passed() {
        return itself.passed() && damaged.keySet().stream().allMatch(this::sees);
    }

    /** Whether the gate fails for a damage. */
    public boolean sees(Damage damage) {
        return !seeing(damage).isEmpty();
    }

    private Verdict verdict(Damage damage) {
        Verdict verdict = damaged.get(damage);
        if (verdict == null) {
            throw new IllegalStateException(damage + " was not tested");
        }
        return verdict;
    }

    /** The budgets that fail the gate for a damage, and not without it. */
    public List<String> seeing(Damage damage) {
        Set<String> always = itself.violations().stream().map(Judged::text).collect(Collectors.toSet());
        return verdict(damage).violations().stream()
                .filter(judged -> judged.status() == Status.FAIL)
                .map(Judged::text)
                .filter(text -> !always.contains(text))
                .toList();
    }

    /** The budgets that could fail the gate for a damage, and did not. */
    public List<String> blind(Damage damage) {
        return verdict(damage).budgets().stream()
                .filter(judged -> judged.severity() == Severity.ERROR && judged.status() != Status.FAIL)
                .map(Judged::text)
                .toList();
    }

    /** The budgets that saw none of the damage. */
    public List<String> blindToAll() {
        return itself.budgets().stream()
                .map(Judged::text)
                .filter(text -> damaged.keySet().stream()
                        .allMatch(damage -> blind(damage).contains(text)))
                .toList();
    }

    private static String blindness(List<String> blind) {
        return blind.isEmpty()
                ? "no budget counts; add one"
                : String.join(", ", blind) + (blind.size() == 1 ? " is" : " are")
                        + " blind to it; tighten one, or add one that sees it";
    }

    /** One sentence for each thing that is wrong with the gate, or one that nothing is. */
    public String summary() {
        if (passed()) {
            return "the self-test is passed: the gate passes the checkpoint against itself, and fails each damage";
        }
        Stream<String> itselfFails = itself.passed()
                ? Stream.of()
                : Stream.of("the gate does not pass the checkpoint against itself: "
                        + itself.violations().stream().map(Judged::text).collect(Collectors.joining(", ")));
        Stream<String> unseen = damaged.keySet().stream()
                .filter(damage -> !sees(damage))
                .map(damage -> "the gate does not see " + damage + " (" + damage.description() + "): "
                        + blindness(blind(damage)));
        return Stream.concat(itselfFails, unseen)
                .collect(Collectors.joining("\n  ", "the self-test is not passed:\n  ", ""));
    }
}
