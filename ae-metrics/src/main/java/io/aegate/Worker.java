package io.aegate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Progress;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The process in which native code runs: it reads settings from a file, measures, and writes the measurements.
 *
 * <p>It speaks to the process that started it on standard output, one {@link Message} as JSON a line; anything else there, and all of
 * standard error, is chatter. It ends when its standard input closes, so that it does not outlive a build that was killed.
 */
public final class Worker {

    /** The exit status after a refusal, which was told as a message before. */
    public static final int REFUSED = 2;

    /** The exit status when memory ran out, which is also the JVM's own. */
    public static final int OUT_OF_MEMORY = 3;

    private static final int ORPHANED = 4;
    private static final long MILLIS_BETWEEN_MESSAGES = 100;

    private Worker() {}

    /**
     * What the worker says.
     *
     * @param phase what is going on, or empty
     * @param done images finished
     * @param total of how many
     * @param refused why the inputs were refused, or empty
     */
    public record Message(String phase, int done, int total, String refused) {

        static Message progress(String phase, int done, int total) {
            return new Message(phase, done, total, "");
        }

        static Message refusal(String why) {
            return new Message("", 0, 0, why);
        }
    }

    /**
     * What a front end hands to the worker: all that decides what is measured.
     *
     * @param base the folder that relative paths are relative to
     * @param settings the text given for each parameter
     * @param damage the name of what is done to reconstructions, or empty
     */
    public record Order(String base, Map<Parameter, String> settings, String damage) {

        /** Writes the order to measure, with the reconstructions damaged if that is given. */
        public static void write(Path file, Settings settings, Optional<Damage> damage) throws IOException {
            Order order = new Order(
                    settings.base().toString(),
                    settings.values(),
                    damage.map(Damage::name).orElse(""));
            Files.write(file, new ObjectMapper().writeValueAsBytes(order));
        }

        static Order read(Path file) throws IOException {
            return new ObjectMapper().readValue(Files.readAllBytes(file), Order.class);
        }

        AeGate gate() {
            return new AeGate(
                    new Settings(Path.of(base), settings),
                    Optional.of(damage).filter(name -> !name.isEmpty()).map(Damage::valueOf));
        }
    }

    /** Runs the worker; the one argument is the file of its {@link Order}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        endWithStandardInput();
        try {
            AeGate gate = Order.read(Path.of(arguments[0])).gate();
            gate.measure(new Reporting(out));
        } catch (OutOfMemoryError e) {
            // Of direct buffers Java says so itself, and the JVM's own switch does not see it.
            System.exit(OUT_OF_MEMORY);
        } catch (RefusedInputException e) {
            say(out, Message.refusal(String.valueOf(e.getMessage())));
            System.exit(REFUSED);
        }
        // Natives' own threads must not keep the process alive.
        System.exit(0);
    }

    private static void endWithStandardInput() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is said on it; only its end counts.
                        }
                    } catch (IOException e) {
                        // A broken pipe is an end, too.
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "ae-gate-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static void say(PrintStream out, Message message) {
        try {
            // On a line of its own, even where a checkpoint has printed half of one.
            out.println("\n" + new ObjectMapper().writeValueAsString(message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells of progress, but not more often than anyone can look. */
    private static final class Reporting implements Progress {

        private final PrintStream out;
        private long last;

        Reporting(PrintStream out) {
            this.out = out;
            this.last = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(MILLIS_BETWEEN_MESSAGES);
        }

        @Override
        public void at(String phase, int done, int total) {
            long now = System.nanoTime();
            if (done == total || now - last >= TimeUnit.MILLISECONDS.toNanos(MILLIS_BETWEEN_MESSAGES)) {
                say(out, Message.progress(phase, done, total));
                last = now;
            }
        }
    }
}
