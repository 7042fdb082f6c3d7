package io.aegate.network;

import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files beside a model that hold its weights, each checked before ONNX Runtime maps it: a plain relative path that stays in the
 * model's folder, links followed, and a range that lies within the file.
 */
final class OnnxWeights {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Path model;

    /** Sizes by location, so that a file of many tensors is looked at once; the order is that of the model. */
    private final Map<String, Long> sizes = new LinkedHashMap<>();

    private final Set<Path> files = new LinkedHashSet<>();

    OnnxWeights(Path model) {
        this.model = model;
    }

    /** A key and a value of a tensor's {@code external_data}. */
    record Entry(String key, String value) {}

    List<Path> files() {
        return List.copyOf(files);
    }

    void add(String tensor, List<Entry> entries) {
        Map<String, String> values = new HashMap<>();
        for (Entry entry : entries) {
            if (values.putIfAbsent(entry.key(), entry.value()) != null) {
                throw refused(tensor, "twice, by " + OnnxFile.shown(entry.key()));
            }
        }
        String location = Optional.ofNullable(values.get("location")).orElse("");
        long size = sizes.computeIfAbsent(location, named -> size(tensor, named));
        long offset = number(tensor, values, "offset", 0);
        long length = number(tensor, values, "length", 0);
        if (offset > size || length > size - offset) {
            throw refused(
                    tensor,
                    "at byte " + offset + (length > 0 ? " to " + (offset + length) : "") + " of "
                            + OnnxFile.shown(location) + ", which has " + size + " bytes");
        }
    }

    private long number(String tensor, Map<String, String> values, String key, long otherwise) {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(value).matches()) {
            throw refused(tensor, "with " + key + " '" + OnnxFile.shown(value) + "'");
        }
        return Long.parseLong(value);
    }

    private long size(String tensor, String location) {
        // With a '*' in it, ONNX Runtime takes a location for an address in memory.
        if (location.isBlank() || location.contains("*")) {
            throw refused(tensor, "at '" + OnnxFile.shown(location) + "'");
        }
        try {
            Path folder = model.toAbsolutePath().resolveSibling("").toRealPath();
            Path relative = Path.of(location);
            if (relative.isAbsolute() || location.startsWith("/") || location.startsWith("\\")) {
                throw refused(tensor, "at " + OnnxFile.shown(location));
            }
            Path file = folder.resolve(relative);
            if (!file.normalize().startsWith(folder)) {
                throw refused(tensor, "at " + OnnxFile.shown(location));
            }
            if (!Files.isRegularFile(file)) {
                throw new RefusedInputException(
                        OnnxFile.nameOf(model) + " keeps the weights of " + tensor + " in " + OnnxFile.shown(location)
                                + ", which is not beside it; put that file into the model's folder.");
            }
            Path real = file.toRealPath();
            if (!real.startsWith(folder)) {
                throw refused(tensor, "at " + OnnxFile.shown(location) + ", which links to " + real);
            }
            files.add(file.normalize());
            return Files.size(real);
        } catch (InvalidPathException e) {
            throw refused(tensor, "at a location that is no path", e);
        } catch (IOException e) {
            throw refused(tensor, "at " + OnnxFile.shown(location) + ", which cannot be read", e);
        }
    }

    private RefusedInputException refused(String tensor, String where) {
        return new RefusedInputException(sentence(tensor, where));
    }

    private RefusedInputException refused(String tensor, String where, Exception cause) {
        return new RefusedInputException(sentence(tensor, where), cause);
    }

    private String sentence(String tensor, String where) {
        return OnnxFile.nameOf(model) + " keeps the weights of " + tensor + " " + where
                + ", but they must lie in a file of the model's own folder; export it into one folder, or with its weights inside.";
    }
}
