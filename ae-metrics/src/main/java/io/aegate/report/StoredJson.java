package io.aegate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.image.RefusedInputException;

/**
 * A part of a stored JSON text; what is asked of it and not there is refused.
 *
 * @param origin how messages speak of the text
 * @param node the part
 */
record StoredJson(Origin origin, JsonNode node) {

    static StoredJson parse(StoredText stored) {
        try {
            return new StoredJson(stored.origin(), Json.MAPPER.readTree(stored.text()));
        } catch (JsonProcessingException e) {
            throw stored.origin().refused("it is not JSON (" + e.getOriginalMessage() + ")", e);
        }
    }

    void requireSchema(String schema) {
        String found = text("schema");
        if (!found.equals(schema)) {
            throw refused("its schema is " + found + ", not " + schema);
        }
    }

    StoredJson object(String name) {
        if (node.path(name) instanceof ObjectNode object) {
            return new StoredJson(origin, object);
        }
        throw refused("it has no " + name);
    }

    String text(String name) {
        if (!node.path(name).isTextual()) {
            throw refused("it has no " + name);
        }
        return node.path(name).textValue();
    }

    RefusedInputException refused(String found) {
        return origin.refused(found);
    }
}
