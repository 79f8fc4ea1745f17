package io.venturi.jdbc.store.export;

import io.venturi.jdbc.store.SeriesLabels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
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
                SeriesLabels.read(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBoolean(9));
    }
}
