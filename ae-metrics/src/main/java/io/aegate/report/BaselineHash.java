package io.aegate.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aegate.image.Sha256;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 over the values of a baseline, so that it survives what checkouts and editors do to line ends, indentation, the order
 * of keys and the form of numbers, and nothing else.
 *
 * <p>It is taken over the UTF-8 of the JSON, a line feed, and the table:
 *
 * <ul>
 *   <li>The JSON has no {@code hash} and no white space; keys stand in order of their UTF-16 code units, and strings escape only the
 *       quote, the backslash and controls, in the shortest form that JSON has, with hexadecimal digits in capitals. An integer is as it is;
 *       any other number is the decimal of {@link Double#toString(double)} since Java 19, without exponent and without zeros at the
 *       end of its fraction: {@code 0.001}, not {@code 1e-3}, and {@code 1}, not {@code 1.0}.
 *   <li>The table is as {@link BaselineFiles#write} writes it, with line feeds at line ends.
 * </ul>
 */
final class BaselineHash {

    private BaselineHash() {}

    /**
     * Computes it.
     *
     * @param json with or without the hash
     * @param canonicalCsv from {@link PerImageCsv#canonical} or {@link PerImageCsv#text}
     */
    static String of(ObjectNode json, String canonicalCsv) {
        ObjectNode content = json.deepCopy();
        content.remove("hash");
        StringBuilder text = new StringBuilder();
        write(content, text);
        text.append('\n').append(canonicalCsv);
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JsonNode node, StringBuilder text) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            text.append('{');
            String separator = "";
            for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
                text.append(separator).append(TextNode.valueOf(entry.getKey())).append(':');
                write(entry.getValue(), text);
                separator = ",";
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            String separator = "";
            for (JsonNode element : node) {
                text.append(separator);
                write(element, text);
                separator = ",";
            }
            text.append(']');
        } else {
            text.append(node.isNumber() ? number(node) : node.toString());
        }
    }

    private static String number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue().toString();
        }
        String shortest = Decimals.shortest(node.doubleValue());
        // Too large for a double: no value of ours, and refused where it is read.
        return shortest.isEmpty()
                ? node.toString()
                : new BigDecimal(shortest).stripTrailingZeros().toPlainString();
    }
}
