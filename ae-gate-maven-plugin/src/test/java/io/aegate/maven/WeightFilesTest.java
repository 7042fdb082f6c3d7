package io.aegate.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.DownloadRoute;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.WeightPolicy;
import io.aegate.weights.WeightStore;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {

    private static final List<OfficialWeights> UNPUBLISHED = List.of(OfficialWeights.MIDAS_SMALL);

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final WrittenLog log = new WrittenLog() {
        @Override
        public void warn(CharSequence content) {
            warnings.add(content.toString());
        }
    };

    @Test
    void a_file_that_nothing_could_verify_is_not_said_to_be_fetched() {
        WeightStore store = new WeightStore(WeightPolicy.USUAL, folder.resolve("cache"));

        assertThatThrownBy(() -> files(store).require(UNPUBLISHED, "mvn ae-gate:weights"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(store.missing(UNPUBLISHED, "mvn ae-gate:weights"));
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_file_that_nothing_could_verify_is_used_where_that_is_allowed() throws IOException {
        Path file = Files.writeString(folder.resolve(OfficialWeights.MIDAS_SMALL.fileName()), "weights");
        WeightPolicy allowing = new WeightPolicy(Optional.of(folder), Set.of(), true);
        WeightFiles files = files(new WeightStore(allowing, folder.resolve("cache")));

        files.require(UNPUBLISHED, "mvn ae-gate:weights");
        files.print(UNPUBLISHED);

        assertThat(log.lines()).isEmpty();
        assertThat(warnings).singleElement().asString().startsWith("not verified, but allowed: " + file + ", SHA-256 ");
    }

    private WeightFiles files(WeightStore store) {
        DownloadRoute route = new DownloadRoute(Optional.empty(), ProxySelector.of(null), Optional.empty());
        return new WeightFiles(store, () -> route, false, false, log);
    }
}
