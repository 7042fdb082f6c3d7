package io.aegate.maven.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A build that goes on, whose output is read as it comes. */
final class RunningBuild {

    private final Process process;
    private final BufferedReader output;
    private final Path folder;
    private final List<String> lines = new ArrayList<>();

    RunningBuild(Process process, Path folder) {
        this.process = process;
        this.output = process.inputReader();
        this.folder = folder;
    }

    /** Reads on until a line holds the given text. */
    RunningBuild until(String text) {
        Optional<String> line = next();
        while (line.isPresent()) {
            if (line.get().contains(text)) {
                return this;
            }
            line = next();
        }
        throw new AssertionError("'" + text + "' does not occur in\n" + String.join("\n", lines));
    }

    /** The worker, which is the one process that Maven's own has started. */
    ProcessHandle worker() {
        return process.descendants()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no worker runs; Maven says\n" + String.join("\n", lines)));
    }

    /** Kills Maven, as a CI service does with a job that takes too long. */
    void kill() {
        // By its handle, which leaves the output to be read.
        process.toHandle().destroyForcibly();
    }

    /** What became of it, once it has ended. */
    BuildResult result() {
        while (next().isPresent()) {
            // Collected as it is read.
        }
        try {
            return new BuildResult(process.waitFor(), List.copyOf(lines), folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Maven ran", e);
        }
    }

    private Optional<String> next() {
        try {
            Optional<String> line = Optional.ofNullable(output.readLine());
            line.ifPresent(lines::add);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
