package io.aegate.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.image.Sha256;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightStoreTest {

    private static final byte[] WEIGHTS = "weights of a network".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHERS = "weights of another one".getBytes(StandardCharsets.UTF_8);
    private static final FakeFile NET = FakeFile.of("net.pth", WEIGHTS);

    @TempDir
    private Path folder;

    private Path own;
    private Path cache;

    @BeforeEach
    void makeFolders() throws IOException {
        own = Files.createDirectory(folder.resolve("own"));
        cache = Files.createDirectory(folder.resolve("cache"));
    }

    @Test
    void the_users_folder_comes_before_the_cache() throws IOException {
        Files.write(cache.resolve("net.pth"), WEIGHTS);
        assertThat(store(false).find(NET)).contains(new WeightStore.Found(cache.resolve("net.pth"), NET.hash(), true));

        Files.write(own.resolve("net.pth"), WEIGHTS);
        assertThat(store(false).find(NET)).contains(new WeightStore.Found(own.resolve("net.pth"), NET.hash(), true));
    }

    @Test
    void what_is_nowhere_is_absent() {
        FakeFile other = FakeFile.of("other.pth", OTHERS);
        WeightStore store = new WeightStore(WeightPolicy.USUAL, folder.resolve("no such folder"));

        assertThat(store.find(NET)).isEmpty();
        assertThat(store.absent(List.of(NET, other))).containsExactly(NET, other);
    }

    @Test
    void another_file_in_the_users_folder_is_refused_with_both_hashes_and_the_remedies() throws IOException {
        Files.write(own.resolve("net.pth"), OTHERS);

        assertThatThrownBy(() -> store(false).find(NET))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "%s has the SHA-256 %s, but the official file has %s; replace it by the one of https://example.org/net.pth, or"
                                + " set allowUnverifiedWeights=true, and reports will say that the numbers are not comparable with"
                                + " published ones.",
                        own.resolve("net.pth"), Sha256.of(OTHERS), NET.hash());
    }

    @Test
    void another_file_in_the_users_folder_is_used_as_unverified_where_that_is_allowed() throws IOException {
        Files.write(own.resolve("net.pth"), OTHERS);

        assertThat(store(true).find(NET))
                .contains(new WeightStore.Found(own.resolve("net.pth"), Sha256.of(OTHERS), false));
    }

    @Test
    void another_file_in_the_cache_is_never_used() throws IOException {
        Files.write(cache.resolve("net.pth"), OTHERS);

        assertThat(store(true).find(NET)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '' | empty | replace it by the file of https://example.org/net.pth.
                    version https://git-lfs.github.com/spec/v1 | a pointer of Git LFS | run git lfs pull.
                    <!DOCTYPE html><title>Log in</title> | an HTML page | replace it by the file of https://example.org/net.pth.
                    """)
    void what_is_no_weights_at_all_is_told_by_its_name_even_where_any_weights_are_allowed(
            String content, String what, String remedy) throws IOException {
        Files.writeString(own.resolve("net.pth"), content);

        assertThatThrownBy(() -> store(true).find(NET))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("%s is %s, and not the weights; %s", own.resolve("net.pth"), what, remedy);
    }

    @Test
    void a_folder_in_the_place_of_a_file_is_refused() throws IOException {
        Files.createDirectory(own.resolve("net.pth"));

        assertThatThrownBy(() -> store(false).find(NET))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("%s is a folder; put the weight file of that name in its place.", own.resolve("net.pth"));
    }

    @Test
    void a_users_folder_that_is_not_there_is_refused() throws IOException {
        Files.delete(own);

        assertThatThrownBy(() -> store(false).find(NET))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("weightsDirectory is %s, where there is no folder; check the path.", own);
    }

    @Test
    void a_file_that_was_exchanged_after_it_was_hashed_is_hashed_again() throws IOException {
        WeightStore store = store(false);
        Path file = Files.write(cache.resolve("net.pth"), WEIGHTS);
        assertThat(store.find(NET)).isPresent();

        Files.write(file, OTHERS);
        assertThat(store.find(NET)).isEmpty();

        Files.write(file, WEIGHTS);
        assertThat(store.find(NET)).isPresent();
    }

    @Test
    void a_file_that_stays_as_it_is_is_hashed_once() throws IOException {
        Path file = Files.write(folder.resolve("file"), WEIGHTS);
        FileTime then = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, then);
        FileHashes hashes = new FileHashes();
        String first = hashes.of(file);

        // Nobody could see this change without reading the file.
        byte[] changed = WEIGHTS.clone();
        changed[0] ^= 1;
        Files.write(file, changed);
        Files.setLastModifiedTime(file, then);
        assertThat(hashes.of(file)).isEqualTo(first);

        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:01Z")));
        assertThat(hashes.of(file)).isEqualTo(Sha256.of(changed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.pth", "Example-NC-1.0"})
    void a_licence_that_forbids_something_is_accepted_by_file_or_by_name(String accepted) throws IOException {
        Files.write(cache.resolve("net.pth"), WEIGHTS);
        FakeFile restricted = NET.under("Example-NC-1.0", "any commercial use");
        WeightStore store = new WeightStore(new WeightPolicy(Optional.empty(), Set.of(accepted), false), cache);

        assertThat(store.find(restricted)).isPresent();
    }

    @Test
    void a_licence_that_forbids_something_must_be_accepted_even_where_the_file_is_there() throws IOException {
        Files.write(cache.resolve("net.pth"), WEIGHTS);
        WeightStore store = new WeightStore(new WeightPolicy(Optional.empty(), Set.of("other.pth"), true), cache);

        assertThatThrownBy(() -> store.find(NET.under("Example-NC-1.0", "any commercial use")))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "net.pth is under the licence Example-NC-1.0, which forbids any commercial use; if you keep to that, set"
                                + " acceptLicense=net.pth.");
    }

    @Test
    void all_that_is_missing_stands_in_one_message() throws IOException {
        Files.write(cache.resolve("net.pth"), OTHERS);
        WeightStore store = new WeightStore(WeightPolicy.USUAL, cache);

        assertThat(store.missing(List.of(NET, OfficialWeights.VGG16), "mvn ae-gate:weights"))
                .isEqualTo(
                        "2 weight files are missing; run mvn ae-gate:weights where there is a network, or put them into "
                                + cache
                                + ":\n  net.pth (20 bytes; the one in the cache is damaged) from https://example.org/net.pth, SHA-256 "
                                + NET.hash()
                                + "\n  vgg16-397923af.pth (528 MiB) from https://download.pytorch.org/models/vgg16-397923af.pth, SHA-256"
                                + " 397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0");
    }

    @Test
    void one_missing_file_belongs_into_the_users_own_folder_if_there_is_one() {
        assertThat(store(false).missing(List.of(OfficialWeights.LPIPS_ALEX), "mvn ae-gate:weights@gate"))
                .isEqualTo(
                        "A weight file is missing; run mvn ae-gate:weights@gate where there is a network, or put it into "
                                + own
                                + ":\n  lpips_v0.1_alex.pth (5 KiB) from https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/alex.pth,"
                                + " SHA-256 df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0");
    }

    @Test
    void the_cache_is_where_the_environment_says() {
        Path elsewhere = folder.resolve("elsewhere").toAbsolutePath();

        assertThat(WeightStore.usualCache(Map.of("XDG_CACHE_HOME", elsewhere.toString()), folder))
                .isEqualTo(elsewhere.resolve("ae-gate/weights"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "relative/folder", "\0"})
    void an_environment_that_names_no_absolute_path_says_nothing(String value) {
        assertThat(WeightStore.usualCache(Map.of("XDG_CACHE_HOME", value), folder))
                .isEqualTo(WeightStore.usualCache(Map.of(), folder))
                .isEqualTo(folder.resolve(".cache/ae-gate/weights"));
    }

    @Test
    void a_file_without_a_published_hash_is_never_verified() throws IOException {
        FakeFile unknown = NET.withoutHash();
        Files.write(cache.resolve("net.pth"), WEIGHTS);
        assertThat(store(true).find(unknown)).isEmpty();

        Files.write(own.resolve("net.pth"), WEIGHTS);
        assertThat(store(true).find(unknown))
                .contains(new WeightStore.Found(own.resolve("net.pth"), NET.hash(), false));
        assertThatThrownBy(() -> store(false).find(unknown))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(
                        "%s cannot be verified, because its makers publish no SHA-256; set allowUnverifiedWeights=true if it is"
                                + " from https://example.org/net.pth, and reports will say that it is not verified.",
                        own.resolve("net.pth"));
    }

    @Test
    void a_file_without_a_published_hash_is_missing_in_a_sentence_of_its_own() {
        String sentence =
                "midas_v21_small_256.pt is missing and never fetched, because its makers publish no SHA-256 to"
                        + " verify it by; download it from"
                        + " https://github.com/isl-org/MiDaS/releases/download/v2_1/midas_v21_small_256.pt (82 MiB) into %s, and"
                        + " set weightsDirectory to that folder and allowUnverifiedWeights=true.";
        WeightStore usual = new WeightStore(WeightPolicy.USUAL, cache);

        assertThat(usual.missing(List.of(OfficialWeights.MIDAS_SMALL), "mvn ae-gate:weights"))
                .isEqualTo(sentence.formatted("a folder of yours"));
        assertThat(store(true).missing(List.of(OfficialWeights.MIDAS_SMALL, NET), "mvn ae-gate:weights"))
                .isEqualTo("A weight file is missing; run mvn ae-gate:weights where there is a network, or put it into "
                        + own + ":\n  net.pth (20 bytes) from https://example.org/net.pth, SHA-256 " + NET.hash() + "\n"
                        + sentence.formatted(own));
    }

    @Test
    void a_file_without_a_published_hash_is_not_asked_for() {
        DownloadRoute nowhere = new DownloadRoute(Optional.empty(), ProxySelector.of(null), Optional.empty());
        WeightStore store = new WeightStore(WeightPolicy.USUAL, cache);
        WeightDownload download = new WeightDownload(store, nowhere);

        assertThatThrownBy(() -> download.fetch(OfficialWeights.MIDAS_SMALL, (done, total) -> {}))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(store.missing(List.of(OfficialWeights.MIDAS_SMALL), "mvn ae-gate:weights"));
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void what_is_missing_of_an_archive_says_so() {
        WeightStore store = new WeightStore(WeightPolicy.USUAL, cache);

        assertThat(store.missing(List.of(OfficialWeights.SCRFD), "mvn ae-gate:weights"))
                .isEqualTo("A weight file is missing; run mvn ae-gate:weights where there is a network, or put it into "
                        + cache
                        + ":\n  det_500m.onnx (2.4 MiB) from"
                        + " https://github.com/deepinsight/insightface/releases/download/v0.7/buffalo_s.zip, out of the"
                        + " archive, SHA-256 5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a");
    }

    @Test
    void every_official_file_is_told_apart() {
        List<OfficialWeights> all = List.of(OfficialWeights.values());

        assertThat(all).extracting(OfficialFile::fileName).doesNotHaveDuplicates();
        assertThat(all.stream().flatMap(file -> file.sha256().stream()))
                .hasSize(all.size() - 1)
                .doesNotHaveDuplicates()
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        assertThat(all).allMatch(file -> file.address().getScheme().equals("https"));
    }

    @Test
    void only_the_face_networks_have_conditions_and_only_one_file_has_no_hash() {
        List<OfficialWeights> all = List.of(OfficialWeights.values());

        assertThat(all.stream().filter(file -> file.forbids().isPresent()))
                .containsExactly(OfficialWeights.SCRFD, OfficialWeights.ARCFACE);
        // By commas acceptLicense is divided.
        assertThat(all).noneMatch(file -> file.licence().contains(","));
        assertThat(all.stream().filter(file -> file.sha256().isEmpty())).containsExactly(OfficialWeights.MIDAS_SMALL);
        assertThat(all.stream().filter(OfficialFile::isMember))
                .containsExactly(OfficialWeights.SCRFD, OfficialWeights.ARCFACE);
    }

    private WeightStore store(boolean allowUnverified) {
        return new WeightStore(new WeightPolicy(Optional.of(own), Set.of(), allowUnverified), cache);
    }
}
