package io.aegate.maven.it;

import static io.aegate.SharedFiles.shared;
import static io.aegate.maven.it.MavenBuild.goal;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsIT {

    private static final String BACKBONE = "squeezenet1_1-b8a52dc0.pth";
    private static final String LINEAR = "lpips_v0.1_squeeze.pth";
    private static final String HASH = "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76";
    private static final String BACKBONE_HASH = "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b";

    @TempDir
    private Path folder;

    private Path project;
    private Path cache;

    @BeforeEach
    void nameFolders() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        cache = folder.resolve("home/cache");
    }

    @Test
    void what_is_missing_offline_stands_in_one_message_before_any_worker_starts() {
        String files = "\n  " + BACKBONE + " (4.7 MiB) from https://download.pytorch.org/models/" + BACKBONE
                + ", SHA-256 " + BACKBONE_HASH + "\n  " + LINEAR
                + " (10 KiB) from https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/squeeze.pth,"
                + " SHA-256 " + HASH;

        assertThat(build().run(goal("weights"), "-Dae-gate.metrics=lpips-squeeze")
                        .error())
                .isEqualTo("2 weight files are missing; run mvn " + goal("weights")
                        + " -Dae-gate.metrics='lpips-squeeze' -Dae-gate.device='cpu' -Dae-gate.outputDirectory='"
                        + project.resolve("target/ae-gate") + "' where there is a network, or put them into "
                        + weights() + ":" + files);

        BuildResult verified = build().photos("ref", "rec", "jpeg50")
                .pluginGate("references=ref", "reconstructions=rec", "budgets=psnr >= 20; lpips-squeeze at most 0.5")
                .run("verify");
        assertThat(verified.error())
                .isEqualTo(
                        "2 weight files are missing; run mvn ae-gate:weights where there is a network, or put them into "
                                + weights() + ":" + files);
        assertThat(verified.filesIn("target/ae-gate")).isEmpty();
    }

    @Test
    void metrics_without_networks_need_nothing() {
        BuildResult result = build().run(goal("weights"), "-Dae-gate.metrics=psnr,ssim");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines()).contains("[INFO] The configured metrics need no weight files.");
    }

    @Test
    void a_mirror_gives_what_is_official_and_nothing_else_is_kept() throws IOException {
        Path mirror = Files.createDirectory(folder.resolve("mirror"));
        Files.copy(shared("weights/" + LINEAR), mirror.resolve(LINEAR));
        Files.writeString(mirror.resolve(BACKBONE), "<html>a page in its place</html>");
        String address = mirror.toUri().toString().replaceFirst("/$", "");

        BuildResult result = build().online()
                .run(goal("weights"), "-Dae-gate.metrics=lpips-squeeze", "-Dae-gate.weightsMirror=" + address);

        assertThat(result.lines())
                .contains(
                        "[INFO] Fetching " + BACKBONE + " (4.7 MiB, licence BSD-3-Clause) from",
                        "[INFO]   " + address + "/" + BACKBONE,
                        "[INFO] Fetching " + LINEAR + " (10 KiB, licence BSD-2-Clause) from",
                        "[INFO]   " + address + "/" + LINEAR);
        assertThat(result.error())
                .isEqualTo(
                        "What " + address + "/" + BACKBONE + " gave for " + BACKBONE
                                + " is an HTML page, and not the weights, so nothing of it is kept; check weightsMirror and the proxy of"
                                + " Maven's settings.xml, or fetch the file by other means into a folder and set weightsDirectory.");
        assertThat(build().run("--version").filesIn(weights().toString()))
                .containsExactly(LINEAR, LINEAR + ".lock", BACKBONE + ".lock");
        assertThat(weights().resolve(LINEAR)).hasSameBinaryContentAs(shared("weights/" + LINEAR));
    }

    @Test
    void a_server_is_a_mirror_too() throws IOException {
        byte[] linear = Files.readAllBytes(shared("weights/" + LINEAR));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean there = exchange.getRequestURI().getPath().equals("/ml/" + LINEAR);
                exchange.sendResponseHeaders(there ? 200 : 404, there ? linear.length : -1);
                if (there) {
                    exchange.getResponseBody().write(linear);
                }
            }
        });
        server.start();
        try {
            String mirror = "http://localhost:" + server.getAddress().getPort() + "/ml/";
            BuildResult result = build().online()
                    .run(goal("weights"), "-Dae-gate.metrics=lpips-squeeze", "-Dae-gate.weightsMirror=" + mirror);

            assertThat(result.error())
                    .isEqualTo(BACKBONE + " cannot be fetched, because " + mirror + BACKBONE
                            + " answered 404; check weightsMirror and the proxy of Maven's settings.xml, or fetch the file by other"
                            + " means into a folder and set weightsDirectory.");
            assertThat(weights().resolve(LINEAR)).hasBinaryContent(linear);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void unverified_files_of_the_users_folder_pass_where_they_are_allowed() throws IOException {
        Path own = Files.createDirectory(project.resolve("weights"));
        Files.copy(shared("weights/" + LINEAR), own.resolve(LINEAR));
        Files.writeString(own.resolve(BACKBONE), "not what was published");

        BuildResult result = build().run(
                        goal("weights"),
                        "-Dae-gate.metrics=lpips-squeeze",
                        "-Dae-gate.weightsDirectory=weights",
                        "-Dae-gate.allowUnverifiedWeights=true");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.lines())
                .contains("[INFO] verified: " + own.resolve(LINEAR))
                .anyMatch(line -> line.startsWith(
                        "[WARNING] not the official file, but allowed: " + own.resolve(BACKBONE) + ", SHA-256 "));
    }

    private Path weights() {
        return cache.resolve("ae-gate/weights");
    }

    private MavenBuild build() {
        return MavenBuild.in(project).environment("XDG_CACHE_HOME", cache.toString());
    }
}
