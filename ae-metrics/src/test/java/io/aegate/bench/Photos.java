package io.aegate.bench;

import io.aegate.image.ImagePairs;
import io.aegate.image.Resize;
import io.aegate.image.RgbImage;
import io.aegate.metric.Pair;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Folders of pairs of photos at 256², made of the few that there are. */
final class Photos {

    private static final String REFERENCE = "_ref.png";

    private final Path references;
    private final Path reconstructions;

    private Photos(Path folder) throws IOException {
        references = Files.createDirectory(folder.resolve("references"));
        reconstructions = Files.createDirectory(folder.resolve("reconstructions"));
    }

    /**
     * Writes folders of so many pairs, each file under a name of its own, the photos taking turns.
     *
     * @param photos how many photos take turns at most
     */
    static Photos write(Path images, int photos, int pairs, Path folder) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(images, "*" + REFERENCE)) {
            found.forEach(sources::add);
        }
        sources.removeIf(file -> file.getFileName().toString().contains("lpips"));
        sources.sort(null);
        int used = Math.min(photos, sources.size());
        Photos written = new Photos(folder);
        for (int i = 0; i < pairs; i++) {
            Path source = sources.get(i % used);
            String partner = source.getFileName().toString().replace(REFERENCE, "_taef2.png");
            String name = "photo-%06d.png".formatted(i);
            Files.copy(source, written.references.resolve(name));
            Files.copy(source.resolveSibling(partner), written.reconstructions.resolve(name));
        }
        return written;
    }

    Path references() {
        return references;
    }

    Path reconstructions() {
        return reconstructions;
    }

    ImagePairs open() {
        return ImagePairs.of(references, reconstructions, new Resize.None(), false);
    }

    List<Pair> read() {
        try (ImagePairs pairs = open()) {
            return IntStream.range(0, pairs.size())
                    .mapToObj(i -> Pair.of(i, pairs.reference(i), pairs.reconstruction(i)))
                    .toList();
        }
    }

    static List<RgbImage> references(List<Pair> pairs) {
        return pairs.stream().map(Pair::reference).toList();
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
