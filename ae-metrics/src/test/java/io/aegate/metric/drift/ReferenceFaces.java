package io.aegate.metric.drift;

import static io.aegate.SharedFiles.shared;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegate.image.ImageSet;
import io.aegate.image.RgbImage;
import io.aegate.metric.ReferencePairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Photos with faces, and what InsightFace's own code says of them. */
final class ReferenceFaces {

    static final Path SCRFD = shared("weights/det_500m.onnx");
    static final Path ARCFACE_STAND_IN = shared("reference/projectors/mbf_standin.onnx");

    private ReferenceFaces() {}

    static JsonNode json() {
        return ReferencePairs.json("reference/projectors/faces.json");
    }

    static JsonNode standIns() {
        return ReferencePairs.json("reference/projectors/standins.json");
    }

    /** A photo by the name that it has there. */
    static RgbImage photo(String name) {
        return read(shared(name.contains("/") ? "data/" + name : "reference/images/" + name));
    }

    /** The names of the crops. */
    static List<String> crops() {
        try (Stream<Path> files = Files.list(shared("reference/projectors/faces"))) {
            return files.map(file -> String.valueOf(file.getFileName()).replace(".png", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A crop by its name there. */
    static RgbImage crop(String name) {
        return read(shared("reference/projectors/faces/" + name + ".png"));
    }

    /** As users' photos are read, because decoders of JPEG differ. */
    private static RgbImage read(Path file) {
        try {
            Path folder = Files.createTempDirectory("photo");
            Path copy = Files.copy(file, folder.resolve(file.getFileName()));
            try (ImageSet set = ImageSet.open(folder)) {
                return set.read(0, false);
            } finally {
                Files.delete(copy);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Face> faces(JsonNode faces) {
        List<Face> list = new ArrayList<>();
        for (JsonNode face : faces) {
            JsonNode box = face.get("bbox");
            list.add(new Face(
                    number(box, 0),
                    number(box, 1),
                    number(box, 2),
                    number(box, 3),
                    face.has("kps") ? points(face.get("kps")) : new float[0],
                    (float) face.get("score").asDouble()));
        }
        return list;
    }

    static float[] points(JsonNode points) {
        float[] coordinates = new float[points.size() * 2];
        for (int i = 0; i < points.size(); i++) {
            coordinates[2 * i] = number(points.get(i), 0);
            coordinates[2 * i + 1] = number(points.get(i), 1);
        }
        return coordinates;
    }

    private static float number(JsonNode array, int index) {
        return (float) array.get(index).asDouble();
    }
}
