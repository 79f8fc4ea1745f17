package io.venturi.jdbc.store.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A row of the series, with its component's.
 *
 * @param distributed whether there are distributions of it
 */
record StoredSeries(
        long id,
        String name,
        String type,
        Map<String, String> labels,
        @Nullable String unit,
        @Nullable String help,
        String componentType,
        String runtime,
        boolean distributed) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Those that had distributions before a time, which the statement is given once. */
    static String sql(String series, String runtime, String distribution) {
        return """
                SELECT s.series_id, s.metric_name, s.metric_type, s.labels::text, s.unit, s.help_text, r.component_type, r.name,
                       s.metric_type = 'histogram' AND EXISTS (
                         SELECT FROM %s AS d WHERE d.series_id = s.series_id AND d.ts < ?)
                  FROM %s AS s JOIN %s AS r USING (runtime_id)""".formatted(distribution, series, runtime);
    }

    static StoredSeries read(ResultSet row) throws SQLException {
        return new StoredSeries(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                labels(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBoolean(9));
    }

    /** The labels of a flat object; what is no text is taken as its text, what is deeper left out. */
    private static Map<String, String> labels(String json) {
        Map<String, String> labels = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return labels;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String label = parser.currentName();
                if (parser.nextToken().isStructStart()) {
                    parser.skipChildren();
                } else if (!parser.hasToken(JsonToken.VALUE_NULL)) {
                    labels.put(label, parser.getText());
                }
            }
            return labels;
        } catch (IOException e) {
            throw new IllegalStateException("the database gave labels that are no JSON: " + json, e);
        }
    }
}
