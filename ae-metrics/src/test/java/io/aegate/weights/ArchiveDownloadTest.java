package io.aegate.weights;

import static io.aegate.weights.ScriptedServer.announcing;
import static io.aegate.weights.ScriptedServer.file;
import static io.aegate.weights.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that their makers publish as members of a zip archive. */
class ArchiveDownloadTest {

    private static final String NOT_KEPT = ", so nothing of it is kept; check weightsMirror and the proxy of Maven's"
            + " settings.xml, or fetch the file by other means into a folder and set weightsDirectory.";
    private static final DownloadProgress UNSEEN = (done, total) -> {};
    private static final byte[] FACES = noise(3, 200_000);
    private static final byte[] EYES = noise(5, 100_000);

    @TempDir
    private Path folder;

    private Path cache;

    @BeforeEach
    void nameCache() {
        cache = folder.resolve("cache/weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"faces.onnx", "pack/faces.onnx", "../../faces.onnx", "C:\\pack\\faces.onnx"})
    void a_member_is_kept_under_its_own_name_wherever_the_archive_has_it(String name) throws IOException {
        byte[] archive = new Archive()
                .deflated("pack/readme.txt", new byte[10])
                .deflated(name, FACES)
                .bytes();
        try (ScriptedServer server = new ScriptedServer(file(archive))) {
            FakeFile faces = faces(server);

            assertThat(download().fetch(faces, UNSEEN))
                    .isEqualTo(new WeightStore.Found(cache.resolve("faces.onnx"), faces.hash(), true));
            assertThat(cache.resolve("faces.onnx")).hasBinaryContent(FACES);
            assertThat(kept()).containsExactly("faces.onnx", "pack.zip.lock");
        }
        assertThat(folder.resolve("faces.onnx")).doesNotExist();
    }

    @Test
    void a_stored_member_is_taken_like_a_packed_one() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                file(new Archive().stored("faces.onnx", FACES).bytes()))) {
            assertThat(download().fetch(faces(server), UNSEEN).file()).hasBinaryContent(FACES);
        }
    }

    @Test
    void an_archive_is_fetched_once_for_all_of_its_files() throws IOException {
        byte[] archive = new Archive()
                .deflated("eyes.onnx", EYES)
                .deflated("faces.onnx", FACES)
                .bytes();
        try (ScriptedServer server = new ScriptedServer(file(archive))) {
            FakeFile eyes = FakeFile.of("eyes.onnx", EYES).within(server.address("/pack.zip"));

            download().fetch(faces(server, eyes), UNSEEN);

            assertThat(kept()).containsExactly("eyes.onnx", "faces.onnx", "pack.zip.lock");
            assertThat(download().fetch(eyes, UNSEEN).file()).hasBinaryContent(EYES);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void of_the_other_files_those_are_left_whose_licence_is_not_accepted_or_that_are_not_official() throws IOException {
        byte[] archive = new Archive()
                .deflated("eyes.onnx", EYES)
                .deflated("ears.onnx", noise(8, 10))
                .deflated("faces.onnx", FACES)
                .bytes();
        try (ScriptedServer server = new ScriptedServer(file(archive))) {
            FakeFile eyes = FakeFile.of("eyes.onnx", EYES).under("Example-NC-1.0", "any commercial use");
            FakeFile ears = FakeFile.of("ears.onnx", noise(9, 10));

            download().fetch(faces(server, eyes, ears), UNSEEN);

            assertThat(kept()).containsExactly("faces.onnx", "pack.zip.lock");
        }
    }

    @Test
    void a_connection_that_breaks_is_taken_up_where_it_ended() throws IOException {
        byte[] archive = new Archive().deflated("faces.onnx", FACES).bytes();
        byte[] half = Arrays.copyOf(archive, archive.length / 2);
        try (ScriptedServer server = new ScriptedServer(announcing(archive.length, half), file(archive))) {
            assertThat(download().fetch(faces(server), UNSEEN).file()).hasBinaryContent(FACES);
            assertThat(server.header("range")).containsExactly("-", "bytes=" + half.length + "-");
        }
    }

    @Test
    void what_a_killed_process_left_is_taken_up() throws IOException {
        byte[] archive = new Archive().deflated("faces.onnx", FACES).bytes();
        leaveBehind(Arrays.copyOf(archive, 1000));
        try (ScriptedServer server = new ScriptedServer(file(archive))) {
            assertThat(download().fetch(faces(server), UNSEEN).file()).hasBinaryContent(FACES);
            assertThat(server.header("range")).containsExactly("bytes=1000-");
        }

        Files.delete(cache.resolve("faces.onnx"));
        leaveBehind(archive);
        try (ScriptedServer server = new ScriptedServer(status("404 Not Found"))) {
            assertThat(download().fetch(faces(server), UNSEEN).file()).hasBinaryContent(FACES);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void rubbish_that_was_left_behind_is_fetched_anew() throws IOException {
        byte[] archive = new Archive().deflated("faces.onnx", FACES).bytes();
        leaveBehind(new byte[archive.length / 2]);
        try (ScriptedServer server = new ScriptedServer(file(archive))) {
            assertThat(download().fetch(faces(server), UNSEEN).file()).hasBinaryContent(FACES);
            assertThat(server.header("range")).containsExactly("bytes=" + archive.length / 2 + "-", "-");
        }
    }

    @Test
    void an_archive_without_the_file_is_refused() throws IOException {
        assertRefused(
                new Archive()
                        .deflated("other.onnx", FACES)
                        .deflated("faces.onnx.txt", FACES)
                        .bytes(),
                "has no member faces.onnx");
    }

    @Test
    void another_file_of_that_name_is_refused_with_both_hashes() throws IOException {
        byte[] swapped = FACES.clone();
        swapped[7] ^= 1;

        assertRefused(
                new Archive().deflated("faces.onnx", swapped).bytes(),
                "has a member faces.onnx with the SHA-256 " + Sha256.of(swapped)
                        + " (195 KiB), but the official file has " + Sha256.of(FACES) + " (195 KiB)");
    }

    @Test
    void a_member_that_unpacks_to_more_than_the_file_is_stopped() throws IOException {
        assertRefused(
                new Archive().deflated("faces.onnx", new byte[50 << 20]).bytes(),
                "has a member faces.onnx of more than 1.2 MiB, but the official file has " + Sha256.of(FACES)
                        + " (195 KiB)");
    }

    @Test
    void an_archive_that_unpacks_without_end_is_stopped() throws IOException {
        byte[] bomb = new Archive()
                .deflated("bomb", 1100)
                .deflated("faces.onnx", FACES)
                .bytes();

        assertRefused(bomb, "is no zip archive that can be read (it has more than 1024 MiB unpacked)");
    }

    @Test
    void a_damaged_archive_is_refused() throws IOException {
        byte[] archive = new Archive().deflated("faces.onnx", FACES).bytes();
        byte[] damaged = archive.clone();
        Arrays.fill(damaged, 100, 200, (byte) 0xff);
        try (ScriptedServer server = new ScriptedServer(file(damaged))) {
            assertThatThrownBy(() -> download().fetch(faces(server), UNSEEN))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessageStartingWith("What " + server.address("/pack.zip")
                            + " gave for faces.onnx is no zip archive that can be read (")
                    .hasMessageEndingWith(NOT_KEPT);
            assertThat(kept()).containsExactly("pack.zip.lock");
        }
    }

    @Test
    void a_page_that_is_sent_instead_of_the_archive_is_called_one() throws IOException {
        assertRefused(
                "<!doctype html><p>Log in".getBytes(StandardCharsets.UTF_8), "is an HTML page, and not the weights");
    }

    @Test
    void an_archive_of_more_than_can_be_is_not_fetched() throws IOException {
        try (ScriptedServer server = new ScriptedServer(announcing(600 << 20, new byte[1]))) {
            assertThatThrownBy(() -> download().fetch(faces(server), UNSEEN))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessageStartingWith("faces.onnx cannot be fetched, because " + server.address("/pack.zip")
                            + " announces 600 MiB, but its archive may have 512 MiB; check weightsMirror");
        }
    }

    @Test
    void a_mirror_has_the_file_by_itself() throws IOException {
        try (ScriptedServer server = new ScriptedServer(file(FACES))) {
            Optional<URI> mirror =
                    Optional.of(DownloadRoute.mirror(server.address("/weights").toString()));
            FakeFile faces = FakeFile.of("faces.onnx", FACES).within(URI.create("https://example.org/pack.zip"));

            assertThat(download(mirror).fetch(faces, UNSEEN).file()).hasBinaryContent(FACES);
            assertThat(server.requests())
                    .extracting(ScriptedServer.Request::line)
                    .containsExactly("GET /weights/faces.onnx HTTP/1.1");
            assertThat(kept()).containsExactly("faces.onnx", "pack.zip.lock");
        }
    }

    @Test
    void the_face_networks_come_in_one_archive_under_a_licence_that_either_name_accepts() {
        for (OfficialWeights file : List.of(OfficialWeights.SCRFD, OfficialWeights.ARCFACE)) {
            assertThat(file.isMember()).isTrue();
            assertThat(file.companions())
                    .containsExactly(file == OfficialWeights.SCRFD ? OfficialWeights.ARCFACE : OfficialWeights.SCRFD);
            assertThatThrownBy(() -> download().fetch(file, UNSEEN))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(file.fileName()
                            + " is under the licence InsightFace non-commercial, which forbids any commercial use; if you"
                            + " keep to that, set acceptLicense=" + file.fileName() + ".");
            for (String accepted : List.of(file.fileName(), "InsightFace non-commercial")) {
                WeightPolicy policy = new WeightPolicy(Optional.empty(), Set.of(accepted), false);
                assertThat(new WeightStore(policy, cache).find(file)).isEmpty();
            }
        }
    }

    private void assertRefused(byte[] archive, String what) throws IOException {
        try (ScriptedServer server = new ScriptedServer(file(archive))) {
            ThrowingCallable fetching = () -> download().fetch(faces(server), UNSEEN);
            assertThatThrownBy(fetching)
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage("What " + server.address("/pack.zip") + " gave for faces.onnx " + what + NOT_KEPT);
            assertThat(server.requests()).hasSize(1);
            assertThat(kept()).containsExactly("pack.zip.lock");
        }
    }

    private static FakeFile faces(ScriptedServer server, OfficialFile... others) {
        return FakeFile.of("faces.onnx", FACES).within(server.address("/pack.zip"), others);
    }

    private WeightDownload download() {
        return download(Optional.empty());
    }

    private WeightDownload download(Optional<URI> mirror) {
        return new WeightDownload(
                new WeightStore(WeightPolicy.USUAL, cache),
                new DownloadRoute(mirror, ProxySelector.of(null), Optional.empty()),
                new Patience(Duration.ofSeconds(30), 3, time -> {}));
    }

    private void leaveBehind(byte[] content) throws IOException {
        Files.createDirectories(cache);
        Files.write(cache.resolve("pack.zip.part"), content);
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A zip archive under construction. */
    private static final class Archive {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ZipOutputStream zip = new ZipOutputStream(bytes);

        Archive deflated(String name, byte[] content) {
            return add(new ZipEntry(name), content, 1);
        }

        /** So many mebibytes of zeros. */
        Archive deflated(String name, int mebibytes) {
            return add(new ZipEntry(name), new byte[1 << 20], mebibytes);
        }

        Archive stored(String name, byte[] content) {
            ZipEntry entry = new ZipEntry(name);
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            return add(entry, content, 1);
        }

        private Archive add(ZipEntry entry, byte[] content, int times) {
            try {
                zip.putNextEntry(entry);
                for (int i = 0; i < times; i++) {
                    zip.write(content);
                }
                zip.closeEntry();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        byte[] bytes() throws IOException {
            zip.close();
            return bytes.toByteArray();
        }
    }
}
