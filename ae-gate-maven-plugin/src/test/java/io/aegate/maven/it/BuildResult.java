package io.aegate.maven.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What became of a build.
 *
 * @param exitCode Maven's
 * @param lines what it printed
 * @param folder where it ran
 */
record BuildResult(int exitCode, List<String> lines, Path folder) {

    private static final String FAILURE = "Failed to execute goal ";

    /** Everything that was printed. */
    String output() {
        return String.join("\n", lines);
    }

    /** The lines of ae-gate's report: from its heading to the line that names the report's file. */
    List<String> report() {
        return lines("ae-gate: (PASS|FAIL|INCONCLUSIVE|NOT_MEASURED|measured)  .*", ".* report: .*");
    }

    /** The same where something was measured before it was judged. */
    List<String> judged() {
        return lines("ae-gate: (PASS|FAIL|INCONCLUSIVE|NOT_MEASURED)  .*", ".* report: .*");
    }

    /** The report with the line after it, which says how to accept. */
    List<String> reportAndHint() {
        return lines("ae-gate: (PASS|FAIL|INCONCLUSIVE|NOT_MEASURED)  .*", ".* ae-gate:accept.* -Dae-gate.reason=.*");
    }

    /** The lines on what is accepted. */
    List<String> acceptance() {
        return lines("ae-gate: (new|first) .*", ".* written: .*");
    }

    /** The lines of the self-test, as far as the last damage. */
    List<String> selfTest() {
        return lines("ae-gate: self-test .*", ".* dropped-rows .*");
    }

    /** From the first line of ae-gate's that is like one pattern to the next that is like another. */
    private List<String> lines(String first, String last) {
        int from = indexOf("\\[\\w+\\] " + first, 0);
        return lines.subList(from, indexOf(last, from) + 1);
    }

    private int indexOf(String pattern, int from) {
        return IntStream.range(from, lines.size())
                .filter(index -> lines.get(index).matches(pattern))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line is " + pattern + " in\n" + output()));
    }

    /** What follows Maven's own words on why the build failed, over as many lines as it has. */
    String error() {
        return error("[^ ]+");
    }

    /** What follows Maven's own words on why a module failed; Maven says it again at the end of the build, and that is meant. */
    String error(String module) {
        String text = String.join(
                "\n",
                lines.stream()
                        .filter(line -> line.startsWith("[ERROR] "))
                        .map(line -> line.substring("[ERROR] ".length()))
                        .toList());
        Matcher found = Pattern.compile(
                        FAILURE + "[^ ]+ \\([^)]*\\) on project " + module + ": (.*?)\\s*-> \\[Help \\d+\\]",
                        Pattern.DOTALL)
                .matcher(text);
        if (!found.find()) {
            throw new AssertionError("module " + module + " did not fail in\n" + output());
        }
        return found.group(1);
    }

    /** How a baseline's file is named in what is printed: the day on which it was accepted, and the beginning of its hash. */
    String accepted(String file) {
        JsonNode baseline = json(file);
        String day = baseline.at("/acceptance/when").textValue().substring(0, "2026-09-03".length());
        return day + " (" + baseline.get("hash").textValue().substring(0, 8) + ")";
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(text(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the files in a folder, sorted; none if it is not there. */
    List<String> filesIn(String name) {
        if (!Files.isDirectory(path(name))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
