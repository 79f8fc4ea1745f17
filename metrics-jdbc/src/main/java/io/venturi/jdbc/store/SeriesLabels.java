package io.venturi.jdbc.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Labels, and dimensions, as the relations keep them: a JSON object of texts. */
public final class SeriesLabels {

    private static final JsonFactory JSON = new JsonFactory();

    private SeriesLabels() {}

    /** As the relations take them. */
    public static String toJson(Map<String, String> labels) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> label : labels.entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return text.toString();
    }

    /** The labels of a flat object; what is no text is taken as its text, null and what is deeper left out. */
    public static SortedMap<String, String> read(String json) {
        SortedMap<String, String> labels = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String label = parser.currentName();
                if (parser.nextToken().isStructStart()) {
                    parser.skipChildren(); // written by hand: no label of ours
                } else if (!parser.hasToken(JsonToken.VALUE_NULL)) {
                    labels.put(label, parser.getText());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the database gave labels that are no JSON: " + json, e);
        }
        return labels;
    }
}
