package io.aegate.network;

import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an input or output of a graph (ValueInfoProto of onnx.proto), as far as it is a tensor. Used once. */
final class OnnxValueReader {

    private static final int MAX_RANK = 64;
    private static final int LENGTH = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int VARINT = WireFormat.WIRETYPE_VARINT;

    private final OnnxMessages in;
    private String name = "";
    private OnnxFile.Type type = OnnxFile.Type.OTHER;
    private boolean shaped;
    private final List<Integer> sides = new ArrayList<>();

    private OnnxValueReader(OnnxMessages in) {
        this.in = in;
    }

    static OnnxFile.Value read(OnnxMessages in) throws IOException {
        OnnxValueReader value = new OnnxValueReader(in);
        in.message(value::value);
        return new OnnxFile.Value(value.name, value.type, value.shaped ? Optional.of(value.sides) : Optional.empty());
    }

    private boolean value(int tag) throws IOException {
        switch (tag) {
            case 1 << 3 | LENGTH -> name = in.text();
            case 2 << 3 | LENGTH -> in.message(this::type);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean type(int tag) throws IOException {
        if (tag != (1 << 3 | LENGTH)) {
            return false;
        }
        type = OnnxFile.Type.OTHER_TENSOR;
        in.message(this::tensor);
        return true;
    }

    private boolean tensor(int tag) throws IOException {
        switch (tag) {
            case 1 << 3 | VARINT ->
                type = switch (in.number()) {
                    case 1 -> OnnxFile.Type.FLOAT;
                    case 6 -> OnnxFile.Type.INT32;
                    case 7 -> OnnxFile.Type.INT64;
                    default -> OnnxFile.Type.OTHER_TENSOR;
                };
            case 2 << 3 | LENGTH -> {
                shaped = true;
                in.message(this::shape);
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
        in.message(this::side);
        if (sides.size() > MAX_RANK) {
            throw in.damaged(new IOException("a shape of " + sides.size() + " sides"));
        }
        return true;
    }

    private boolean side(int tag) throws IOException {
        if (tag != (1 << 3 | VARINT)) {
            return false;
        }
        long side = in.longNumber();
        if (side > Integer.MAX_VALUE) {
            throw in.damaged(new IOException("a side of " + side));
        }
        sides.set(sides.size() - 1, side < 1 ? OnnxFile.DYNAMIC : (int) side);
        return true;
    }
}
