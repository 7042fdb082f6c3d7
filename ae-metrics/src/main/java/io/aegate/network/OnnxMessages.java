package io.aegate.network;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The messages of a protocol buffer, field by field, within bounds: how deep they lie in each other, and how much text of theirs is held.
 *
 * <p>A field that its reader does not know is skipped, as every reader of protocol buffers does. Used by one thread.
 */
final class OnnxMessages {

    /** As in ONNX Runtime's own reader; a subgraph takes three levels. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_TEXT = 1 << 16;

    /** Bytes of names, each counted with what it costs besides. */
    private static final int MAX_TEXTS = 1 << 26;

    private static final int TEXT = 16;

    private final String name;
    private final CodedInputStream in;
    private int depth;
    private int texts;

    /**
     * Reads a model.
     *
     * @param name of its file, for messages
     */
    OnnxMessages(String name, InputStream in) {
        this.name = name;
        this.in = CodedInputStream.newInstance(in);
    }

    /** Reads what follows a field's number and type; false if it is to be skipped. */
    @FunctionalInterface
    interface Field {
        boolean read(int tag) throws IOException;
    }

    /** Reads the outermost message, which takes this many bytes. */
    void all(int size, Field field) throws IOException {
        try {
            int end = in.pushLimit(size);
            fields(field);
            in.popLimit(end);
        } catch (InvalidProtocolBufferException e) {
            throw damaged(e);
        }
    }

    /** Reads a message in the present one. */
    void message(Field field) throws IOException {
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

    /** Reads a name. */
    String text() throws IOException {
        int length = in.readUInt32();
        if (length < 0 || length > MAX_TEXT) {
            throw damaged(new IOException("a name of " + length + " bytes"));
        }
        texts += length + TEXT;
        if (texts > MAX_TEXTS) {
            throw unlikely("names");
        }
        return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
    }

    int number() throws IOException {
        return in.readInt32();
    }

    long longNumber() throws IOException {
        return in.readInt64();
    }

    RefusedInputException damaged(IOException cause) {
        return new RefusedInputException(
                name + " is damaged or no ONNX model, as its byte " + in.getTotalBytesRead()
                        + " shows; export or download it again.",
                cause);
    }

    RefusedInputException unlikely(String what) {
        return new RefusedInputException(
                name + " has more " + what + " than any network of images; check that it is the model you mean.");
    }
}
