package io.aegate.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network of an ONNX file, by ONNX Runtime: takes one input, {@code 1 × 3 × height × width} floats, an image a call.
 *
 * <p>It computes on the CPU, one thread a call, whatever the device of a run is, so that its values are the same there; several threads
 * may call it at once. An ONNX file is data, not a program: {@link OnnxFile} refuses one that would need code or files from elsewhere.
 */
public final class OnnxNetwork implements ImageNetwork {

    /** Enough for a detector of several scales; a list of thousands helps nobody. */
    private static final int SHOWN_OUTPUTS = 40;

    private static final int RANK = 4;

    /** Floats up to here count by ones. */
    private static final long EXACT = 1 << 24;

    /** Characters of what ONNX Runtime says. */
    private static final int REASON = 300;

    private final OnnxFile file;
    private final OnnxFile.Value input;
    private final int output;
    private final Model model;
    private final NDManager manager;

    private OnnxNetwork(OnnxFile file, int output, Model model) {
        this.file = file;
        this.input = file.inputs().get(0);
        this.output = output;
        this.model = model;
        this.manager = model.getNDManager();
    }

    /**
     * Opens a network of which the first output is wanted.
     *
     * @throws RefusedInputException if the file is refused, or is no network of one image
     */
    public static OnnxNetwork open(Path file) {
        return open(file, Optional.empty());
    }

    /**
     * Opens a network of which one output is wanted, by default the first.
     *
     * @throws RefusedInputException if the file is refused, is no network of one image, or has no such output
     */
    public static OnnxNetwork open(Path file, Optional<String> output) {
        OnnxFile read = OnnxFile.read(file);
        refuseUnlessImage(read);
        int wanted = output.map(name -> indexOf(read, name)).orElse(0);
        refuseUnlessNumbers(read, wanted);
        return new OnnxNetwork(read, wanted, load(read));
    }

    private static void refuseUnlessImage(OnnxFile file) {
        if (file.inputs().size() > 1) {
            throw new RefusedInputException(
                    file.name() + " takes " + file.inputs().size() + " inputs ("
                            + RefusedInputException.named(file.inputs().stream()
                                    .map(value -> OnnxFile.shown(value.name()))
                                    .toList())
                            + "), where only an image can be given; export it with one input.");
        }
        OnnxFile.Value input = file.inputs().get(0);
        if (input.type() != OnnxFile.Type.FLOAT) {
            throw new RefusedInputException(file.name() + " takes "
                    + input.type().written() + ", where images are given as float32; export it for float32.");
        }
        List<Integer> shape = input.shape().orElse(List.of(1, RgbImage.CHANNELS, OnnxFile.DYNAMIC, OnnxFile.DYNAMIC));
        if (shape.size() != RANK || !fits(shape.get(0), 1) || !fits(shape.get(1), RgbImage.CHANNELS)) {
            throw new RefusedInputException(file.name() + " takes " + input.written()
                    + ", where images are given as 1x3xHEIGHTxWIDTH; export it for one RGB image.");
        }
    }

    private static boolean fits(int declared, int side) {
        return declared == OnnxFile.DYNAMIC || declared == side;
    }

    private static int indexOf(OnnxFile file, String name) {
        List<String> names = file.outputs().stream().map(OnnxFile.Value::name).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new RefusedInputException(file.name() + " has no output '" + name
                    + "'; set result to one of those that it has: "
                    + names.stream().map(OnnxFile::shown).limit(SHOWN_OUTPUTS).collect(Collectors.joining(", ")) + ".");
        }
        return index;
    }

    private static void refuseUnlessNumbers(OnnxFile file, int output) {
        for (int i = 0; i < file.outputs().size(); i++) {
            OnnxFile.Value value = file.outputs().get(i);
            // All of them are computed, wanted or not.
            if (value.type() == OnnxFile.Type.OTHER || (i == output && value.type() == OnnxFile.Type.OTHER_TENSOR)) {
                throw new RefusedInputException(file.name() + " gives "
                        + value.type().written() + " as its output " + OnnxFile.shown(value.name())
                        + ", which is not understood; export it with float32 outputs.");
            }
        }
    }

    private static Model load(OnnxFile file) {
        OnnxEngine.engine();
        Model model = Model.newInstance(file.name(), ai.djl.Device.cpu(), "OnnxRuntime");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // What fails is thrown, too; the rest is of no concern to who measures images.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            if (!file.inputs()
                    .get(0)
                    .shape()
                    .map(shape -> !shape.contains(OnnxFile.DYNAMIC))
                    .orElse(false)) {
                // Both keep memory for every size that was ever seen.
                options.setMemoryPatternOptimization(false);
                options.setCPUArenaAllocator(false);
            }
            model.load(file.file().toAbsolutePath(), null, Map.of("sessionOptions", options));
            return model;
        } catch (MalformedModelException | OrtException e) {
            model.close();
            throw new RefusedInputException(
                    file.name() + " cannot be loaded by ONNX Runtime"
                            + version().map(version -> " " + version).orElse("") + " (" + reason(e)
                            + "); check it with onnx.checker, and export it with an opset that this version knows.",
                    e);
        } catch (IOException e) {
            model.close();
            throw new RefusedInputException(
                    file.name() + " cannot be read (" + e.getClass().getSimpleName()
                            + "); check the file and its permissions.",
                    e);
        }
    }

    /** The version of the ONNX Runtime that networks run on, if it says so. */
    public static Optional<String> version() {
        return OnnxEngine.version();
    }

    /**
     * The files that decide what the network of a file computes: itself, and those beside it that hold its weights.
     *
     * @throws RefusedInputException if the file is refused
     */
    public static List<Path> files(Path file) {
        return OnnxFile.read(file).files();
    }

    /** What its inputs and outputs are called and of which shape they are. */
    public OnnxFile file() {
        return file;
    }

    /**
     * Looks at images of one size, one after the other. The wanted output of each is without its own first side, if that is 1; whole
     * numbers become floats exactly.
     *
     * @throws RefusedInputException if the network takes images of one size only, and it is not this
     * @throws ModuleCallException if the network fails, or gives what floats cannot express
     */
    @Override
    public Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original) {
        List<Output> outputs = new ArrayList<>();
        int bytes = Math.toIntExact(RgbImage.CHANNELS * (long) input.width() * input.height() * Float.BYTES);
        for (int i = 0; i < count; i++) {
            ByteBuffer image =
                    planes.slice(planes.position() + i * bytes, bytes).order(ByteOrder.nativeOrder());
            outputs.add(call(image, input, List.of(output)).get(0));
        }
        return stacked(outputs);
    }

    /**
     * Looks at one image and gives all that the network computes, in its order.
     *
     * @param planes {@code 3 × height × width} floats in a direct buffer of native order
     * @throws RefusedInputException if the network takes images of one size only, and it is not this
     * @throws ModuleCallException if the network fails, or gives what floats cannot express
     */
    public Map<String, Output> runForAll(ByteBuffer planes, ImageSize size) {
        List<Output> values = call(
                planes, size, IntStream.range(0, file.outputs().size()).boxed().toList());
        Map<String, Output> outputs = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            outputs.put(file.outputs().get(i).name(), values.get(i));
        }
        return outputs;
    }

    private List<Output> call(ByteBuffer planes, ImageSize size, List<Integer> wanted) {
        if (!input.accepts(1, RgbImage.CHANNELS, size.height(), size.width())) {
            List<Integer> shape = input.shape().orElseThrow();
            int height = shape.get(2);
            int width = shape.get(3);
            throw new RefusedInputException(
                    "%s takes images of %s, but they are %s; set resize of its projector, for example to pillow-bicubic:%s, or"
                                    .formatted(
                                            file.name(),
                                            side(width) + "x" + side(height),
                                            size,
                                            new ImageSize(
                                                    width == OnnxFile.DYNAMIC ? size.width() : width,
                                                    height == OnnxFile.DYNAMIC ? size.height() : height))
                            + " export it with dynamic height and width.");
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray image = scope.create(
                    planes, new Shape(1, RgbImage.CHANNELS, size.height(), size.width()), DataType.FLOAT32);
            NDList all = model.getBlock().forward(new ParameterStore(scope, false), new NDList(image), false);
            return wanted.stream().map(i -> output(all.get(i))).toList();
        } catch (EngineException e) {
            throw ModuleCallException.failed(file.name(), reason(e), e);
        }
    }

    private static String side(int side) {
        return side == OnnxFile.DYNAMIC ? "?" : Integer.toString(side);
    }

    private Output output(NDArray array) {
        long[] shape = array.getShape().getShape();
        long size = array.getShape().size();
        if (size > Integer.MAX_VALUE / Long.BYTES) {
            throw returned("a tensor of " + size + " values");
        }
        ByteBuffer buffer = array.toByteBuffer();
        float[] values = new float[(int) size];
        switch (array.getDataType()) {
            case FLOAT32 -> buffer.asFloatBuffer().get(values);
            case INT32 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = exact(buffer.getInt());
                }
            }
            case INT64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = exact(buffer.getLong());
                }
            }
            default -> throw returned("values of type " + array.getDataType());
        }
        return new Output(Arrays.stream(shape).mapToObj(Math::toIntExact).toList(), values);
    }

    private float exact(long value) {
        if (value < -EXACT || value > EXACT) {
            throw returned("the whole number " + value + ", which a float cannot express");
        }
        return value;
    }

    private ModuleCallException returned(String what) {
        return ModuleCallException.failed(
                file.name(), "it returned " + what, new IllegalArgumentException("not understood: " + what));
    }

    private Output stacked(List<Output> outputs) {
        Output first = outputs.get(0);
        List<Integer> shape = new ArrayList<>(first.shape());
        if (!shape.isEmpty() && shape.get(0) == 1) {
            shape.remove(0);
        }
        shape.add(0, outputs.size());
        float[] values = new float[Math.multiplyExact(first.values().length, outputs.size())];
        for (int i = 0; i < outputs.size(); i++) {
            Output each = outputs.get(i);
            if (!each.shape().equals(first.shape())) {
                throw returned("tensors of " + first.shape() + " and " + each.shape() + " for images of one size");
            }
            System.arraycopy(each.values(), 0, values, i * first.values().length, first.values().length);
        }
        return new Output(shape, values);
    }

    /** What ONNX Runtime says, in one line and without where its own source says it. */
    private static String reason(Exception error) {
        String message = String.valueOf(Torch.rootOf(error).getMessage())
                .replaceAll("\\s+", " ")
                .strip();
        return OnnxFile.shown(
                message.replaceFirst("^Error code - [A-Z_]+ - message: ", "")
                        .replaceAll("\\S*onnxruntime\\S*\\.(cc|h):[0-9]+ ", ""),
                REASON);
    }

    @Override
    public void close() {
        model.close();
    }
}
