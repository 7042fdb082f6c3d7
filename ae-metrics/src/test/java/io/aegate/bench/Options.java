package io.aegate.bench;

import static io.aegate.SharedFiles.shared;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What was asked for on the command line, as {@code --name value}. */
record Options(Map<String, String> values) {

    static Options of(String[] arguments, List<String> allowed) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.removeIf(String::isBlank);
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String name = words.get(i).startsWith("--") ? words.get(i).substring(2) : "";
            if (!allowed.contains(name) || i + 1 == words.size()) {
                throw new IllegalArgumentException("not an option with its value: " + words.get(i) + "; there are --"
                        + String.join(", --", allowed));
            }
            values.put(name, words.get(i + 1));
        }
        return new Options(values);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
    }

    Pattern only() {
        return Pattern.compile(values.getOrDefault("only", ""));
    }

    /** Photos as {@code NAME_ref.png}, what taef2 made of them as {@code NAME_taef2.png}. */
    Path images() {
        return values.containsKey("images") ? Path.of(values.get("images")) : shared("reference/images");
    }
}
