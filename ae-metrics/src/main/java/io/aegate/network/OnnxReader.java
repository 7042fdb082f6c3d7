package io.aegate.network;

import com.google.protobuf.WireFormat;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the few parts of ONNX's protocol buffer (onnx.proto) that decide whether a model may run: its inputs and outputs, the operators
 * of every graph and function in it, and where its weights lie. Weights are skipped, never held.
 *
 * <p>Fields are numbered as in onnx.proto. One that is not known, or of a type that does not belong to its number, is skipped, which is
 * what ONNX Runtime's own reader does with it. Used once.
 */
final class OnnxReader {

    /** The longest model that protocol buffers can hold. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private static final int MAX_VALUES = 1 << 16;
    private static final int MAX_ENTRIES = 64;

    private static final int LENGTH = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int EXTERNAL = 1;

    /** The sets of operators that the ONNX Runtime of Maven Central brings. */
    private static final Set<String> DOMAINS = Set.of(
            "",
            "ai.onnx",
            "ai.onnx.ml",
            "ai.onnx.training",
            "ai.onnx.preview.training",
            "com.microsoft",
            "com.microsoft.nchwc");

    private final OnnxMessages in;
    private final String name;
    private final OnnxWeights weights;
    private final List<OnnxFile.Value> inputs = new ArrayList<>();
    private final List<OnnxFile.Value> outputs = new ArrayList<>();
    private final Set<String> initializers = new HashSet<>();
    private final Set<Operator> custom = new LinkedHashSet<>();
    private final Set<Operator> functions = new HashSet<>();
    private boolean graph;

    /** An operator by its name and its domain. */
    private record Operator(String name, String domain) {

        String written() {
            return OnnxFile.shown(name) + " of " + OnnxFile.shown(domain);
        }
    }

    private OnnxReader(Path file, InputStream stream) {
        this.name = OnnxFile.nameOf(file);
        this.in = new OnnxMessages(name, stream);
        this.weights = new OnnxWeights(file);
    }

    static OnnxFile read(Path file) {
        String name = OnnxFile.nameOf(file);
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException(file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; give the path of an .onnx file.");
        }
        if (name.toLowerCase(Locale.ROOT).endsWith(".ort")) {
            throw new RefusedInputException(name
                    + " is named as a model in ONNX Runtime's own format; give the .onnx file that it was made from.");
        }
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new RefusedInputException(name + " has " + size
                        + " bytes, where a model has less than 2 GiB; export it with its weights as external data.");
            }
            refuseOthers(file, name, size);
            try (InputStream stream = Files.newInputStream(file)) {
                return new OnnxReader(file, stream).read(file, (int) size);
            }
        } catch (IOException e) {
            throw new RefusedInputException(
                    name + " cannot be read (" + e.getClass().getSimpleName()
                            + "); check the file and its permissions.",
                    e);
        }
    }

    /** Says what a file is whose first bytes tell. */
    private static void refuseOthers(Path file, String name, long size) throws IOException {
        if (size == 0) {
            throw new RefusedInputException(name + " is empty; export or download the model again.");
        }
        byte[] start;
        try (InputStream stream = Files.newInputStream(file)) {
            start = stream.readNBytes(64);
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\u0003\u0004")) {
            throw new RefusedInputException(
                    name + " is a zip archive, not an ONNX model; give the .onnx file that it holds.");
        }
        if (text.startsWith("version https://git-lfs.github.com/spec/")) {
            throw new RefusedInputException(
                    name + " is a Git LFS pointer, which `git lfs pull` replaces by the model.");
        }
    }

    private OnnxFile read(Path file, int size) throws IOException {
        in.all(size, this::model);
        if (!graph) {
            throw new RefusedInputException(
                    name + " holds no graph, so it is no ONNX model; export it with torch.onnx.export.");
        }
        custom.removeAll(functions);
        if (!custom.isEmpty()) {
            throw new RefusedInputException(name
                    + " uses operators that ONNX Runtime does not bring, and no code of others is loaded for them; export it with"
                    + " standard operators instead of "
                    + RefusedInputException.named(
                            custom.stream().map(Operator::written).sorted().toList()) + ".");
        }
        List<OnnxFile.Value> given = inputs.stream()
                .filter(input -> !initializers.contains(input.name()))
                .toList();
        if (given.isEmpty()) {
            throw new RefusedInputException(
                    name + " takes no input, so it cannot look at images; export it with the image as its input.");
        }
        if (outputs.isEmpty()) {
            throw new RefusedInputException(name + " gives no output; export it with what it computes as its output.");
        }
        return new OnnxFile(file, given, outputs, weights.files());
    }

    private boolean model(int tag) throws IOException {
        switch (tag) {
            case 7 << 3 | LENGTH -> {
                graph = true;
                in.message(this::mainGraph);
            }
            case 20 << 3 | LENGTH -> in.message(this::training);
            case 25 << 3 | LENGTH -> function();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean training(int tag) throws IOException {
        switch (tag) {
            case 1 << 3 | LENGTH, 2 << 3 | LENGTH -> in.message(this::graph);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean mainGraph(int tag) throws IOException {
        switch (tag) {
            case 5 << 3 | LENGTH -> initializers.add(tensor());
            case 15 << 3 | LENGTH -> initializers.add(sparse());
            case 11 << 3 | LENGTH -> inputs.add(OnnxValueReader.read(in));
            case 12 << 3 | LENGTH -> outputs.add(OnnxValueReader.read(in));
            default -> {
                return graph(tag);
            }
        }
        if (inputs.size() + outputs.size() > MAX_VALUES) {
            throw in.unlikely("inputs and outputs");
        }
        return true;
    }

    private boolean graph(int tag) throws IOException {
        switch (tag) {
            case 1 << 3 | LENGTH -> node();
            case 5 << 3 | LENGTH -> tensor();
            case 15 << 3 | LENGTH -> sparse();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void node() throws IOException {
        String[] operator = {"", ""};
        in.message(tag -> {
            switch (tag) {
                case 4 << 3 | LENGTH -> operator[0] = in.text();
                case 7 << 3 | LENGTH -> operator[1] = in.text();
                case 5 << 3 | LENGTH -> in.message(this::attribute);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (!DOMAINS.contains(operator[1])) {
            custom.add(new Operator(operator[0], operator[1]));
        }
    }

    /** An operator that the model defines itself by others. */
    private void function() throws IOException {
        String[] operator = {"", ""};
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | LENGTH -> operator[0] = in.text();
                case 10 << 3 | LENGTH -> operator[1] = in.text();
                case 7 << 3 | LENGTH -> node();
                case 11 << 3 | LENGTH -> in.message(this::attribute);
                default -> {
                    return false;
                }
            }
            return true;
        });
        functions.add(new Operator(operator[0], operator[1]));
    }

    private boolean attribute(int tag) throws IOException {
        switch (tag) {
            case 5 << 3 | LENGTH, 10 << 3 | LENGTH -> tensor();
            case 6 << 3 | LENGTH, 11 << 3 | LENGTH -> in.message(this::graph);
            case 22 << 3 | LENGTH, 23 << 3 | LENGTH -> sparse();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A sparse tensor, whose values bear its name. */
    private String sparse() throws IOException {
        String[] values = {""};
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | LENGTH -> values[0] = tensor();
                case 2 << 3 | LENGTH -> tensor();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return values[0];
    }

    private String tensor() throws IOException {
        String[] tensor = {""};
        boolean[] external = {false};
        List<OnnxWeights.Entry> entries = new ArrayList<>();
        in.message(tag -> {
            switch (tag) {
                case 8 << 3 | LENGTH -> tensor[0] = in.text();
                case 13 << 3 | LENGTH -> entries.add(entry());
                // Said once it stays so: a number that is no location does not undo it to ONNX Runtime's reader.
                case 14 << 3 | VARINT -> external[0] |= in.number() == EXTERNAL;
                default -> {
                    return false;
                }
            }
            if (entries.size() > MAX_ENTRIES) {
                throw in.damaged(new IOException("external data of " + entries.size() + " entries"));
            }
            return true;
        });
        if (external[0]) {
            weights.add(OnnxFile.shown(tensor[0]), entries);
        }
        return tensor[0];
    }

    private OnnxWeights.Entry entry() throws IOException {
        String[] entry = {"", ""};
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | LENGTH -> entry[0] = in.text();
                case 2 << 3 | LENGTH -> entry[1] = in.text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new OnnxWeights.Entry(entry[0], entry[1]);
    }
}
