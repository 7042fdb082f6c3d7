package io.aegate.network;

import io.aegate.image.RefusedInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an ONNX model says of itself before anything runs it: what it takes and gives, and which files it consists of.
 *
 * @param file the model
 * @param inputs what it must be given; constants that it brings are not among them
 * @param outputs what it gives, in its order
 * @param external the files beside it that hold its weights, if they do not lie in the model itself
 */
public record OnnxFile(Path file, List<Value> inputs, List<Value> outputs, List<Path> external) {

    /** A side of a shape that is known only when the model runs. */
    public static final int DYNAMIC = -1;

    private static final int SHOWN = 80;

    public OnnxFile {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        external = List.copyOf(external);
    }

    /**
     * Reads a model without running it.
     *
     * @throws RefusedInputException if it is no ONNX model, is damaged, needs operators that ONNX Runtime does not bring, or has weights
     *     outside its own folder
     */
    public static OnnxFile read(Path file) {
        return OnnxReader.read(file);
    }

    /** All files that decide what it computes: the model and then its weights. */
    public List<Path> files() {
        return Stream.concat(Stream.of(file), external.stream()).toList();
    }

    /** The file's name, for messages. */
    String name() {
        return nameOf(file);
    }

    static String nameOf(Path file) {
        return file.toAbsolutePath().normalize().getFileName().toString();
    }

    /** A text of the file as it may stand in a message. */
    static String shown(String text) {
        return shown(text, SHOWN);
    }

    static String shown(String text, int length) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(length).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.codePointCount(0, text.length()) <= length ? shown.toString() : shown + "…";
    }

    /** An input or output. */
    public record Value(String name, Type type, Optional<List<Integer>> shape) {

        public Value {
            shape = shape.map(List::copyOf);
        }

        /** Its shape as it is written in messages, for example {@code 1x3x?x?}. */
        String written() {
            return shape.map(sides -> sides.stream()
                            .map(side -> side == DYNAMIC ? "?" : side.toString())
                            .collect(Collectors.joining("x")))
                    .orElse("any shape");
        }

        /** Whether it can have this shape. */
        boolean accepts(int... sides) {
            return shape.map(own -> own.size() == sides.length
                            && IntStream.range(0, sides.length)
                                    .allMatch(i -> own.get(i) == DYNAMIC || own.get(i) == sides[i]))
                    .orElse(true);
        }
    }

    /** What a value is made of. Those of ONNX's types that a network of images takes or gives have a name of their own here. */
    public enum Type {
        FLOAT("float32"),
        INT32("int32"),
        INT64("int64"),
        OTHER_TENSOR("another type of number than float32, int32 and int64"),
        OTHER("something other than a tensor");

        private final String written;

        Type(String written) {
            this.written = written;
        }

        String written() {
            return written;
        }
    }
}
