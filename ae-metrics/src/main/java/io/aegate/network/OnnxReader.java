package io.aegate.network;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
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
import java.util.Optional;
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

    /** How deep messages may lie in each other, as in ONNX Runtime's own reader; a subgraph takes three levels. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_TEXT = 1 << 16;
    private static final int MAX_NAMES = 1 << 20;
    private static final int MAX_RANK = 64;

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

    private final CodedInputStream in;
    private final String name;
    private final OnnxWeights weights;
    private final List<OnnxFile.Value> inputs = new ArrayList<>();
    private final List<OnnxFile.Value> outputs = new ArrayList<>();
    private final Set<String> initializers = new HashSet<>();
    private final Set<Operator> custom = new LinkedHashSet<>();
    private final Set<Operator> functions = new HashSet<>();
    private boolean graph;
    private int depth;

    private record Operator(String name, String domain) {

        String written() {
            return OnnxFile.shown(name) + " of " + OnnxFile.shown(domain);
        }
    }

    /** What follows a number and type in a message; false if it is to be skipped. */
    @FunctionalInterface
    private interface Field {
        boolean read(int tag) throws IOException;
    }

    private OnnxReader(Path file, CodedInputStream in) {
        this.in = in;
        this.name = OnnxFile.nameOf(file);
        this.weights = new OnnxWeights(file);
    }

    static OnnxFile read(Path file) {
        String name = OnnxFile.nameOf(file);
        if (!Files.isRegularFile(file)) {
            throw new RefusedInputException(file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; give the path of an .onnx file.");
        }
        if (name.endsWith(".ort")) {
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
                return new OnnxReader(file, CodedInputStream.newInstance(stream)).read(file, (int) size);
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
        try {
            int end = in.pushLimit(size);
            fields(this::model);
            in.popLimit(end);
        } catch (InvalidProtocolBufferException e) {
            throw damaged(e);
        }
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

    private RefusedInputException damaged(IOException cause) {
        return new RefusedInputException(
                name + " is damaged or no ONNX model, as its byte " + in.getTotalBytesRead()
                        + " shows; export or download it again.",
                cause);
    }

    private boolean model(int tag) throws IOException {
        switch (tag) {
            case 7 << 3 | LENGTH -> {
                graph = true;
                message(this::mainGraph);
            }
            case 20 << 3 | LENGTH -> message(this::training);
            case 25 << 3 | LENGTH -> function();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean training(int tag) throws IOException {
        switch (tag) {
            case 1 << 3 | LENGTH, 2 << 3 | LENGTH -> message(this::graph);
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
            case 11 << 3 | LENGTH -> inputs.add(value());
            case 12 << 3 | LENGTH -> outputs.add(value());
            default -> {
                return graph(tag);
            }
        }
        if (initializers.size() + inputs.size() + outputs.size() > MAX_NAMES) {
            throw new RefusedInputException(name + " names more than " + MAX_NAMES
                    + " tensors, which no network of images needs; give another model.");
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
        message(tag -> {
            switch (tag) {
                case 4 << 3 | LENGTH -> operator[0] = text();
                case 7 << 3 | LENGTH -> operator[1] = text();
                case 5 << 3 | LENGTH -> message(this::attribute);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (!DOMAINS.contains(operator[1])) {
            add(custom, operator);
        }
    }

    /** An operator that the model defines itself by others. */
    private void function() throws IOException {
        String[] operator = {"", ""};
        message(tag -> {
            switch (tag) {
                case 1 << 3 | LENGTH -> operator[0] = text();
                case 10 << 3 | LENGTH -> operator[1] = text();
                case 7 << 3 | LENGTH -> node();
                case 11 << 3 | LENGTH -> message(this::attribute);
                default -> {
                    return false;
                }
            }
            return true;
        });
        add(functions, operator);
    }

    private void add(Set<Operator> operators, String[] operator) {
        operators.add(new Operator(operator[0], operator[1]));
        if (operators.size() > MAX_NAMES) {
            throw new RefusedInputException(
                    name + " names more than " + MAX_NAMES + " operators of its own; give another model.");
        }
    }

    private boolean attribute(int tag) throws IOException {
        switch (tag) {
            case 5 << 3 | LENGTH, 10 << 3 | LENGTH -> tensor();
            case 6 << 3 | LENGTH, 11 << 3 | LENGTH -> message(this::graph);
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
        message(tag -> {
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
        message(tag -> {
            switch (tag) {
                case 8 << 3 | LENGTH -> tensor[0] = text();
                case 13 << 3 | LENGTH -> entries.add(entry());
                case 14 << 3 | VARINT -> external[0] = in.readEnum() == EXTERNAL;
                default -> {
                    return false;
                }
            }
            if (entries.size() > MAX_RANK) {
                throw damaged(new IOException("external data of " + entries.size() + " entries"));
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
        message(tag -> {
            switch (tag) {
                case 1 << 3 | LENGTH -> entry[0] = text();
                case 2 << 3 | LENGTH -> entry[1] = text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new OnnxWeights.Entry(entry[0], entry[1]);
    }

    private OnnxFile.Value value() throws IOException {
        String[] value = {""};
        TensorType type = new TensorType();
        message(tag -> {
            switch (tag) {
                case 1 << 3 | LENGTH -> value[0] = text();
                case 2 << 3 | LENGTH -> message(type::read);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new OnnxFile.Value(value[0], type.type, type.shaped ? Optional.of(type.sides) : Optional.empty());
    }

    /** The type of a value, as far as it is a tensor's. */
    private final class TensorType {

        private OnnxFile.Type type = OnnxFile.Type.OTHER;
        private boolean shaped;
        private final List<Integer> sides = new ArrayList<>();

        boolean read(int tag) throws IOException {
            if (tag != (1 << 3 | LENGTH)) {
                return false;
            }
            type = OnnxFile.Type.OTHER_TENSOR;
            message(this::tensor);
            return true;
        }

        private boolean tensor(int tag) throws IOException {
            switch (tag) {
                case 1 << 3 | VARINT ->
                    type = switch (in.readInt32()) {
                        case 1 -> OnnxFile.Type.FLOAT;
                        case 6 -> OnnxFile.Type.INT32;
                        case 7 -> OnnxFile.Type.INT64;
                        default -> OnnxFile.Type.OTHER_TENSOR;
                    };
                case 2 << 3 | LENGTH -> {
                    shaped = true;
                    message(this::shape);
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean shape(int tag) throws IOException {
            if (tag != (1 << 3 | LENGTH)) {
                return false;
            }
            // Without a value, or with one below 1, a side is whatever it turns out to be.
            sides.add(OnnxFile.DYNAMIC);
            message(this::side);
            if (sides.size() > MAX_RANK) {
                throw damaged(new IOException("a shape of " + sides.size() + " sides"));
            }
            return true;
        }

        private boolean side(int tag) throws IOException {
            if (tag != (1 << 3 | VARINT)) {
                return false;
            }
            long side = in.readInt64();
            if (side > Integer.MAX_VALUE) {
                throw damaged(new IOException("a side of " + side));
            }
            sides.set(sides.size() - 1, side < 1 ? OnnxFile.DYNAMIC : (int) side);
            return true;
        }
    }

    private void message(Field field) throws IOException {
        if (++depth > MAX_DEPTH) {
            throw new RefusedInputException(name + " nests its graphs more than " + MAX_DEPTH
                    + " messages deep, which ONNX Runtime does not read; export it with fewer nested blocks.");
        }
        int end = in.pushLimit(in.readUInt32());
        fields(field);
        in.popLimit(end);
        depth--;
    }

    private void fields(Field field) throws IOException {
        while (!in.isAtEnd()) {
            int tag = in.readTag();
            int wire = WireFormat.getTagWireType(tag);
            if (wire == WireFormat.WIRETYPE_START_GROUP || wire == WireFormat.WIRETYPE_END_GROUP) {
                // Gone from protocol buffers before ONNX was made.
                throw damaged(new IOException("a group"));
            }
            if (!field.read(tag)) {
                in.skipField(tag);
            }
        }
    }

    private String text() throws IOException {
        int length = in.readUInt32();
        if (length < 0 || length > MAX_TEXT) {
            throw damaged(new IOException("a name of " + length + " bytes"));
        }
        return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
    }
}
