package io.aegate.maven;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.DownloadRoute;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.WeightDownload;
import io.aegate.weights.WeightStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.maven.plugin.logging.Log;

/** Sees to it that weight files are there before anything runs that needs them. */
final class WeightFiles {

    private final WeightStore store;
    // Asked for only where something is fetched: it may change what Java tells proxies.
    private final Supplier<DownloadRoute> route;
    private final boolean offline;
    private final boolean interactive;
    private final Log log;

    WeightFiles(WeightStore store, Supplier<DownloadRoute> route, boolean offline, boolean interactive, Log log) {
        this.store = store;
        this.route = route;
        this.offline = offline;
        this.interactive = interactive;
        this.log = log;
    }

    /**
     * Fetches what is not there.
     *
     * @param command what fetches it another time
     * @throws RefusedInputException if Maven is offline, or a file cannot be had
     */
    void require(Collection<OfficialWeights> files, String command) {
        List<OfficialWeights> absent = store.absent(files);
        if (absent.isEmpty()) {
            return;
        }
        if (offline) {
            throw new RefusedInputException(store.missing(absent, command));
        }
        WeightDownload download = new WeightDownload(store, route.get());
        // All of them, so that one run tells everything that is to be mended.
        List<String> refused = new ArrayList<>();
        for (OfficialWeights file : absent) {
            if (file.sha256().isEmpty()) {
                refused.add(store.missing(List.of(file), command));
                continue;
            }
            if (store.find(file).isPresent()) {
                // It came with another of the same archive.
                continue;
            }
            log.info("Fetching " + file.fileName() + " (" + WeightStore.size(file.size()) + ", licence "
                    + file.licence() + ") from");
            log.info("  " + download.address(file));
            try (DownloadDisplay display = DownloadDisplay.of(file.fileName(), interactive, log)) {
                download.fetch(file, display);
            } catch (RefusedInputException e) {
                refused.add(e.getMessage());
            }
        }
        if (!refused.isEmpty()) {
            throw new RefusedInputException(String.join("\n", refused));
        }
    }

    /** Says of each file where it is. */
    void print(Collection<OfficialWeights> files) {
        for (OfficialWeights file : files) {
            WeightStore.Found found = store.find(file)
                    .orElseThrow(() -> new RefusedInputException(
                            file.fileName() + " was there a moment ago; run it again when nothing removes files."));
            if (found.verified()) {
                log.info("verified: " + found.file());
            } else {
                String what = file.sha256().isPresent() ? "not the official file" : "not verified";
                log.warn(what + ", but allowed: " + found.file() + ", SHA-256 " + found.sha256());
            }
        }
    }
}
