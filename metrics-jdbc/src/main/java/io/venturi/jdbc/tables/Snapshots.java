package io.venturi.jdbc.tables;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The relations of snapshots: documents made of a run's measurements. */
final class Snapshots {

    /** Document, number and time of a run. */
    private static final String DOCUMENT = """
            SELECT run.run_id, run.collected_at, run.snapshot_date, %3$s || coalesce(
                   (SELECT jsonb_object_agg(schema_name, tables)
                      FROM (SELECT schema_name, jsonb_object_agg(table_name, %4$s) AS tables
                              FROM %2$s
                             WHERE run_id = run.run_id AND row_count IS NOT NULL
                             GROUP BY schema_name) schemas %5$s), '{}') AS payload
              FROM %1$s run WHERE run.run_id = ?""";

    private static final String ADD_RUN = """
            INSERT INTO %s (run_id, payload, collected_at)
            SELECT run_id, payload, collected_at FROM (%s) run""";

    /** An older run that ends later does not take a newer one's day. */
    private static final String ADD_DAY = """
            INSERT INTO %s AS day (snapshot_date, run_id, payload, collected_at)
            SELECT snapshot_date, run_id, payload, collected_at FROM (%s) run
            ON CONFLICT (snapshot_date) DO UPDATE
               SET run_id = excluded.run_id, payload = excluded.payload, collected_at = excluded.collected_at
             WHERE day.run_id <= excluded.run_id""";

    private static final String DAY = "SELECT run_id, collected_at FROM %s WHERE snapshot_date = ?";

    private static final String FIGURES = """
            SELECT schema.key, tables.key,
                   CASE jsonb_typeof(tables.value) WHEN 'number' THEN tables.value ELSE tables.value -> 'count' END::bigint,
                   CASE jsonb_typeof(tables.value) WHEN 'object' THEN tables.value -> 'bytes' END::bigint
              FROM %s day, jsonb_each(day.payload) schema,
                   jsonb_each(CASE jsonb_typeof(schema.value) WHEN 'object' THEN schema.value ELSE '{}' END) tables
             WHERE day.snapshot_date = ?""";

    private final String runs;
    private final String days;
    private final String document;

    Snapshots(SchemaTransactions transactions, SnapshotFormat format) {
        this.runs = transactions.relation("table_metrics_run_snapshot");
        this.days = transactions.relation("table_metrics_daily_snapshot");
        boolean bytes = format == SnapshotFormat.ROWS_AND_BYTES;
        this.document = DOCUMENT.formatted(
                transactions.relation("table_metrics_runs"),
                transactions.relation("table_metrics_measurements"),
                bytes ? "'{\"_version\": 2}'::jsonb" : "'{}'::jsonb",
                bytes ? "jsonb_strip_nulls(jsonb_build_object('count', row_count, 'bytes', total_bytes))" : "row_count",
                bytes ? "WHERE schema_name <> '_version'" : "");
    }

    /** Adds a run's own. */
    void addRun(Connection connection, long runId) throws SQLException {
        execute(connection, ADD_RUN.formatted(runs, document), runId);
    }

    /** Makes a run's that of its day, unless a newer run's is. */
    void addDay(Connection connection, long runId) throws SQLException {
        execute(connection, ADD_DAY.formatted(days, document), runId);
    }

    private static void execute(Connection connection, String sql, long runId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, runId);
            statement.executeUpdate();
        }
    }

    Optional<DailyTableCounts> day(Connection connection, LocalDate date) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DAY.formatted(days))) {
            statement.setObject(1, date);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new DailyTableCounts(
                        date,
                        row.getLong(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        figures(connection, date)));
            }
        }
    }

    private SortedMap<TableName, TableFigure> figures(Connection connection, LocalDate date) throws SQLException {
        SortedMap<TableName, TableFigure> figures = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIGURES.formatted(days))) {
            statement.setObject(1, date);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    figures.put(
                            new TableName(row.getString(1), row.getString(2)),
                            new TableFigure(row.getLong(3), row.getObject(4, Long.class)));
                }
            }
        }
        return figures;
    }
}
