package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegate.evaluation.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker in a JVM of its own, as front ends start it. */
@Timeout(120)
class WorkerTest {

    @TempDir
    private Path base;

    private Path order = Path.of("");

    @BeforeEach
    void writeImages() {
        order = base.resolve("order.json");
        for (int i = 0; i < 3; i++) {
            TestImages.write(base.resolve("eval/0" + i + ".png"), TestImages.noise(i, 32, 24));
            TestImages.write(base.resolve("out/0" + i + ".png"), TestImages.noise(i, 32, 24));
        }
    }

    @Test
    void an_order_is_read_as_it_was_written() throws IOException {
        Settings settings = new Settings(
                base, Map.of(Parameter.REFERENCES, "eval", Parameter.BUDGETS, "psnr >= 30;\n\"ssim\" \u2265 0,9"));

        Worker.Order.write(order, settings, Optional.of(Damage.BLUR));

        assertThat(Worker.Order.read(order))
                .isEqualTo(new Worker.Order(settings.base().toString(), settings.values(), "BLUR"));
    }

    @Test
    void a_good_order_is_measured_and_its_progress_told() throws IOException, InterruptedException {
        Worker.Order.write(order, settings("psnr"), Optional.empty());

        Ended worker = run();

        assertThat(worker.chatter()).isEmpty();
        assertThat(worker.status()).isZero();
        assertThat(worker.messages()).last().isEqualTo(new Worker.Message("measuring", 3, 3, ""));
        assertThat(base.resolve("target/ae-gate/measurements.json")).exists();
        assertThat(base.resolve("target/ae-gate/per-image.csv")).exists();
    }

    @Test
    void a_refused_order_is_told_in_one_message() throws IOException, InterruptedException {
        Worker.Order.write(order, settings("fid"), Optional.empty());

        Ended worker = run();

        assertThat(worker.status()).isEqualTo(Worker.REFUSED);
        assertThat(worker.messages())
                .containsExactly(new Worker.Message(
                        "", 0, 0, "metrics names 'fid', which is no metric; the nearest are gfid, kid, rfid."));
        assertThat(base.resolve("target")).doesNotExist();
    }

    @Test
    void a_defect_is_neither_success_nor_refusal() throws IOException, InterruptedException {
        Files.writeString(order, "{");

        Ended worker = run();

        assertThat(worker.status()).isEqualTo(1);
        assertThat(worker.messages()).isEmpty();
        assertThat(worker.chatter()).contains("JsonEOFException");
    }

    @Test
    void a_worker_ends_when_its_standard_input_closes() throws IOException, InterruptedException {
        // Reading this order never ends by itself.
        Process opened = new ProcessBuilder("mkfifo", order.toString()).start();
        assumeTrue(opened.waitFor() == 0, "named pipes");
        Process worker = start();

        worker.getOutputStream().close();

        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(4);
    }

    private Settings settings(String metrics) {
        return new Settings(
                base,
                Map.of(
                        Parameter.REFERENCES, "eval",
                        Parameter.RECONSTRUCTIONS, "out",
                        Parameter.METRICS, metrics));
    }

    private record Ended(int status, List<Worker.Message> messages, String chatter) {}

    private Ended run() throws IOException, InterruptedException {
        Process process = start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        process.getOutputStream().close();
        List<Worker.Message> messages = out.lines()
                .filter(line -> !line.isEmpty())
                .map(WorkerTest::message)
                .toList();
        return new Ended(status, messages, Files.readString(base.resolve("stderr")));
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        order.toString())
                .redirectError(base.resolve("stderr").toFile())
                .start();
    }

    private static Worker.Message message(String line) {
        try {
            return new ObjectMapper().readValue(line, Worker.Message.class);
        } catch (IOException e) {
            throw new AssertionError("not a message: " + line, e);
        }
    }
}
