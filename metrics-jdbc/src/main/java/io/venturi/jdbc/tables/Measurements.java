package io.venturi.jdbc.tables;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The relation of what runs found out about each table. */
final class Measurements {

    /** One statement for all tables of a run. */
    private static final String INSERT = """
            INSERT INTO %s (run_id, schema_name, table_name, row_count, method, counted_at, duration_ms,
                            total_bytes, table_bytes, index_bytes, filtered, failure)
            SELECT ?, schema_name, table_name, row_count, method, counted_at, duration_ms,
                   total_bytes, table_bytes, index_bytes, filtered::jsonb, failure
              FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[], ?::double precision[],
                          ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                   AS counts(schema_name, table_name, row_count, method, counted_at, duration_ms,
                             total_bytes, table_bytes, index_bytes, filtered, failure)""";

    private static final String SELECT = """
            SELECT schema_name, table_name, row_count, method, counted_at, duration_ms,
                   total_bytes, table_bytes, index_bytes, filtered, failure
              FROM %s WHERE run_id = ?""";

    /** The newest, as a limit needs; of runs that succeeded. */
    private static final String TREND = """
            SELECT run_id, counted_at, row_count, method
              FROM %s counts JOIN %s run USING (run_id)
             WHERE schema_name = ? AND table_name = ? AND row_count IS NOT NULL
               AND run.status = 'SUCCEEDED' AND run.collected_at >= ? AND run.collected_at < ?
             ORDER BY run.collected_at DESC, run_id DESC LIMIT ?""";

    private static final double NANOS_PER_MILLI = 1e6;

    private final String relation;
    private final String runs;

    Measurements(SchemaTransactions transactions) {
        this.runs = transactions.relation("table_metrics_runs");
        this.relation = transactions.relation("table_metrics_measurements");
    }

    void insert(Connection connection, long runId, List<TableCount> counts) throws SQLException {
        if (counts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT.formatted(relation))) {
            statement.setLong(1, runId);
            Columns columns = new Columns(connection, statement, counts);
            columns.bind("text", count -> count.table().schema());
            columns.bind("text", count -> count.table().table());
            columns.bind("bigint", TableCount::rows);
            columns.bind("text", count -> count.method().label());
            columns.bind("text", count -> count.countedAt().toString());
            columns.bind("text", count -> String.valueOf(count.took().toNanos() / NANOS_PER_MILLI));
            columns.bind("bigint", count -> size(count, TableSizes::total));
            columns.bind("bigint", count -> size(count, TableSizes::table));
            columns.bind("bigint", count -> size(count, TableSizes::index));
            columns.bind("text", count -> FilteredRows.toJson(count.filtered()));
            columns.bind("text", count -> {
                CountFailure failure = count.failure();
                return failure == null ? null : failure.label();
            });
            statement.executeUpdate();
        }
    }

    private static @Nullable Long size(TableCount count, Function<TableSizes, Long> kind) {
        TableSizes sizes = count.sizes();
        return sizes == null ? null : kind.apply(sizes);
    }

    /** The run with its counts. */
    TableCountRun addTo(Connection connection, TableCountRun run) throws SQLException {
        return new TableCountRun(
                run.runId(),
                run.collectedAt(),
                run.snapshotDate(),
                run.status(),
                run.errorMessage(),
                of(connection, run.runId()));
    }

    /** The counts of a run, by table in order. */
    private List<TableCount> of(Connection connection, long runId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT.formatted(relation))) {
            statement.setLong(1, runId);
            try (ResultSet row = statement.executeQuery()) {
                List<TableCount> counts = new ArrayList<>();
                while (row.next()) {
                    counts.add(count(row));
                }
                // Not ordered by the server, whose collation may be any.
                counts.sort((one, other) -> one.table().compareTo(other.table()));
                return counts;
            }
        }
    }

    /** A table's figures in runs that began from one time up to another, oldest first. */
    List<TrendPoint> trend(Connection connection, TableName table, Instant from, Instant to, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TREND.formatted(relation, runs))) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            statement.setObject(3, from.atOffset(ZoneOffset.UTC));
            statement.setObject(4, to.atOffset(ZoneOffset.UTC));
            statement.setInt(5, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<TrendPoint> points = new ArrayList<>();
                while (row.next()) {
                    points.add(new TrendPoint(
                            row.getLong(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getLong(3),
                            method(row.getString(4))));
                }
                Collections.reverse(points);
                return points;
            }
        }
    }

    private static TableCount count(ResultSet row) throws SQLException {
        return new TableCount(
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                method(row.getString("method")),
                row.getObject("row_count", Long.class),
                row.getObject("counted_at", OffsetDateTime.class).toInstant(),
                Duration.ofNanos(Math.round(row.getDouble("duration_ms") * NANOS_PER_MILLI)),
                sizes(row),
                FilteredRows.fromJson(row.getString("filtered")),
                failure(row.getString("failure")));
    }

    private static @Nullable TableSizes sizes(ResultSet row) throws SQLException {
        Long total = row.getObject("total_bytes", Long.class);
        return total == null ? null : new TableSizes(total, row.getLong("table_bytes"), row.getLong("index_bytes"));
    }

    private static CountMethod method(String label) throws SQLException {
        try {
            return CountMethod.valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new SQLException(
                    "method '" + label + "' of a measurement is not known here: a newer version has written it", e);
        }
    }

    /** A reason that is not known here, as of a newer version, is a failure all the same. */
    private static @Nullable CountFailure failure(@Nullable String label) {
        if (label == null) {
            return null;
        }
        try {
            return CountFailure.valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return CountFailure.ERROR;
        }
    }

    /** Binds an array for each column. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<TableCount> counts;
        private int bound = 1;

        Columns(Connection connection, PreparedStatement statement, List<TableCount> counts) {
            this.connection = connection;
            this.statement = statement;
            this.counts = counts;
        }

        void bind(String type, Function<TableCount, @Nullable Object> value) throws SQLException {
            @Nullable Object[] values = new Object[counts.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value.apply(counts.get(i));
            }
            Array array = connection.createArrayOf(type, values);
            statement.setArray(++bound, array);
        }
    }
}
