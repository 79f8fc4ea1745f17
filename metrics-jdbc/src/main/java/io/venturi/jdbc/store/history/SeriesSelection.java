package io.venturi.jdbc.store.history;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.MetricSeries;
import io.venturi.jdbc.store.QueryLimitException;
import io.venturi.jdbc.store.SeriesLabels;
import io.venturi.jdbc.store.SeriesType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Finds the series of a query that may have distributions. */
final class SeriesSelection {

    private static final String SQL = """
            SELECT s.series_id, s.runtime_id, s.metric_type, s.labels::text, s.unit, s.help_text,
                   encode(%3$s(%4$s(r.name, r.component_type, s.labels)::text), 'hex')
              FROM %1$s AS s JOIN %2$s AS r USING (runtime_id)
             WHERE s.metric_name = ? AND s.metric_type IN ('histogram', 'summary') AND s.labels @> ?::jsonb
               AND (?::uuid IS NULL OR s.runtime_id = ?::uuid)
             ORDER BY s.labels::text, s.series_id
             LIMIT ?""";

    private final String sql;

    SeriesSelection(SchemaTransactions transactions) {
        this.sql = SQL.formatted(
                transactions.relation("metric_series"),
                transactions.relation("runtime"),
                transactions.relation("metric_hash"),
                transactions.relation("metric_series_dimensions"));
    }

    /** They, ordered by their labels. */
    List<DistributedSeries> read(Connection connection, MetricQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, query.name());
            statement.setString(2, SeriesLabels.toJson(query.labels()));
            statement.setObject(3, query.runtime().orElse(null));
            statement.setObject(4, query.runtime().orElse(null));
            statement.setInt(5, query.maxSeries() + 1);
            Map<String, DistributedSeries> found = new LinkedHashMap<>();
            int rows = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (++rows > query.maxSeries()) {
                        throw new QueryLimitException(query + " matches more than " + query.maxSeries()
                                + " series: ask for more labels, or raise maxSeries");
                    }
                    DistributedSeries one = read(row, query.name());
                    found.computeIfAbsent(one.hash(), unknown -> one).ids().add(row.getLong(1));
                }
            }
            return List.copyOf(found.values());
        }
    }

    private static DistributedSeries read(ResultSet row, String name) throws SQLException {
        MetricSeries series = MetricSeries.of(
                name,
                SeriesType.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                SeriesLabels.read(row.getString(4)),
                row.getString(5),
                row.getString(6));
        return new DistributedSeries(row.getObject(2, UUID.class), series, row.getString(7));
    }
}
