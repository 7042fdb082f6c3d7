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
        int from = indexOf("\\[\\w+\\] ae-gate: (PASS|FAIL|NOT_MEASURED|measured)  .*");
        int to = indexOf(".* report: .*");
        return lines.subList(from, to + 1);
    }

    private int indexOf(String pattern) {
        return IntStream.range(0, lines.size())
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
