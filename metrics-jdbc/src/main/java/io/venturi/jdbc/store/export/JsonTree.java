package io.venturi.jdbc.store.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small JSON document: an object's fields, an array's items, or a scalar's text. Immutable. */
record JsonTree(Map<String, JsonTree> fields, List<JsonTree> items, String text) {

    private static final JsonFactory JSON = new JsonFactory();

    static JsonTree parse(byte[] bytes) throws IOException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new IOException("it is empty");
            }
            return read(parser);
        }
    }

    /** What the parser's present token begins. */
    static JsonTree read(JsonParser parser) throws IOException {
        Map<String, JsonTree> fields = new LinkedHashMap<>();
        List<JsonTree> items = new ArrayList<>();
        if (parser.hasToken(JsonToken.START_OBJECT)) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                fields.put(field, read(parser));
            }
            return new JsonTree(fields, items, "");
        }
        if (parser.hasToken(JsonToken.START_ARRAY)) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(read(parser));
            }
            return new JsonTree(fields, items, "");
        }
        return new JsonTree(fields, items, parser.getText());
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    JsonTree get(String field) {
        JsonTree value = fields.get(field);
        if (value == null) {
            throw new IllegalArgumentException("it has no field " + field);
        }
        return value;
    }

    long number() {
        return Long.parseLong(text);
    }
}
