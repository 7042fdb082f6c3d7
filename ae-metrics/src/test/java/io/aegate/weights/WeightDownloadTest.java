package io.aegate.weights;

import static io.aegate.weights.ScriptedServer.announcing;
import static io.aegate.weights.ScriptedServer.file;
import static io.aegate.weights.ScriptedServer.mute;
import static io.aegate.weights.ScriptedServer.reset;
import static io.aegate.weights.ScriptedServer.silent;
import static io.aegate.weights.ScriptedServer.status;
import static io.aegate.weights.ScriptedServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.image.Sha256;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WeightDownloadTest {

    private static final String OTHERWISE =
            "; check weightsMirror and the proxy of Maven's settings.xml, or fetch the file by other means into a folder and set"
                    + " weightsDirectory.";
    private static final DownloadProgress UNSEEN = (done, total) -> {};
    private static final int ATTEMPTS = 3;
    private static final byte[] WEIGHTS = new byte[300_000];
    private static final int HALF = WEIGHTS.length / 2;

    static {
        new Random(7).nextBytes(WEIGHTS);
    }

    private static final FakeFile NET = FakeFile.of("net.pth", WEIGHTS);

    @TempDir
    private Path folder;

    private Path cache;
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void nameCache() {
        cache = folder.resolve("cache/weights");
    }

    @Test
    void a_file_is_fetched_once_and_its_progress_told() throws IOException {
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            FakeFile file = NET.at(server.address("/models/net.pth"));
            List<Long> told = new ArrayList<>();

            WeightStore.Found found = download().fetch(file, (done, total) -> {
                assertThat(total).isEqualTo(WEIGHTS.length);
                told.add(done);
            });

            assertThat(found).isEqualTo(new WeightStore.Found(cache.resolve("net.pth"), NET.hash(), true));
            assertThat(found.file()).hasBinaryContent(WEIGHTS);
            assertThat(told).isSorted().endsWith((long) WEIGHTS.length);
            assertThat(kept()).containsExactly("net.pth", "net.pth.lock");
            assertThat(server.requests())
                    .extracting(ScriptedServer.Request::line)
                    .containsExactly("GET /models/net.pth HTTP/1.1");

            assertThat(download().fetch(file, UNSEEN)).isEqualTo(found);
            assertThat(server.requests()).hasSize(1);
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void an_answer_that_java_cannot_read_is_the_servers_fault() throws IOException {
        for (String head : List.of(
                "302 Found\r\nLocation: http://exa mple/",
                "302 Found\r\nLocation: http:///net.pth",
                "200 OK\r\nContent-Length: many")) {
            ScriptedServer.Reply unreadable = (request, socket) -> socket.getOutputStream()
                    .write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            try (ScriptedServer server = new ScriptedServer(unreadable)) {
                URI address = server.address("/net.pth");

                assertThatThrownBy(() -> download().fetch(NET.at(address), UNSEEN))
                        .isInstanceOf(RefusedInputException.class)
                        .hasMessageStartingWith("net.pth cannot be fetched from " + address
                                + ", not in 3 attempts: it gave an answer that cannot be read (");
            }
        }
    }

    @Test
    void redirects_are_followed() throws IOException {
        try (ScriptedServer server = new ScriptedServer(status("302 Found\r\nLocation: /elsewhere"), file(WEIGHTS))) {
            download().fetch(NET.at(server.address("/net.pth")), UNSEEN);

            assertThat(server.requests())
                    .extracting(ScriptedServer.Request::line)
                    .containsExactly("GET /net.pth HTTP/1.1", "GET /elsewhere HTTP/1.1");
        }
    }

    @Test
    void errors_of_the_server_are_waited_out_for_longer_each_time() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer(status("503 Busy"), status("429 Too Many Requests"), file(WEIGHTS))) {
            download().fetch(NET.at(server.address("/net.pth")), UNSEEN);

            assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void a_server_that_stays_in_error_is_given_up() throws IOException {
        try (ScriptedServer server = new ScriptedServer(status("500 Broken"))) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "net.pth cannot be fetched from " + address + ", not in 3 attempts: it answered 500");
            assertThat(server.requests()).hasSize(ATTEMPTS);
            assertThat(kept()).containsExactly("net.pth.lock");
        }
    }

    @Test
    void what_the_server_has_not_got_is_asked_for_once() throws IOException {
        try (ScriptedServer server = new ScriptedServer(status("404 Not Found"))) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "net.pth cannot be fetched, because " + address + " answered 404");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_connection_that_breaks_is_taken_up_where_it_ended() throws IOException {
        try (ScriptedServer server = new ScriptedServer(announcing(WEIGHTS.length, firstHalf()), file(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);

            assertThat(server.header("range")).containsExactly("-", "bytes=" + HALF + "-");
            assertThat(server.header("if-range")).containsExactly("-", "\"one\"");
        }
    }

    @Test
    void a_connection_that_is_reset_is_taken_up_again() throws IOException {
        try (ScriptedServer server = new ScriptedServer(reset(WEIGHTS.length, firstHalf()), file(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void a_server_that_cannot_resume_begins_anew() throws IOException {
        try (ScriptedServer server = new ScriptedServer(announcing(WEIGHTS.length, firstHalf()), whole(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void a_server_that_sends_another_part_than_was_asked_for_is_asked_for_all() throws IOException {
        byte[] end = Arrays.copyOfRange(WEIGHTS, HALF + 1, WEIGHTS.length);
        ScriptedServer.Reply another = (request, socket) -> ScriptedServer.send(
                socket,
                "206 Partial Content\r\nContent-Range: bytes " + (HALF + 1) + "-" + (WEIGHTS.length - 1) + "/"
                        + WEIGHTS.length,
                end.length,
                end);
        try (ScriptedServer server =
                new ScriptedServer(announcing(WEIGHTS.length, firstHalf()), another, file(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.header("range")).containsExactly("-", "bytes=" + HALF + "-", "-");
        }
    }

    @Test
    void a_server_that_falls_silent_is_taken_up_again() throws IOException {
        try (ScriptedServer server = new ScriptedServer(silent(WEIGHTS.length, firstHalf()), mute(), file(WEIGHTS))) {
            assertThat(download(store(), route(Optional.empty()), Duration.ofSeconds(1))
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.header("range")).containsExactly("-", "bytes=" + HALF + "-", "bytes=" + HALF + "-");
        }
    }

    @Test
    void a_server_that_stays_silent_is_given_up_and_what_came_is_kept() throws IOException {
        try (ScriptedServer server = new ScriptedServer(silent(WEIGHTS.length, firstHalf()), mute())) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download(store(), route(Optional.empty()), Duration.ofSeconds(1))
                            .fetch(NET.at(address), UNSEEN),
                    "net.pth cannot be fetched from " + address + ", not in 3 attempts: it sent nothing for 1 s");
            assertThat(cache.resolve("net.pth.part")).hasBinaryContent(firstHalf());
        }
    }

    @Test
    void a_server_that_is_not_there_is_told_so() throws IOException {
        URI address;
        try (ScriptedServer server = new ScriptedServer(mute())) {
            address = server.address("/net.pth");
        }

        assertRefused(
                () -> download().fetch(NET.at(address), UNSEEN),
                "net.pth cannot be fetched from " + address + ", not in 3 attempts: there is no connection to it");
    }

    @Test
    void a_download_of_a_process_that_was_killed_goes_on_where_it_ended() throws IOException {
        leaveBehind(firstHalf());
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.header("range")).containsExactly("bytes=" + HALF + "-");
        }
        assertThat(kept()).containsExactly("net.pth", "net.pth.lock");
    }

    @Test
    void what_a_killed_process_left_whole_is_not_fetched_again() throws IOException {
        leaveBehind(WEIGHTS);
        try (ScriptedServer server = new ScriptedServer(status("404 Not Found"))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void rubbish_that_was_left_behind_is_fetched_anew() throws IOException {
        leaveBehind(new byte[HALF]);
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(server.header("range")).containsExactly("bytes=" + HALF + "-", "-");
        }
    }

    @Test
    void rubbish_that_is_as_long_as_the_file_or_longer_is_fetched_anew() throws IOException {
        for (int length : List.of(WEIGHTS.length, 5 << 20)) {
            Files.deleteIfExists(cache.resolve("net.pth"));
            leaveBehind(new byte[length]);
            try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
                assertThat(download()
                                .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                                .file())
                        .hasBinaryContent(WEIGHTS);
            }
        }
    }

    @Test
    void another_file_is_refused_with_both_hashes_and_nothing_is_kept() throws IOException {
        byte[] swapped = WEIGHTS.clone();
        swapped[HALF] ^= 1;
        try (ScriptedServer server = new ScriptedServer(file(swapped))) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "What " + address + " gave for net.pth has the SHA-256 " + Sha256.of(swapped)
                            + " (292 KiB), but the official file has " + NET.hash()
                            + " (292 KiB), so nothing of it is kept");
            assertThat(server.requests()).hasSize(1);
            assertThat(kept()).containsExactly("net.pth.lock");
        }
    }

    @Test
    void a_file_that_ends_early_though_the_server_calls_it_whole_is_refused() throws IOException {
        try (ScriptedServer server = new ScriptedServer(announcing(HALF, WEIGHTS))) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "What " + address + " gave for net.pth has the SHA-256 " + Sha256.of(firstHalf())
                            + " (146 KiB), but the official file has " + NET.hash()
                            + " (292 KiB), so nothing of it is kept");
            assertThat(kept()).containsExactly("net.pth.lock");
        }
    }

    @Test
    void a_page_that_is_sent_instead_of_the_file_is_called_one() throws IOException {
        byte[] page = "<!DOCTYPE html>\n<title>Log in to the guest network</title>".getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer server = new ScriptedServer(file(page))) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "What " + address
                            + " gave for net.pth is an HTML page, and not the weights, so nothing of it is kept");
            assertThat(kept()).containsExactly("net.pth.lock");
        }
    }

    @Test
    void a_length_that_the_file_cannot_have_is_refused_before_anything_is_written() throws IOException {
        try (ScriptedServer server = new ScriptedServer(announcing(50L << 30, WEIGHTS))) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "net.pth cannot be fetched, because " + address
                            + " announces 51200 MiB, but the official file has 292 KiB");
            assertThat(kept()).containsExactly("net.pth.lock");
        }
    }

    @Test
    void a_body_without_end_is_stopped() throws IOException {
        ScriptedServer.Reply endless = (request, socket) -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write(WEIGHTS);
            }
        };
        try (ScriptedServer server = new ScriptedServer(endless)) {
            URI address = server.address("/net.pth");

            assertRefused(
                    () -> download().fetch(NET.at(address), UNSEEN),
                    "net.pth cannot be fetched, because " + address
                            + " sends more than 1.3 MiB, but the official file has 292 KiB");
            assertThat(kept()).containsExactly("net.pth.lock");
        }
    }

    @Test
    void a_damaged_file_of_the_cache_is_replaced() throws IOException {
        Files.createDirectories(cache);
        Files.write(cache.resolve("net.pth"), firstHalf());
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            assertThat(download()
                            .fetch(NET.at(server.address("/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
        }
    }

    @Test
    void a_licence_that_is_not_accepted_is_refused_before_anything_is_fetched() throws IOException {
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            FakeFile restricted = NET.at(server.address("/net.pth")).under("Example-NC-1.0", "any commercial use");

            assertThatThrownBy(() -> download().fetch(restricted, UNSEEN))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessageStartingWith("net.pth is under the licence Example-NC-1.0, which forbids ");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void a_cache_that_cannot_be_made_is_told_so() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");

        assertThatThrownBy(() -> download().fetch(NET, UNSEEN))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageMatching(
                        "(?s)\\Q%s\\E cannot be written \\(.*\\Qcache\\E.*\\); make room or give the right to write there, set the environment variable XDG_CACHE_HOME to another folder, or put the files into a folder of your own and set weightsDirectory\\."
                                .formatted(cache));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has a device that is always full")
    void a_full_disk_is_told_so() throws IOException {
        Files.createDirectories(cache);
        Files.createSymbolicLink(cache.resolve("net.pth.part"), Path.of("/dev/full"));
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            assertThatThrownBy(() -> download().fetch(NET.at(server.address("/net.pth")), UNSEEN))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(
                            "%s cannot be written (No space left on device); make room or give the right to write there, set the"
                                    + " environment variable XDG_CACHE_HOME to another folder, or put the files into a folder of your own"
                                    + " and set weightsDirectory.",
                            cache.resolve("net.pth.part"));
        }
    }

    @Test
    void of_several_that_want_a_file_one_fetches_it() throws Exception {
        CountDownLatch waited = new CountDownLatch(1);
        ScriptedServer.Reply whenOneWaits = (request, socket) -> {
            try {
                waited.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            file(WEIGHTS).to(request, socket);
        };
        try (ScriptedServer server = new ScriptedServer(whenOneWaits)) {
            FakeFile file = NET.at(server.address("/net.pth"));
            Callable<WeightStore.Found> fetch = () -> download().fetch(file, new DownloadProgress() {
                @Override
                public void at(long done, long total) {}

                @Override
                public void waiting() {
                    waited.countDown();
                }
            });
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                List<Future<WeightStore.Found>> both = threads.invokeAll(List.of(fetch, fetch), 60, TimeUnit.SECONDS);

                for (Future<WeightStore.Found> found : both) {
                    assertThat(found.get().file()).hasBinaryContent(WEIGHTS);
                }
                assertThat(server.requests()).hasSize(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void a_mirror_has_the_files_under_their_names() throws IOException {
        try (ScriptedServer server = new ScriptedServer(file(WEIGHTS))) {
            URI mirror = DownloadRoute.mirror(server.address("/ml/weights/").toString());
            WeightDownload download = download(store(), route(Optional.of(mirror)), Duration.ofSeconds(30));

            assertThat(download.address(NET)).isEqualTo(server.address("/ml/weights/net.pth"));
            assertThat(download.fetch(NET, UNSEEN).file()).hasBinaryContent(WEIGHTS);
            assertThat(server.requests())
                    .extracting(ScriptedServer.Request::line)
                    .containsExactly("GET /ml/weights/net.pth HTTP/1.1");
        }
    }

    @Test
    void a_mirror_may_be_a_folder() throws IOException {
        Path mirror = Files.createDirectory(folder.resolve("mirror of weights"));
        WeightDownload download = download(
                store(), route(Optional.of(DownloadRoute.mirror(mirror.toUri().toString()))), Duration.ofSeconds(30));

        assertRefused(
                () -> download.fetch(NET, UNSEEN),
                "net.pth cannot be fetched, because " + mirror.resolve("net.pth") + " is not there");

        Files.write(mirror.resolve("net.pth"), firstHalf());
        assertRefused(
                () -> download.fetch(NET, UNSEEN),
                "What " + download.address(NET) + " gave for net.pth has the SHA-256 " + Sha256.of(firstHalf())
                        + " (146 KiB), but the official file has " + NET.hash()
                        + " (292 KiB), so nothing of it is kept");

        Files.write(mirror.resolve("net.pth"), new byte[5 << 20]);
        assertRefused(
                () -> download.fetch(NET, UNSEEN),
                "net.pth cannot be fetched, because " + mirror.resolve("net.pth")
                        + " has 5.0 MiB, but the official file has 292 KiB");
        assertThat(kept()).containsExactly("net.pth.lock");

        Files.write(mirror.resolve("net.pth"), WEIGHTS);
        assertThat(download.fetch(NET, UNSEEN).file()).hasBinaryContent(WEIGHTS);
    }

    @Test
    void a_mirror_that_is_no_address_of_a_folder_is_refused() {
        for (String text :
                List.of("/mnt/weights", "ftp://mirror/", "http://mirror/?a=b", "http:", "file:relative", "a b")) {
            assertThatThrownBy(() -> DownloadRoute.mirror(text))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(
                            "weightsMirror is '%s'; give the http, https or file address of a folder without ? or #, or name a folder of"
                                    + " this machine as weightsDirectory.",
                            text);
        }
    }

    @Test
    void a_mirror_with_a_password_is_refused_without_showing_it() {
        assertThatThrownBy(() -> DownloadRoute.mirror("https://me:secret@mirror/weights"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "weightsMirror has a user name in it, which logs would show; use a mirror that asks for none, or fetch the files"
                                + " by other means into a folder and set weightsDirectory.");
    }

    @Test
    void a_proxy_is_told_the_address_and_the_login_that_it_asks_for() throws IOException {
        ScriptedServer.Reply asking = (request, socket) ->
                status("407 Who?\r\nProxy-Authenticate: Basic realm=\"gate\"").to(request, socket);
        try (ScriptedServer proxy = new ScriptedServer(asking, file(WEIGHTS))) {
            Authenticator login = new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("me", "secret".toCharArray());
                }
            };
            DownloadRoute route =
                    new DownloadRoute(Optional.empty(), ProxySelector.of(proxy.address()), Optional.of(login));

            assertThat(download(store(), route, Duration.ofSeconds(30))
                            .fetch(NET.at(URI.create("http://weights.invalid/net.pth")), UNSEEN)
                            .file())
                    .hasBinaryContent(WEIGHTS);
            assertThat(proxy.requests())
                    .extracting(ScriptedServer.Request::line)
                    .containsOnly("GET http://weights.invalid/net.pth HTTP/1.1")
                    .hasSize(2);
            assertThat(proxy.header("proxy-authorization"))
                    .containsExactly(
                            "-",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString("me:secret".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void leaveBehind(byte[] content) throws IOException {
        Files.createDirectories(cache);
        Files.write(cache.resolve("net.pth.part"), content);
    }

    private static byte[] firstHalf() {
        return Arrays.copyOf(WEIGHTS, HALF);
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertRefused(ThrowingCallable fetching, String message) {
        assertThatThrownBy(fetching).isInstanceOf(RefusedInputException.class).hasMessage(message + OTHERWISE);
    }

    private WeightStore store() {
        return new WeightStore(WeightPolicy.USUAL, cache);
    }

    private static DownloadRoute route(Optional<URI> mirror) {
        return new DownloadRoute(mirror, ProxySelector.of(null), Optional.empty());
    }

    private WeightDownload download() {
        return download(store(), route(Optional.empty()), Duration.ofSeconds(30));
    }

    private WeightDownload download(WeightStore store, DownloadRoute route, Duration idle) {
        Patience.Pause pause = time -> {
            pauses.add(time);
            Thread.onSpinWait();
        };
        return new WeightDownload(store, route, new Patience(idle, ATTEMPTS, pause));
    }
}
