package io.venturi.jdbc.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Rows by the name of a filter, as a JSON object. */
final class FilteredRows {
    private static final JsonFactory JSON = new JsonFactory();

    private FilteredRows() {}

    static String toJson(Map<String, Long> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Long> entry : rows.entrySet()) {
                json.writeNumberField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return text.toString();
    }

    /** Leaves out what is no number, which this library does not write. */
    static Map<String, Long> fromJson(String text) {
        Map<String, Long> rows = new HashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                    rows.put(name, json.getLongValue());
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("filtered is '" + text + "', which is no JSON object", e);
        }
        return rows;
    }
}
