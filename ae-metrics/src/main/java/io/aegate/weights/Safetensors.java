package io.aegate.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors container (huggingface/safetensors, version 0.4): the header's length in 8 bytes, the header in JSON, then
 * the tensors' elements in C order without gaps.
 */
final class Safetensors {

    private static final long LONGEST_HEADER = 100_000_000;
    private static final int MOST_TENSORS = 100_000;
    private static final int MOST_DIMENSIONS = 16;
    private static final String METADATA = "__metadata__";

    private static final Map<String, DType> TYPES = Map.of(
            "F16", DType.FLOAT16,
            "BF16", DType.BFLOAT16,
            "F32", DType.FLOAT32,
            "F64", DType.FLOAT64,
            "U8", DType.UINT8,
            "I8", DType.INT8,
            "I16", DType.INT16,
            "I32", DType.INT32,
            "I64", DType.INT64,
            "BOOL", DType.BOOL);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private record Header(String name, DType dtype, List<Long> shape, long begin, long end) {}

    private final WeightFile file;
    private final List<Header> headers = new ArrayList<>();

    private Safetensors(WeightFile file) {
        this.file = file;
    }

    /** Whether the file begins as this format does: a length, then an object. */
    static boolean matches(WeightFile file) {
        return file.size() > Long.BYTES && file.slice(Long.BYTES, 1).get() == '{';
    }

    /** Whether the length, too, is one that a header may have. */
    static boolean hasPlausibleLength(WeightFile file) {
        return Long.compareUnsigned(file.slice(0, Long.BYTES).getLong(), LONGEST_HEADER) <= 0;
    }

    static Map<String, Tensor> read(WeightFile file) {
        return new Safetensors(file).tensors();
    }

    private Map<String, Tensor> tensors() {
        long length = file.slice(0, Long.BYTES).getLong();
        long most = Math.min(LONGEST_HEADER, file.size() - Long.BYTES);
        if (length < 0 || length > most) {
            throw file.damaged(
                    0, "the header takes %s bytes, but at most %d fit".formatted(Long.toUnsignedString(length), most));
        }
        try (JsonParser json = JSON.createParser(new ByteBufferBackedInputStream(file.slice(Long.BYTES, length)))) {
            readHeader(json);
        } catch (JsonProcessingException e) {
            long at = Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getByteOffset());
            throw file.damaged(
                    Long.BYTES + at, "the header is not valid JSON (" + WeightFile.shown(e.getOriginalMessage()) + ")");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
        long data = Long.BYTES + length;
        refuseGaps(data);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Header header : headers) {
            long size = header.end() - header.begin();
            if (size > Integer.MAX_VALUE) {
                throw TensorAssembly.tooLarge(
                        file, header.name(), size / header.dtype().bytes(), header.dtype());
            }
            tensors.put(
                    header.name(), new Tensor(header.dtype(), header.shape(), file.slice(data + header.begin(), size)));
        }
        return tensors;
    }

    private void readHeader(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object");
            if (name.equals(METADATA)) {
                json.skipChildren();
            } else if (headers.size() < MOST_TENSORS) {
                headers.add(readTensor(json, name));
            } else {
                throw damaged(json, "the header names more than " + MOST_TENSORS + " tensors");
            }
        }
        if (json.nextToken() != null) {
            throw damaged(json, "something follows the header");
        }
    }

    private Header readTensor(JsonParser json, String name) throws IOException {
        String type = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        int fields = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            switch (field) {
                case "dtype" -> {
                    expect(json, token, JsonToken.VALUE_STRING, "a string");
                    type = json.getText();
                }
                case "shape" -> shape = integers(json, token, MOST_DIMENSIONS);
                case "data_offsets" -> offsets = integers(json, token, 2);
                default -> throw damaged(json, "the field " + WeightFile.shown(field) + " is not one of a tensor");
            }
            fields++;
        }
        if (fields != 3 || offsets.size() != 2) {
            throw damaged(json, "the tensor " + WeightFile.shown(name) + " needs dtype, shape and two data_offsets");
        }
        DType dtype = TYPES.get(type);
        if (dtype == null) {
            throw file.refused("has the tensor " + WeightFile.shown(name) + " of type " + WeightFile.shown(type)
                    + ", but ae-gate reads F16, BF16, F32, F64, U8, I8, I16, I32, I64 and BOOL; "
                    + "convert it and export it again.");
        }
        return checked(json, new Header(name, dtype, shape, offsets.get(0), offsets.get(1)));
    }

    private Header checked(JsonParser json, Header header) {
        long bytes;
        try {
            bytes = Math.multiplyExact(header.shape().stream().reduce(1L, Math::multiplyExact), (long)
                    header.dtype().bytes());
        } catch (ArithmeticException e) {
            throw damaged(
                    json,
                    "the shape " + header.shape() + " of the tensor " + WeightFile.shown(header.name())
                            + " has more elements than can be counted");
        }
        if (header.begin() > header.end() || header.end() - header.begin() != bytes) {
            throw damaged(
                    json,
                    "the tensor %s of shape %s and type %s needs %d bytes, but its data_offsets are %d and %d"
                            .formatted(
                                    WeightFile.shown(header.name()),
                                    header.shape(),
                                    header.dtype(),
                                    bytes,
                                    header.begin(),
                                    header.end()));
        }
        return header;
    }

    private List<Long> integers(JsonParser json, JsonToken token, int most) throws IOException {
        expect(json, token, JsonToken.START_ARRAY, "an array");
        List<Long> integers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, "an integer");
            long value = json.getLongValue();
            if (value < 0 || integers.size() == most) {
                throw damaged(json, value < 0 ? value + " is negative" : "an array has more than " + most + " values");
            }
            integers.add(value);
        }
        return integers;
    }

    private void refuseGaps(long data) {
        List<Header> sorted = new ArrayList<>(headers);
        sorted.sort(Comparator.comparingLong(Header::begin).thenComparingLong(Header::end));
        long end = 0;
        for (Header header : sorted) {
            if (header.begin() != end) {
                throw file.damaged(
                        data,
                        "the tensor " + WeightFile.shown(header.name()) + " begins at " + header.begin()
                                + (header.begin() < end ? ", inside" : ", with a gap after")
                                + " the one that ends at " + end);
            }
            end = header.end();
        }
        if (end != file.size() - data) {
            throw file.damaged(
                    data, "the tensors take " + end + " bytes, but the file has " + (file.size() - data) + " for them");
        }
    }

    private void expect(JsonParser json, JsonToken found, JsonToken token, String what) {
        if (found != token) {
            throw damaged(json, what + " is expected in the header");
        }
    }

    private RefusedInputException damaged(JsonParser json, String what) {
        return file.damaged(Long.BYTES + json.currentLocation().getByteOffset(), what);
    }
}
