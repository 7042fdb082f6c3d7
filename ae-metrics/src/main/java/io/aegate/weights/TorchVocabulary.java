package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.Global;
import io.aegate.weights.Pickled.Leaf;
import io.aegate.weights.Pickled.Sequence;
import io.aegate.weights.Pickled.Storage;
import io.aegate.weights.Pickled.Text;
import io.aegate.weights.Pickled.View;
import io.aegate.weights.Pickled.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code torch.save(model.state_dict())} writes, after {@code torch/_utils.py} and {@code torch/serialization.py}:
 * ordered dicts, tensors, parameters, storages, sizes, devices and element types; every other name is refused.
 */
final class TorchVocabulary implements PickleVocabulary {

    private static final Map<String, DType> STORAGES = Map.of(
            "torch.HalfStorage", DType.FLOAT16,
            "torch.BFloat16Storage", DType.BFLOAT16,
            "torch.FloatStorage", DType.FLOAT32,
            "torch.DoubleStorage", DType.FLOAT64,
            "torch.ByteStorage", DType.UINT8,
            "torch.CharStorage", DType.INT8,
            "torch.ShortStorage", DType.INT16,
            "torch.IntStorage", DType.INT32,
            "torch.LongStorage", DType.INT64,
            "torch.BoolStorage", DType.BOOL);

    private static final Set<String> FUNCTIONS = Set.of(
            "collections.OrderedDict",
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_parameter",
            "torch.Size",
            "torch.device");

    /** A training checkpoint's settings may name them. */
    private static final Set<String> ELEMENT_TYPES = Set.of(
            "torch.float16",
            "torch.bfloat16",
            "torch.float32",
            "torch.float64",
            "torch.uint8",
            "torch.int8",
            "torch.int16",
            "torch.int32",
            "torch.int64",
            "torch.bool");

    private static final int MOST_DIMENSIONS = 16;

    private final WeightFile file;
    private final PickleBudget budget;
    private final Map<String, DType> storages = new LinkedHashMap<>();

    TorchVocabulary(WeightFile file, PickleBudget budget) {
        this.file = file;
        this.budget = budget;
    }

    /** The element type under which each storage was met first. */
    Map<String, DType> storages() {
        return storages;
    }

    @Override
    public Pickled global(String module, String name, long position) {
        String qualified = module + "." + name;
        if (FUNCTIONS.contains(qualified) || STORAGES.containsKey(qualified)) {
            return new Global(qualified);
        }
        if (ELEMENT_TYPES.contains(qualified)) {
            return new Leaf("an element type");
        }
        if (module.equals("torch") && name.endsWith("Storage")) {
            throw file.refused(
                    "holds a " + WeightFile.shown(qualified)
                            + ", but ae-gate reads real numbers, integers and booleans; convert the tensor and export it again.");
        }
        throw file.refused("calls " + WeightFile.shown(qualified)
                + " while it is read: ae-gate reads tensors and never runs code; "
                + "export it again with torch.save(model.state_dict(), ...).");
    }

    @Override
    public Pickled call(Pickled function, List<Pickled> arguments, long position) {
        if (!(function instanceof Global global && FUNCTIONS.contains(global.name()))) {
            throw file.damaged(position, "the pickle calls " + function.kind());
        }
        return switch (global.name()) {
            case "collections.OrderedDict" -> orderedDict(arguments, position);
            case "torch.Size" -> sequence("a tuple", argument(arguments, 0, position), position);
            case "torch.device" -> new Leaf("a device");
            case "torch._utils._rebuild_parameter" -> parameter(arguments, position);
            default -> tensor(arguments, position);
        };
    }

    /** Objects are for programs; a state dict has none. */
    @Override
    public Pickled create(Pickled type, long position) {
        throw file.damaged(position, "the pickle makes an object of " + type.kind());
    }

    @Override
    public Pickled persistent(Pickled id, long position) {
        List<Pickled> fields = sequence("a tuple", id, position).values();
        if (!text(argument(fields, 0, position), position).equals("storage")) {
            throw file.damaged(position, "the pickle refers to something other than a storage");
        }
        Pickled type = argument(fields, 1, position);
        DType dtype = type instanceof Global global ? STORAGES.get(global.name()) : null;
        if (dtype == null) {
            throw expected("a storage type", type, position);
        }
        String key = text(argument(fields, 2, position), position);
        long elements = whole(argument(fields, 4, position), position);
        storages.putIfAbsent(key, dtype);
        if (fields.size() <= 5 || fields.get(5) == Pickled.NONE) {
            return new Storage(dtype, key, 0, elements);
        }
        List<Pickled> view = sequence("a tuple", fields.get(5), position).values();
        return new Storage(
                dtype, key, whole(argument(view, 1, position), position), whole(argument(view, 2, position), position));
    }

    /** An ordered dict keeps its modules' versions as an attribute, which no reader needs. */
    @Override
    public void build(Pickled object, Pickled state, long position) {
        if (!(object instanceof Dict)) {
            throw expected("a dict", object, position);
        }
    }

    /** Python 3 calls it without arguments, Python 2 with a list of pairs. */
    private Dict orderedDict(List<Pickled> arguments, long position) {
        Dict dict = new Dict();
        if (arguments.isEmpty()) {
            return dict;
        }
        List<Pickled> pairs = sequence("a list", arguments.get(0), position).values();
        budget.spend(pairs.size(), position);
        for (Pickled pair : pairs) {
            if (!(pair instanceof Sequence keyAndValue && keyAndValue.values().size() == 2)) {
                throw expected("a pair", pair, position);
            }
            dict.put(keyAndValue.values().get(0), keyAndValue.values().get(1));
        }
        return dict;
    }

    private Pickled parameter(List<Pickled> arguments, long position) {
        Pickled data = argument(arguments, 0, position);
        if (!(data instanceof View)) {
            throw expected("a tensor", data, position);
        }
        return data;
    }

    private View tensor(List<Pickled> arguments, long position) {
        Pickled storage = argument(arguments, 0, position);
        if (!(storage instanceof Storage elements)) {
            throw expected("a storage", storage, position);
        }
        long offset = whole(argument(arguments, 1, position), position);
        List<Long> sizes = dimensions(argument(arguments, 2, position), position);
        List<Long> strides = dimensions(argument(arguments, 3, position), position);
        if (sizes.size() != strides.size()) {
            throw file.damaged(position, "a tensor has " + sizes.size() + " sizes, but " + strides.size() + " strides");
        }
        return new View(elements, offset, sizes, strides);
    }

    private List<Long> dimensions(Pickled tuple, long position) {
        List<Pickled> values = sequence("a tuple", tuple, position).values();
        if (values.size() > MOST_DIMENSIONS) {
            throw file.damaged(position, "a tensor has " + values.size() + " dimensions (at most 16 are read)");
        }
        List<Long> dimensions = new ArrayList<>(values.size());
        for (Pickled value : values) {
            dimensions.add(whole(value, position));
        }
        return dimensions;
    }

    private Pickled argument(List<Pickled> arguments, int index, long position) {
        if (index >= arguments.size()) {
            throw file.damaged(
                    position,
                    "at least " + (index + 1) + " values are needed, but the pickle gives " + arguments.size());
        }
        return arguments.get(index);
    }

    private Sequence sequence(String kind, Pickled value, long position) {
        if (value instanceof Sequence sequence && sequence.kind().equals(kind)) {
            return sequence;
        }
        throw expected(kind, value, position);
    }

    private String text(Pickled value, long position) {
        if (value instanceof Text text) {
            return text.value();
        }
        throw expected("a string", value, position);
    }

    /** Offsets, sizes, strides and counts: none of them is negative. */
    private long whole(Pickled value, long position) {
        if (!(value instanceof Whole whole)) {
            throw expected("an integer", value, position);
        }
        if (whole.value().signum() < 0 || whole.value().bitLength() >= Long.SIZE) {
            throw file.damaged(
                    position,
                    "an integer from 0 to 2^63 - 1 is needed, but the pickle has "
                            + WeightFile.shown(whole.value().toString()));
        }
        return whole.value().longValueExact();
    }

    private RefusedInputException expected(String kind, Pickled found, long position) {
        return file.damaged(position, kind + " is needed, but the pickle has " + found.kind());
    }
}
