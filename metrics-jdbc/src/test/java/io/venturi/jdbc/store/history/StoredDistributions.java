package io.venturi.jdbc.store.history;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Fills the relations as writers and roll-ups do; values are milliseconds, stored as nanoseconds whose unit is the second. */
final class StoredDistributions {

    static final double SECONDS = 1e-9;
    private static final String RUNTIME = "00000000-0000-0000-0000-00000000000";

    private final TestDatabase database;
    private @Nullable Connection connection;

    StoredDistributions(TestDatabase database) {
        this.database = database;
    }

    /** Installs the schema with two components, {@code one} and {@code two}, and no partition. */
    void renew() throws SQLException {
        database.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
        database.execute("UPDATE metrics.retention SET keep_days = 36500 WHERE kind <> 'raw'");
        for (int i = 1; i <= 2; i++) {
            database.execute("INSERT INTO metrics.runtime (runtime_id, component_type, name) VALUES ('" + RUNTIME + i
                    + "', 'worker_pool', '" + List.of("one", "two").get(i - 1) + "')");
        }
    }

    /** Removes what {@link #renew} did not make. */
    void clear() throws SQLException {
        for (List<Object> partition : database.rows(
                "SELECT partition::text FROM metrics.metric_partitions() WHERE parent = 'metric_distribution'")) {
            database.execute("DROP TABLE metrics.\"" + partition.get(0) + "\"");
        }
        database.execute(
                "TRUNCATE metrics.metric_series, metrics.aggregated_metrics, metrics.rollup_progress, metrics.rollup_due");
    }

    void series(int id, int runtime, String name, String type, String labels, String unit) throws SQLException {
        database.rows(
                "INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type, labels, unit)"
                        + " VALUES (?, ?::uuid, ?, ?, ?::jsonb, nullif(?, '')) RETURNING 1",
                id,
                RUNTIME + runtime,
                name,
                type,
                labels,
                unit);
    }

    /** A partition of raw records. */
    void partition(Instant from, Instant to) throws SQLException {
        database.execute("CREATE TABLE metrics.\"raw " + from
                + "\" PARTITION OF metrics.metric_distribution FOR VALUES FROM ('" + from + "') TO ('" + to + "')");
    }

    /** Hours, days and weeks that are over then are rolled up. */
    void doneUntil(Instant time) throws SQLException {
        database.execute(
                "INSERT INTO metrics.rollup_progress (kind, done_until, days_until, weeks_until) VALUES ('distributions', '"
                        + time + "', '" + RollupPeriod.DAILY.start(time) + "', '" + RollupPeriod.WEEKLY.start(time)
                        + "')");
    }

    /** Something is to be rolled up again. */
    void due(String period, Instant start) throws SQLException {
        database.execute("INSERT INTO metrics.rollup_due (kind, period, period_start, cause) VALUES ('distributions', '"
                + period + "', '" + start + "', 'late')");
    }

    void raw(int series, Instant time, long... millis) throws SQLException {
        raw(series, time, snapshot(millis).encode(SECONDS), millis);
    }

    void raw(int series, Instant time, byte[] sketch, long... millis) throws SQLException {
        try (PreparedStatement statement = connection()
                .prepareStatement("INSERT INTO metrics.metric_distribution VALUES (?::timestamptz, ?, ?, ?, ?, ?)")) {
            statement.setString(1, time.toString());
            statement.setInt(2, series);
            statement.setLong(3, millis.length);
            statement.setDouble(4, sum(millis));
            statement.setDouble(5, max(millis));
            statement.setBytes(6, sketch);
            statement.execute();
        }
    }

    void bucket(RollupPeriod period, int series, Instant start, long... millis) throws SQLException {
        try (PreparedStatement statement = connection().prepareStatement("""
                        INSERT INTO metrics.aggregated_metrics (kind, metric_name, period, period_start, dimensions, max_value, avg_value,
                               sum_value, count_value, p50, p95, p99, sketch)
                        SELECT 'distributions', metric_name, ?, ?::timestamptz, metrics.metric_series_dimensions(name, component_type, s.labels),
                               ?, ?, ?, ?, ?, ?, ?, ?
                          FROM metrics.metric_series s JOIN metrics.runtime USING (runtime_id) WHERE series_id = ?""")) {
            HistogramSnapshot snapshot = snapshot(millis);
            statement.setString(1, period.name().toLowerCase(Locale.ROOT));
            statement.setString(2, start.toString());
            statement.setDouble(3, max(millis));
            statement.setDouble(4, sum(millis) / millis.length);
            statement.setDouble(5, sum(millis));
            statement.setLong(6, millis.length);
            statement.setDouble(7, snapshot.quantile(0.5) * SECONDS);
            statement.setDouble(8, snapshot.quantile(0.95) * SECONDS);
            statement.setDouble(9, snapshot.quantile(0.99) * SECONDS);
            statement.setBytes(10, snapshot.encode(SECONDS));
            statement.setInt(11, series);
            statement.execute();
        }
    }

    /** One for all rows; it ends with the database. */
    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.dataSource().getConnection();
            connection = open;
        }
        return open;
    }

    static HistogramSnapshot snapshot(long... millis) {
        Histogram histogram = new Histogram(2);
        Arrays.stream(millis).forEach(value -> histogram.recordValue(value * 1_000_000));
        return HistogramSnapshot.of(histogram);
    }

    /** In seconds. */
    static double sum(long... millis) {
        return Arrays.stream(millis).sum() / 1e3;
    }

    private static double max(long... millis) {
        return Arrays.stream(millis).max().orElse(0) / 1e3;
    }
}
