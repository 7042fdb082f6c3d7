package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureCacheTest {

    private static final int COUNT = 700;
    private static final int WIDTH = 512;
    private static final String KEY = FeatureCache.key(List.of("the set", "the network"));

    @TempDir
    private Path folder;

    @Test
    void rows_that_were_kept_are_found() {
        FeatureCache cache = cache();

        assertThat(cache.store(KEY, rows(1))).isTrue();

        assertThat(found(cache).sameContentAs(rows(1))).isTrue();
    }

    @Test
    void nothing_is_found_where_nothing_was_kept() {
        assertThat(cache().find(KEY, COUNT, WIDTH)).isEmpty();
    }

    @Test
    void keys_tell_apart_what_they_are_made_of() {
        assertThat(FeatureCache.key(List.of("ab", "c")))
                .isNotEqualTo(FeatureCache.key(List.of("a", "bc")))
                .isEqualTo(FeatureCache.key(List.of("ab", "c")));
    }

    /** In the magic, the key, the count, the width, the first and the last value, and the digest. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 40, 44, 48, 48 + COUNT * WIDTH * 4 - 1, 48 + COUNT * WIDTH * 4 + 31})
    void a_damaged_entry_counts_as_absent_and_is_deleted(int at) throws IOException {
        cache().store(KEY, rows(1));
        byte[] bytes = Files.readAllBytes(entry());
        bytes[at] ^= 1;
        Files.write(entry(), bytes);

        assertThat(cache().find(KEY, COUNT, WIDTH)).isEmpty();
        assertThat(entry()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 5000})
    void a_truncated_entry_counts_as_absent_and_is_deleted(int length) throws IOException {
        cache().store(KEY, rows(1));
        Files.write(entry(), java.util.Arrays.copyOf(Files.readAllBytes(entry()), length));

        assertThat(cache().find(KEY, COUNT, WIDTH)).isEmpty();
        assertThat(entry()).doesNotExist();
    }

    @Test
    void an_entry_under_another_key_counts_as_absent() throws IOException {
        cache().store(KEY, rows(1));
        String other = FeatureCache.key(List.of("another set"));
        Files.move(entry(), folder.resolve(other + ".features"));

        assertThat(cache().find(other, COUNT, WIDTH)).isEmpty();
    }

    @Test
    void an_entry_of_another_shape_counts_as_absent() {
        cache().store(KEY, rows(1));

        assertThat(cache().find(KEY, WIDTH, COUNT)).isEmpty();
    }

    @Test
    void the_entries_used_the_longest_ago_make_room() throws IOException {
        List<String> keys = IntStream.range(0, 4)
                .mapToObj(i -> FeatureCache.key(List.of("" + i)))
                .toList();
        FeatureCache cache = new FeatureCache(folder, 3 * entryLength());
        for (int i = 0; i < 3; i++) {
            cache.store(keys.get(i), rows(i));
            age(keys.get(i), 100 - i);
        }
        cache.find(keys.get(0), COUNT, WIDTH).orElseThrow().close();

        cache.store(keys.get(3), rows(3));

        assertThat(keys.stream().map(key -> cache.find(key, COUNT, WIDTH).isPresent()))
                .containsExactly(true, false, true, true);
    }

    @Test
    void rows_beyond_the_bound_are_not_kept_and_push_nothing_out() {
        cache().store(KEY, rows(1));

        FeatureCache small = new FeatureCache(folder, entryLength() - 1);

        assertThat(small.store(FeatureCache.key(List.of("large")), rows(2))).isFalse();
        assertThat(found(small).sameContentAs(rows(1))).isTrue();
    }

    @Test
    void what_another_process_left_unfinished_a_day_ago_is_cleared_away() throws IOException {
        Path old = Files.writeString(folder.resolve(".old.part"), "unfinished");
        Path young = Files.writeString(folder.resolve(".young.part"), "being written");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100_000)));

        cache().store(KEY, rows(1));

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void other_files_in_the_folder_are_left_alone() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "mine");

        new FeatureCache(folder, entryLength()).store(KEY, rows(1));

        assertThat(other).exists();
    }

    @Test
    void a_folder_that_cannot_be_written_is_no_error() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        FeatureCache cache = new FeatureCache(file, FeatureCache.DEFAULT_BOUND);

        assertThat(cache.store(KEY, rows(1))).isFalse();
        assertThat(cache.find(KEY, COUNT, WIDTH)).isEmpty();
    }

    @Test
    void writers_at_the_same_time_leave_one_whole_entry() throws IOException {
        FeatureRows rows = rows(1);

        assertThat(IntStream.range(0, 8).parallel().allMatch(i -> cache().store(KEY, rows)))
                .isTrue();

        assertThat(found(cache()).sameContentAs(rows)).isTrue();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(entry());
        }
    }

    @Test
    void rows_that_are_not_complete_leave_nothing_behind() throws IOException {
        FeatureRows incomplete = FeatureRows.create(2, 1);

        assertThatThrownBy(() -> cache().store(KEY, incomplete))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("image 0 has no features");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_key_is_nothing_but_a_hash() {
        assertThatThrownBy(() -> cache().find("../elsewhere", 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key is a SHA-256 in hexadecimal, not '../elsewhere'");
    }

    private FeatureCache cache() {
        return new FeatureCache(folder, FeatureCache.DEFAULT_BOUND);
    }

    private static FeatureRows found(FeatureCache cache) {
        return cache.find(KEY, COUNT, WIDTH).orElseThrow();
    }

    private Path entry() {
        return folder.resolve(KEY + ".features");
    }

    private static long entryLength() {
        return 48 + (long) COUNT * WIDTH * Float.BYTES + 32;
    }

    private void age(String key, int seconds) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(key + ".features"), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private static FeatureRows rows(int seed) {
        FeatureRows rows = FeatureRows.create(COUNT, WIDTH);
        for (int image = 0; image < COUNT; image++) {
            float[] row = new float[WIDTH];
            row[image % WIDTH] = seed + image;
            rows.put(image, row);
        }
        return rows;
    }
}
