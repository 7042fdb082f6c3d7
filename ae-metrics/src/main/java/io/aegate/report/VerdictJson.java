package io.aegate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.evaluation.Measurements;
import io.aegate.gate.Baseline;
import io.aegate.gate.Judged;
import io.aegate.gate.Rules;
import io.aegate.gate.Verdict;
import io.aegate.gate.WorstImage;
import java.math.BigDecimal;

/** The verdict for tools, {@code verdict.json}. */
public final class VerdictJson {

    public static final String FILE = "verdict.json";

    private static final String SCHEMA = "ae-gate/verdict/1";

    private VerdictJson() {}

    /** The file's text; what does not apply to a budget is left out, and numbers are texts as printed elsewhere. */
    public static String text(Verdict verdict, Measurements measurements) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("outcome", verdict.outcome().name());
        root.put("checkpoint", measurements.provenance().checkpoint().hash());
        verdict.baselines().usual().ifPresent(baseline -> write(root.putObject("baseline"), baseline));
        if (!verdict.baselines().anchors().isEmpty()) {
            ObjectNode anchors = root.putObject("anchors");
            verdict.baselines().anchors().forEach((name, anchor) -> write(anchors.putObject(name), anchor));
        }
        if (verdict.budgets().stream().anyMatch(judged -> judged.regression().isPresent())) {
            write(root.putObject("rules"), verdict.rules());
        }
        ArrayNode budgets = root.putArray("budgets");
        verdict.budgets().forEach(judged -> write(budgets.addObject(), judged));
        ArrayNode warnings = root.putArray("warnings");
        measurements.warnings().forEach(warnings::add);
        verdict.warnings().forEach(warnings::add);
        return Json.text(root);
    }

    private static void write(ObjectNode node, Baseline baseline) {
        node.put("hash", baseline.hash());
        node.put("acceptedAt", baseline.day().toString());
        node.put("checkpoint", baseline.measurements().provenance().checkpoint().hash());
        if (baseline.measuredAgain()) {
            node.put("measuredAgain", true);
        }
    }

    private static void write(ObjectNode node, Rules rules) {
        rules.confidence()
                .ifPresentOrElse(
                        confidence -> node.put("confidence", BigDecimal.valueOf(confidence)),
                        () -> node.put("confidence", "none"));
        node.put("minSamples", rules.minSamples());
        node.put("onInconclusive", rules.inconclusiveOnlyWarns() ? "warn" : "fail");
        node.putObject("bootstrap").put("resamples", Rules.RESAMPLES).put("seed", Rules.SEED);
    }

    private static void write(ObjectNode node, Judged judged) {
        node.put("text", judged.text());
        node.put("status", judged.status().name());
        node.put("severity", judged.severity().word());
        judged.measured().ifPresent(measured -> node.put("measured", measured));
        judged.lower().ifPresent(lower -> node.put("lower", lower));
        judged.upper().ifPresent(upper -> node.put("upper", upper));
        node.put("n", judged.n());
        node.put("message", judged.message());
        judged.regression().ifPresent(regression -> {
            regression.detectable().ifPresent(effect -> node.put("detectable", effect));
            regression.explanation().ifPresent(where -> node.put("explanation", where));
        });
        if (!judged.images().isEmpty()) {
            ArrayNode images = node.putArray("images");
            for (WorstImage worst : judged.images()) {
                images.addObject()
                        .put("image", worst.image())
                        .put(worst.figure().word(), worst.printed());
            }
        }
    }
}
