package io.venturi.jdbc.store.export;

import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** What is stored, as tests read it: not by the exporter's means. */
final class Stored {

    private Stored() {}

    /** The values of series that have a label {@code n}, by {@code metric/n} and milliseconds. */
    static Map<String, Map<Long, Double>> byMetricAndN(TestDatabase database, boolean withNaN) throws SQLException {
        Map<String, Map<Long, Double>> stored = new HashMap<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT metric_name || '/' || (labels ->> 'n'), (extract(epoch FROM ts) * 1000)::bigint, value
                          FROM metrics.metric_sample JOIN metrics.metric_series USING (series_id)
                         WHERE labels ? 'n'""")) {
            while (row.next()) {
                double value = row.getDouble(3);
                if (withNaN || !Double.isNaN(value)) {
                    stored.computeIfAbsent(row.getString(1), series -> new HashMap<>())
                            .put(row.getLong(2), value);
                }
            }
        }
        return stored;
    }

    /** A number as Prometheus writes it. */
    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
