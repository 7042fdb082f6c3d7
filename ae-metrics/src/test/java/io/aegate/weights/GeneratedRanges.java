package io.aegate.weights;

import java.util.Map;
import java.util.Set;

/** From which range the generated weights of the projectors' networks are drawn, tensor by tensor, so that no layer fades or explodes. */
final class GeneratedRanges {

    private static final Set<String> EMBEDDINGS =
            Set.of("class_embedding", "positional_embedding", "pos_embed", "cls_token", "mask_token");

    private GeneratedRanges() {}

    /** The values from {@code middle − reach} to {@code middle + reach}. */
    record Range(double middle, double reach) {}

    static Range of(String net, String name, long[] shape, Map<String, long[]> shapes) {
        String kind = name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "running_mean" -> new Range(0, 0.1);
            case "running_var" -> new Range(1, 0.25);
            case "gamma" -> new Range(0.5, 0.25);
            case "in_proj_bias" -> new Range(0, 0.05);
            case "bias" -> new Range(0, isOfNorm(name, shapes) ? 0.1 : 0.05);
            default -> EMBEDDINGS.contains(kind) ? new Range(0, 0.25) : ofWeight(net, name, kind, shape);
        };
    }

    private static boolean isOfNorm(String bias, Map<String, long[]> shapes) {
        long[] weight = shapes.get(bias.substring(0, bias.lastIndexOf('.') + 1) + "weight");
        return weight != null && weight.length == 1;
    }

    private static Range ofWeight(String net, String name, String kind, long[] shape) {
        if (shape.length == 1) {
            return new Range(1, 0.1);
        }
        if (shape.length == 2) {
            boolean attention = kind.equals("in_proj_weight") || name.endsWith(".qkv.weight");
            return kind.equals("proj")
                    ? new Range(0, Math.sqrt(3.0 / shape[0]))
                    : new Range(0, (attention ? 1.5 : 1.0) * Math.sqrt(3.0 / shape[1]));
        }
        if (name.equals("scratch.output_conv.4.weight")) {
            return new Range(1.0 / shape[1], 1.0 / shape[1]);
        }
        long inputs = 1;
        for (int i = 1; i < shape.length; i++) {
            inputs *= shape[i];
        }
        return new Range(0, Math.sqrt(gain(net, name) / inputs));
    }

    private static double gain(String net, String name) {
        if (name.contains("resConfUnit")) {
            return 0.5;
        }
        return switch (net) {
            case "midas_v21_small", "dpt_hybrid" -> 6;
            case "upernet_uniformer_s" -> name.startsWith("backbone.blocks") ? 1 : 3;
            default -> 3;
        };
    }
}
