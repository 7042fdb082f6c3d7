package io.aegate.weights;

import static io.aegate.weights.ScriptedServer.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds that want the same file at the same time, each a process of its own. */
@Timeout(60)
class DownloadProcessesTest {

    private static final byte[] WEIGHTS = new byte[200_000];
    private static final int HALF = WEIGHTS.length / 2;

    static {
        new Random(11).nextBytes(WEIGHTS);
    }

    private static final FakeFile NET = FakeFile.of("net.pth", WEIGHTS);

    @TempDir
    private Path cache;

    /** What a build does: it says when it waits for another one, and when it has half of the file or all. */
    static final class Fetching {

        private Fetching() {}

        public static void main(String[] arguments) {
            WeightStore store = new WeightStore(WeightPolicy.USUAL, Path.of(arguments[0]));
            DownloadRoute route = new DownloadRoute(Optional.empty(), ProxySelector.of(null), Optional.empty());
            new WeightDownload(store, route).fetch(NET.at(URI.create(arguments[1])), new DownloadProgress() {
                @Override
                public void at(long done, long total) {
                    if (done == HALF) {
                        System.out.println("half");
                    }
                }

                @Override
                public void waiting() {
                    System.out.println("waiting");
                }
            });
            System.out.println("there");
        }
    }

    @Test
    void one_of_two_processes_fetches_and_the_other_waits_for_it() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch bothAreThere = new CountDownLatch(1);
        ScriptedServer.Reply slow = (request, socket) -> {
            asked.countDown();
            await(bothAreThere);
            file(WEIGHTS).to(request, socket);
        };
        try (ScriptedServer server = new ScriptedServer(slow)) {
            Process first = fetching(server);
            asked.await();
            Process second = fetching(server);
            assertThat(line(second)).isEqualTo("waiting");
            bothAreThere.countDown();

            assertThat(first.waitFor()).isZero();
            assertThat(second.waitFor()).isZero();
            assertThat(server.requests()).hasSize(1);
        }
        assertThat(cache.resolve("net.pth")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void what_a_killed_process_had_fetched_is_taken_up_by_the_next() throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedServer.Reply half = (request, socket) -> {
            ScriptedServer.send(socket, "200 OK", WEIGHTS.length, Arrays.copyOf(WEIGHTS, HALF));
            await(never);
        };
        try (ScriptedServer server = new ScriptedServer(half, file(WEIGHTS))) {
            Process killed = fetching(server);
            assertThat(line(killed)).isEqualTo("half");
            killed.destroyForcibly().waitFor();
            assertThat(cache.resolve("net.pth")).doesNotExist();

            assertThat(fetching(server).waitFor()).isZero();
            assertThat(server.header("range")).containsExactly("-", "bytes=" + HALF + "-");
            never.countDown();
        }
        assertThat(cache.resolve("net.pth")).hasBinaryContent(WEIGHTS);
        assertThat(cache).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    private Process fetching(ScriptedServer server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fetching.class.getName(),
                        cache.toString(),
                        server.address("/net.pth").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String line(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return String.valueOf(reader.readLine());
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
